from django.urls import path

from programmes import views

urlpatterns = [
    path("", views.agenda, name="agenda"),
    path("<slug:provincie>/", views.provincie, name="provincie"),
    path("<slug:provincie>/agenda.ics", views.provincie_agenda, name="provincie-agenda"),
    path("<slug:provincie>/<slug:reeks>/", views.reeks, name="reeks"),
    path("<slug:provincie>/<slug:reeks>/agenda.ics", views.reeks_agenda, name="reeks-agenda"),
    path("<slug:provincie>/<slug:reeks>/<slug:sessie>/", views.sessie, name="sessie"),
    path("<slug:provincie>/<slug:reeks>/<slug:sessie>/agenda.ics", views.sessie_agenda, name="sessie-agenda"),
]
