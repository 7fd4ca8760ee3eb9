"""Programmes and the ways that lead on from them."""

from django.urls import path

from cases.routes import board_views, programme_views, referral_views

app_name = "routes"
urlpatterns = [
    path("programmes/", programme_views.index, name="programmes"),
    path("programmes/<slug:name>/", programme_views.show, name="programme"),
    path("programmes/<slug:name>/state/", programme_views.change, name="change_programme"),
    path("programmes/<slug:name>/next/", programme_views.next_route, name="next"),
    path("programmes/<slug:name>/open/", programme_views.open_next, name="open_next"),
    path("referrals/", referral_views.index, name="referrals"),
    path("referrals/new/", referral_views.new, name="new_referral"),
    path("referrals/<uuid:pk>/", referral_views.show, name="referral"),
    path("referrals/<uuid:pk>/add/", referral_views.add, name="add"),
    path("referrals/<uuid:pk>/submit/", referral_views.submit, name="submit"),
    path("referrals/<uuid:pk>/end/", referral_views.end, name="end_referral"),
    path("referrals/<uuid:pk>/paper/", referral_views.paper, name="paper"),
    path("referrals/cases/<uuid:pk>/", referral_views.item, name="item"),
    path("referrals/cases/<uuid:pk>/answer/", referral_views.result, name="result"),
    path("referrals/cases/<uuid:pk>/take-out/", referral_views.take_out, name="take_out"),
    path("cases/<str:code>/routes/", board_views.board, name="board"),
    path("cases/<str:code>/routes/<slug:name>/", board_views.way, name="way"),
    path("cases/<str:code>/routes/<slug:name>/decide/", board_views.decide, name="decide"),
]
