"""The pages that look over everything."""

from django.urls import path

from cases.overview import views

app_name = "overview"
urlpatterns = [
    path("dashboard/", views.dashboard, name="dashboard"),
]
