"""The site map with the bare page beside it."""

from django.urls import include, path

from tests.bench.bare import bare

urlpatterns = [path("bare/", bare), path("", include("casetracker.urls"))]
