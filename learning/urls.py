from django.urls import path

from learning.views import handvatten, materiaal

urlpatterns = [
    path("aanmelding/<str:token>/materiaal/<uuid:uuid>/", materiaal.aanmelding_materiaal, name="aanmelding-materiaal"),
    path("<slug:provincie>/<slug:reeks>/<slug:sessie>/handvatten/", handvatten.handvatten, name="handvatten"),
    path(
        "<slug:provincie>/<slug:reeks>/<slug:sessie>/handvatten.pdf", handvatten.handvatten_pdf, name="handvatten-pdf"
    ),
    path("<slug:provincie>/<slug:reeks>/<slug:sessie>/materiaal/<uuid:uuid>/", materiaal.materiaal, name="materiaal"),
]
