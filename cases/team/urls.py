"""The addresses of a team's life, where it reaches cases."""

from django.urls import path

from cases.team import views

app_name = "team"
urlpatterns = [
    path("team/leave/", views.leave, name="leave"),
    path("team/keys/", views.keys, name="keys"),
    path("team/keys/renew/", views.renew_keys, name="renew_keys"),
    path("team/keys/go-on/", views.go_on, name="go_on"),
    path("team/<uuid:pk>/admit/", views.admit, name="admit"),
    path("team/<uuid:pk>/decline/", views.decline, name="decline"),
    path("team/<uuid:pk>/role/", views.role, name="role"),
    path("team/<uuid:pk>/remove/", views.remove, name="remove"),
    path("new-keys/<str:token>/", views.renew, name="renew"),
]
