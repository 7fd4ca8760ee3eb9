"""The addresses of a stay."""

from django.urls import path

from cases.stay import compare_views, views

app_name = "stay"
urlpatterns = [
    path("countries/compare/", compare_views.countries, name="compare"),
    path("cases/<str:code>/countries/", compare_views.countries_for, name="countries"),
    path("cases/<str:code>/stay/", views.show, name="stay"),
    path("cases/<str:code>/stay/edit/", views.edit, name="edit"),
    path("cases/<str:code>/stay/stamps/", views.stamps, name="stamps"),
    path("cases/<str:code>/stay/leave-by/", views.leave_by, name="leave_by"),
]
