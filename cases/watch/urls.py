"""Who is in danger, why, and what is done about it."""

from django.urls import path

from cases.watch import (
    calibration_views,
    country_views,
    detention_views,
    incident_views,
    lowering_views,
    views,
    week_views,
    weights_views,
)

app_name = "watch"
urlpatterns = [
    path("risk/", views.index, name="list"),
    path("risk/week/", week_views.show, name="week"),
    path("risk/selected/", views.bulk, name="bulk"),
    path("risk/print/", views.print_names, name="print"),
    path("risk/again/", incident_views.again, name="again"),
    path("risk/calibration/", calibration_views.show, name="calibration"),
    path("risk/weights/", weights_views.show, name="weights"),
    path("risk/weights/new/", weights_views.propose, name="propose_weights"),
    path("risk/weights/preview/", weights_views.preview, name="preview_weights"),
    path("risk/weights/refuse/", weights_views.refuse, name="refuse_weights"),
    path("risk/weights/withdraw/", weights_views.withdraw, name="withdraw_weights"),
    path("incidents/", incident_views.index, name="incidents"),
    path("incidents/new/", incident_views.new, name="new_incident"),
    path("incidents/<uuid:pk>/", incident_views.show, name="incident"),
    path("incidents/<uuid:pk>/withdraw/", incident_views.withdraw, name="withdraw_incident"),
    path("countries/<str:code>/newer/<slug:field>/", country_views.newer, name="newer"),
    path("countries/<str:code>/withdraw/<uuid:pk>/", country_views.withdraw, name="withdraw_newer"),
    path("cases/<str:code>/risk/", views.assessment, name="assessment"),
    path("cases/<str:code>/risk/review/", views.review, name="review"),
    path("cases/<str:code>/risk/override/", views.override, name="override"),
    path("cases/<str:code>/risk/override/lift/", views.lift, name="lift"),
    path("cases/<str:code>/risk/lower/", lowering_views.ask, name="ask_lowering"),
    path("cases/<str:code>/risk/lower/answer/", lowering_views.answer, name="answer_lowering"),
    path("cases/<str:code>/risk/lower/withdraw/", lowering_views.withdraw, name="withdraw_lowering"),
    path("cases/<str:code>/detained/", detention_views.detained, name="detained"),
    path("cases/<str:code>/detained/tick/", detention_views.tick, name="tick"),
    path("cases/<str:code>/detained/end/", detention_views.end, name="end"),
]
