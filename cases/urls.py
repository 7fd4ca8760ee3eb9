"""The site map: one line per slice, in reading order."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("cases.access.urls")),
    path("", include("cases.overview.urls")),
    path("search/", include("cases.search.urls")),
]
