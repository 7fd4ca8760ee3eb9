"""The addresses of cases, but for the page of a case itself (see `overview`)."""

from django.urls import path

from cases.people import views

app_name = "people"
urlpatterns = [
    path("", views.index, name="list"),
    path("new/", views.new, name="new"),
    path("<str:code>/logged/", views.logged, name="logged"),
    path("<str:code>/edit/", views.edit, name="edit"),
    path("<str:code>/name/", views.name, name="name"),
    path("<str:code>/contact/", views.contact, name="contact"),
    path("<str:code>/note/", views.note, name="note"),
    path("<str:code>/stage/", views.stage, name="stage"),
    path("<str:code>/assign/", views.assign, name="assign"),
    path("<str:code>/reveal/", views.reveal, name="reveal"),
]
