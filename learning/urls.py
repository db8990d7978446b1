from django.urls import path

from learning import views

urlpatterns = [
    path("<slug:provincie>/<slug:reeks>/<slug:sessie>/handvatten/", views.handvatten, name="handvatten"),
    path("<slug:provincie>/<slug:reeks>/<slug:sessie>/handvatten.pdf", views.handvatten_pdf, name="handvatten-pdf"),
]
