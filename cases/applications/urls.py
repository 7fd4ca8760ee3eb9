"""Applications and dates."""

from django.urls import path

from cases.applications import closing_views, date_views, month_views, paper_views, procedure_views, step_views, views

app_name = "applications"
urlpatterns = [
    path("applications/", views.application_list, name="list"),
    path("applications/<uuid:pk>/", views.application, name="application"),
    path("applications/<uuid:pk>/move/<slug:name>/", views.move, name="move"),
    path("applications/<uuid:pk>/step/", step_views.step, name="step"),
    path("applications/<uuid:pk>/undo/", views.undo, name="undo"),
    path("applications/<uuid:pk>/correct/", views.correct, name="correct"),
    path("applications/<uuid:pk>/papers/", paper_views.papers, name="papers"),
    path("applications/<uuid:pk>/vetting/", paper_views.vetting, name="vetting"),
    path("applications/<uuid:pk>/note/", views.note, name="note"),
    path("applications/<uuid:pk>/details/", views.details, name="details"),
    path("applications/<uuid:pk>/tasks/", date_views.add_usual, name="add_usual"),
    path("procedures/", procedure_views.procedure_list, name="procedures"),
    path("procedures/<slug:name>/", procedure_views.procedure, name="procedure"),
    path("cases/<str:code>/applications/new/", views.new, name="new"),
    path("cases/<str:code>/stage/", closing_views.stage, name="stage"),
    path("cases/<str:code>/dates/new/", date_views.new_date, name="new_date"),
    path("deadlines/", date_views.date_list, name="dates"),
    path("deadlines/month/", month_views.month, name="month"),
    path("deadlines/<uuid:pk>/", date_views.date_page, name="date"),
    path("deadlines/<uuid:pk>/done/", date_views.meet, name="meet"),
    path("deadlines/<uuid:pk>/confirm/", date_views.confirm, name="confirm"),
    path("deadlines/<uuid:pk>/day/", date_views.put_off, name="put_off"),
    path("deadlines/<uuid:pk>/for/", date_views.assign, name="assign"),
    path("deadlines/<uuid:pk>/give-up/", date_views.waive, name="waive"),
]
