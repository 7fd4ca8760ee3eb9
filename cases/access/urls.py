"""The addresses of getting in, of the account, of the team and of the operator."""

from django.urls import path

from cases.access import account_views, team_views, views

app_name = "access"
urlpatterns = [
    path("login/", views.login, name="login"),
    path("logout/", views.logout, name="logout"),
    path("language/", views.language, name="language"),
    path("join/code/", views.enrol, name="enrol"),
    path("join/code.png", views.enrol_picture, name="enrol_picture"),
    path("join/waiting/", views.waiting, name="waiting"),
    path("join/<str:token>/", views.join, name="join"),
    path("account/", views.account, name="account"),
    path("account/prove/", account_views.prove, name="prove"),
    path("account/team/<uuid:pk>/", views.switch, name="switch"),
    path("account/drafts/<uuid:pk>/", views.draft, name="draft"),
    path("account/drafts/<uuid:pk>/discard/", views.discard, name="discard"),
    path("team/", team_views.team, name="team"),
    path("team/invite/", team_views.invite, name="invite"),
    path("team/<uuid:pk>/admit/", team_views.admit, name="admit"),
    path("team/<uuid:pk>/decline/", team_views.decline, name="decline"),
    path("operator/", team_views.operator, name="operator"),
    path("operator/<uuid:pk>/link/", team_views.founding_link, name="founding_link"),
]
