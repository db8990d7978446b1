from django.urls import path

from programmes.models import Pagina
from programmes.views import agenda, calendars, deskundigen, huisstijlen, paginas, reeksen

urlpatterns = [
    path("", agenda.agenda, name="agenda"),
    path("huisstijl/<slug:provincie>-<slug:versie>.css", huisstijlen.huisstijl_css, name="huisstijl-css"),
    path("huisstijl/<slug:provincie>-<slug:versie>.png", huisstijlen.huisstijl_logo, name="huisstijl-logo"),
    path("deskundigen/<slug:versie>.webp", deskundigen.deskundige_foto, name="deskundige-foto"),
    # Before the provincies, whose slugs look alike.
    *(path(f"{slug}/", paginas.pagina, {"slug": slug}, name=f"pagina-{slug}") for slug in Pagina.Slug.values),
    path("<slug:provincie>/", agenda.provincie, name="provincie"),
    path("<slug:provincie>/agenda.ics", calendars.provincie_agenda, name="provincie-agenda"),
    path("<slug:provincie>/<slug:reeks>/", reeksen.reeks, name="reeks"),
    path("<slug:provincie>/<slug:reeks>/agenda.ics", calendars.reeks_agenda, name="reeks-agenda"),
    path("<slug:provincie>/<slug:reeks>/<slug:sessie>/", reeksen.sessie, name="sessie"),
    path("<slug:provincie>/<slug:reeks>/<slug:sessie>/agenda.ics", calendars.sessie_agenda, name="sessie-agenda"),
]
