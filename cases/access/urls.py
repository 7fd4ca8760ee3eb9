"""The addresses of getting in, of the account, of the team and of the operator."""

from django.urls import path

from cases.access import account_views, card_views, rescue_views, team_views, views

app_name = "access"
urlpatterns = [
    path("login/", views.login, name="login"),
    path("logout/", views.logout, name="logout"),
    path("language/", views.language, name="language"),
    path("join/code/", views.enrol, name="enrol"),
    path("join/code.png", views.enrol_picture, name="enrol_picture"),
    path("join/waiting/", views.waiting, name="waiting"),
    path("join/<str:token>/", views.join, name="join"),
    path("pin/", rescue_views.wake, name="wake"),
    path("recover/", rescue_views.recover, name="recover"),
    path("lock/", rescue_views.lock, name="lock"),
    path("account/", account_views.account, name="account"),
    path("account/prove/", account_views.prove, name="prove"),
    path("account/passphrase/", account_views.change_passphrase, name="change_passphrase"),
    path("account/authenticator/", account_views.authenticator, name="authenticator"),
    path("account/pin/", account_views.choose_pin, name="choose_pin"),
    path("account/pin/remove/", account_views.remove_pin, name="remove_pin"),
    path("account/sessions/end/", account_views.end_all, name="end_all"),
    path("account/card/", card_views.card, name="card"),
    path("account/card/paper/", card_views.card_paper, name="card_paper"),
    path("account/team/<uuid:pk>/", views.switch, name="switch"),
    path("account/drafts/<uuid:pk>/", views.draft, name="draft"),
    path("account/drafts/<uuid:pk>/discard/", views.discard, name="discard"),
    path("team/", team_views.team, name="team"),
    path("team/invite/", team_views.invite, name="invite"),
    path("team/<uuid:pk>/admit/", team_views.admit, name="admit"),
    path("team/<uuid:pk>/unlock/", rescue_views.unlock, name="unlock"),
    path("team/<uuid:pk>/decline/", team_views.decline, name="decline"),
    path("operator/", team_views.operator, name="operator"),
    path("operator/<uuid:pk>/link/", team_views.founding_link, name="founding_link"),
]
