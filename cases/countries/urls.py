"""The pages about countries."""

from django.urls import path

from cases.countries import views

app_name = "countries"
urlpatterns = [
    path("", views.index, name="index"),
    path("check/", views.book, name="book"),
    path("<str:code>/", views.show, name="show"),
    path("<str:code>/history/", views.told, name="history"),
]
