"""Every address: the site map of the one app, and the health check."""

from django.urls import include, path

from casetracker.health import healthz

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("", include("cases.urls")),
]
