"""The addresses of what is to be done by whom."""

from django.urls import path

from cases.tasks import handover_views, outside_views, views

app_name = "tasks"
urlpatterns = [
    path("cases/silent/", views.silent, name="silent"),
    path("cases/<str:code>/contact/", views.contact, name="contact"),
    path("cases/<str:code>/check-in/", views.check_in, name="check_in"),
    path("cases/<str:code>/check-in/end/", views.end_check_in, name="end_check_in"),
    path("tasks/hand-over/", handover_views.hand_over, name="hand_over"),
    path("tasks/hand-over/go/", handover_views.go, name="hand_over_go"),
    path("calendar/<str:secret>.ics", outside_views.feed, name="feed"),
    path("account/calendar/", outside_views.calendar, name="calendar"),
    path("account/calendar/end/", outside_views.end_calendar, name="end_calendar"),
    path("account/reminder/", outside_views.reminder, name="reminder"),
    path("account/reminder/end/", outside_views.end_reminder, name="end_reminder"),
]
