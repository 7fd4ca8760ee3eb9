"""The addresses of a stay."""

from django.urls import path

from cases.stay import views

app_name = "stay"
urlpatterns = [
    path("cases/<str:code>/stay/", views.show, name="stay"),
    path("cases/<str:code>/stay/edit/", views.edit, name="edit"),
    path("cases/<str:code>/stay/stamps/", views.stamps, name="stamps"),
    path("cases/<str:code>/stay/leave-by/", views.leave_by, name="leave_by"),
]
