"""The site map: one line per slice, in reading order."""

from django.urls import URLPattern, URLResolver, include, path

from cases.admin import access as access_admin

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("cases.access.urls")),
    path("", include("cases.team.urls")),
    path("cases/", include("cases.people.urls")),  # before the page of a case, whose address takes any word
    path("cases/<str:code>/", include("cases.evidence.urls")),
    path("", include("cases.tasks.urls")),  # likewise
    path("", include("cases.oversight.urls")),
    path("", include("cases.overview.urls")),
    path("", include("cases.applications.urls")),
    path("", include("cases.routes.urls")),
    path("", include("cases.stay.urls")),
    path("", include("cases.watch.urls")),
    path("search/", include("cases.search.urls")),
    path("countries/", include("cases.countries.urls")),
    path("admin/", access_admin.site.urls),
]
