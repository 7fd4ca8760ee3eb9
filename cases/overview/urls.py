"""The pages that look over everything."""

from django.urls import path

from cases.overview import views

app_name = "overview"
urlpatterns = [
    path("", views.home, name="home"),
    path("cases/<str:code>/", views.case, name="case"),
    path("cases/<str:code>/risk/history/", views.assessments, name="risk_history"),
    path("dashboard/", views.dashboard, name="dashboard"),
]
