"""The addresses of cases, but for the page of a case itself (see `overview`)."""

from django.urls import path

from cases.people import access_views, name_views, sharing_views, views

app_name = "people"
urlpatterns = [
    path("", views.index, name="list"),
    path("new/", views.new, name="new"),
    path("access/", access_views.by_code, name="by_code"),
    path("access/ended/", access_views.take_keys, name="take_keys"),
    path("shared/", sharing_views.index, name="shared"),
    path("shared/<uuid:pk>/", sharing_views.offer, name="offer"),
    path("shared/<uuid:pk>/accept/", sharing_views.accept, name="accept"),
    path("shared/<uuid:pk>/refuse/", sharing_views.refuse, name="refuse"),
    path("shared/<uuid:pk>/back/", sharing_views.give_back, name="give_back"),
    path("<str:code>/logged/", views.logged, name="logged"),
    path("<str:code>/edit/", views.edit, name="edit"),
    path("<str:code>/name/", name_views.name, name="name"),
    path("<str:code>/note/", views.note, name="note"),
    path("<str:code>/assign/", views.assign, name="assign"),
    path("<str:code>/reveal/", name_views.reveal, name="reveal"),
    path("<str:code>/access/", access_views.access, name="access"),
    path("<str:code>/access/<uuid:pk>/take/", access_views.take, name="take"),
    path("<str:code>/restrict/", access_views.restrict, name="restrict"),
    path("<str:code>/open/", access_views.open_again, name="open_again"),
    path("<str:code>/share/", sharing_views.share, name="share"),
    path("<str:code>/share/<uuid:pk>/end/", sharing_views.end, name="end_share"),
]
