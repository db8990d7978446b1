from django.urls import path

from registrations.views import check_in, colleagues, forms_for_visitors, hosting, own_calendar, own_sessies, personal

urlpatterns = [
    path("mijn/", personal.mijn, name="mijn"),
    path("mijn/agenda/", own_calendar.mijn_abonnement, name="mijn-abonnement"),
    path("agenda/<str:sleutel>/leerlabs.ics", own_calendar.eigen_agenda, name="eigen-agenda"),
    path("gemeente-bij-domein/", forms_for_visitors.gemeente_bij_domein, name="gemeente-bij-domein"),
    path("aanmelding/kwijt/", forms_for_visitors.aanmelding_kwijt, name="aanmelding-kwijt"),
    path("aanmelding/kwijt/verstuurd/", forms_for_visitors.kwijt_verstuurd, name="kwijt-verstuurd"),
    path("aanmelding/<str:token>/", personal.aanmelding, name="aanmelding"),
    path("aanmelding/<str:token>/agenda/", own_calendar.aanmelding_abonnement, name="aanmelding-abonnement"),
    path("aanmelding/<str:token>/agenda.ics", own_sessies.aanmelding_agenda, name="aanmelding-agenda"),
    path("aanmelding/<str:token>/bevestigen/", personal.bevestigen, name="aanmelding-bevestigen"),
    path("aanmelding/<str:token>/aannemen/", own_sessies.aannemen, name="aanmelding-aannemen"),
    path("aanmelding/<str:token>/weigeren/", own_sessies.weigeren, name="aanmelding-weigeren"),
    path("aanmelding/<str:token>/vrije-plaats/", own_sessies.vrije_plaats, name="aanmelding-vrije-plaats"),
    path("aanmelding/<str:token>/gegevens/", personal.gegevens, name="aanmelding-gegevens"),
    path("aanmelding/<str:token>/omvang/", personal.omvang, name="aanmelding-omvang"),
    path("aanmelding/<str:token>/overdragen/", colleagues.overdragen, name="aanmelding-overdragen"),
    path("aanmelding/<str:token>/collegas/", colleagues.collegas, name="aanmelding-collegas"),
    path("aanmelding/<str:token>/afmelden/", personal.afmelden, name="aanmelding-afmelden"),
    path("aanmelding/<str:token>/<slug:sessie>/agenda.ics", own_sessies.deelname_agenda, name="deelname-agenda"),
    path("aanmelding/<str:token>/<slug:sessie>/aannemen/", own_sessies.sessie_aannemen, name="deelname-aannemen"),
    path("aanmelding/<str:token>/<slug:sessie>/weigeren/", own_sessies.sessie_weigeren, name="deelname-weigeren"),
    path("aanmelding/<str:token>/<slug:sessie>/meedoen/", own_sessies.meedoen, name="deelname-meedoen"),
    path("aanmelding/<str:token>/<slug:sessie>/kan-nog/", own_sessies.kan_nog, name="deelname-kan-nog"),
    path("aanmelding/<str:token>/<slug:sessie>/toch-komen/", own_sessies.toch_komen, name="deelname-toch-komen"),
    path("aanmelding/<str:token>/<slug:sessie>/gastheer/", hosting.gastheer, name="deelname-gastheer"),
    path(
        "aanmelding/<str:token>/<slug:sessie>/gastheer/intrekken/",
        hosting.gastheer_intrekken,
        name="deelname-gastheer-intrekken",
    ),
    path("aanmelding/<str:token>/<slug:sessie>/afmelden/", own_sessies.deelname_afmelden, name="deelname-afmelden"),
    path("inchecken/<str:code>/", check_in.inchecken, name="inchecken"),
    path(
        "belangstelling/<str:token>/",
        forms_for_visitors.belangstelling_intrekken,
        name="belangstelling-intrekken",
    ),
    path("<slug:provincie>/<slug:reeks>/aanmelden/", forms_for_visitors.aanmelden, name="aanmelden"),
    path(
        "<slug:provincie>/<slug:reeks>/aanmelden/verstuurd/",
        forms_for_visitors.aanmelden_verstuurd,
        name="aanmelden-verstuurd",
    ),
    path(
        "<slug:provincie>/<slug:reeks>/belangstelling/",
        forms_for_visitors.belangstelling,
        name="belangstelling",
    ),
    path(
        "<slug:provincie>/<slug:reeks>/belangstelling/verstuurd/",
        forms_for_visitors.belangstelling_verstuurd,
        name="belangstelling-verstuurd",
    ),
]
