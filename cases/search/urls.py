"""The search page."""

from django.urls import path

from cases.search import views

app_name = "search"
urlpatterns = [path("", views.search, name="search")]
