"""Programmes and the ways that lead on from them."""

from django.urls import path

from cases.routes import board_views, programme_views

app_name = "routes"
urlpatterns = [
    path("programmes/", programme_views.index, name="programmes"),
    path("programmes/<slug:name>/", programme_views.show, name="programme"),
    path("programmes/<slug:name>/state/", programme_views.change, name="change_programme"),
    path("programmes/<slug:name>/next/", programme_views.next_route, name="next"),
    path("programmes/<slug:name>/open/", programme_views.open_next, name="open_next"),
    path("cases/<str:code>/routes/", board_views.board, name="board"),
    path("cases/<str:code>/routes/<slug:name>/", board_views.way, name="way"),
    path("cases/<str:code>/routes/<slug:name>/decide/", board_views.decide, name="decide"),
]
