"""Files and testimony, below their case."""

from django.urls import path

from cases.evidence import testimony_views, views

app_name = "evidence"
urlpatterns = [
    path("files/", views.index, name="files"),
    path("files/new/", views.new, name="new_file"),
    path("files/<uuid:pk>/", views.show, name="file"),
    path("files/<uuid:pk>/about/", views.describe, name="describe"),
    path("files/<uuid:pk>/delete/", views.delete, name="delete"),
    path("files/<uuid:pk>/download/", views.download, name="download"),
    path("testimony/new/", testimony_views.new, name="new_testimony"),
    path("testimony/<uuid:pk>/", testimony_views.show, name="testimony"),
    path("testimony/<uuid:pk>/change/", testimony_views.change, name="change_testimony"),
]
