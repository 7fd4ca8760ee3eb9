"""The addresses of the audit."""

from django.urls import path

from cases.oversight import views

app_name = "oversight"
urlpatterns = [
    path("team/audit/", views.audit, name="audit"),
    path("team/audit/days/", views.days, name="days"),
    path("team/audit/alerts/<uuid:pk>/seen/", views.mark_seen, name="mark_seen"),
    path("team/audit/alerts/<uuid:pk>/allow/", views.allow, name="allow"),
    path("cases/<str:code>/seen/", views.seen, name="seen"),
]
