"""Our words for what Django and allauth say in English or with "u": compiled as written, and met on their pages."""

import ast
import re
import struct
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import allauth
import django
import pytest
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import translation

from accounts.models import User
from accounts.passwords import link_for_mail
from outbox.models import Bericht
from programmes.models import Deskundige, Locatie, Organisatie, Provincie, Reeks, Thema
from tests import factories
from tests.programmes.beheer_world import BEHEERDER_ONLY, SHARED, formset, make_world, url

# --- Reading catalogs --------------------------------------------------------------------------------------

Key = tuple[str | None, str, str | None]
"""Context, msgid and msgid_plural: what makes a message itself."""
Texts = tuple[str, ...]
LINE = re.compile(r'^(?:(msg\w+(?:\[\d\])?) )?(".*")$', re.MULTILINE)


def read_po(path: Path) -> list[tuple[Key, Texts]]:
    """Return the messages of a .po file in its order; what is commented out does not count."""
    entries = []
    for block in re.split(r"\n\s*\n", path.read_text(encoding="utf-8")):
        fields: dict[str, str] = {}
        name = ""
        for found in LINE.finditer(block):
            name = found[1] or name
            fields[name] = fields.get(name, "") + ast.literal_eval(found[2])
        if fields:
            texts = tuple(text for field, text in sorted(fields.items()) if field.startswith("msgstr"))
            entries.append(((fields.get("msgctxt"), fields["msgid"], fields.get("msgid_plural")), texts))
    return entries


def read_mo(path: Path) -> dict[str, str]:
    """Return what a .mo file holds, with the marks that it puts between context, msgid and plurals."""
    data = path.read_bytes()
    magic, _, count, keys, texts = struct.unpack_from("<5I", data)
    assert magic == 0x950412DE

    def strings(table: int) -> Iterator[str]:
        for number in range(count):
            length, offset = struct.unpack_from("<2I", data, table + 8 * number)
            yield data[offset : offset + length].decode()

    return dict(zip(strings(keys), strings(texts), strict=True))


def stock(language: str) -> dict[Key, set[Texts]]:
    """Return what Django and allauth as installed have to say; one msgid can occur in several catalogs."""
    root = Path(django.__file__).parent
    places = [root / "conf", root / "contrib/admin", root / "contrib/auth", Path(allauth.__file__).parent]
    found: dict[Key, set[Texts]] = {}
    for place in places:
        for key, texts in read_po(place / "locale" / language / "LC_MESSAGES/django.po"):
            found.setdefault(key, set()).add(texts)
    return found


PO = Path(settings.BASE_DIR, "leerlab/locale/nl/LC_MESSAGES/django.po")
OF_SCRIPTS = PO.with_name("djangojs.po")
ENTRIES = [entry for entry in read_po(PO) if entry[0][1]]
# The English catalog is what was gathered from the sources of that version; the Dutch one lags behind it.
IN_USE, DUTCH = stock("en"), stock("nl")
PLACEHOLDER = re.compile(r"%\(\w+\)[sdr]|%[sdr]|\{\w*\}")
TAG = re.compile(r"</?\w+")


# --- The catalog -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("po", [PO, OF_SCRIPTS], ids=["pages", "scripts"])
def test_the_mo_holds_exactly_what_the_po_says(po: Path) -> None:
    written = {
        (f"{context}\x04" if context else "") + msgid + (f"\0{plural}" if plural else ""): "\0".join(texts)
        for (context, msgid, plural), texts in read_po(po)
    }
    assert read_mo(po.with_suffix(".mo")) == written


def test_the_scripts_of_beheer_say_je_about_the_clock(client_beheerder: Client) -> None:
    answer = client_beheerder.get(reverse("admin:jsi18n"), headers={"accept": "application/javascript"})
    script = answer.content.decode()
    ours = [(key, texts) for key, texts in read_po(OF_SCRIPTS) if key[1]]
    assert len(ours) == 2
    for (_, msgid, _), texts in ours:
        assert f'"{msgid}": [\n      "{texts[0]}"' in script


def test_nothing_stands_there_twice_or_is_doubtful() -> None:
    assert [key for key, times in Counter(key for key, _ in ENTRIES).items() if times > 1] == []
    assert "fuzzy" not in PO.read_text(encoding="utf-8")
    assert len(ENTRIES) > 100


def test_django_and_allauth_still_say_every_msgid() -> None:
    assert [key for key, _ in ENTRIES if key not in IN_USE] == []


def test_every_text_changes_something() -> None:
    assert [key for key, texts in ENTRIES if DUTCH.get(key) == {texts}] == []


def test_every_text_has_the_placeholders_and_tags_of_its_msgid() -> None:
    wrong = [
        text
        for (_, msgid, plural), texts in ENTRIES
        for text in texts
        for pattern in (PLACEHOLDER, TAG)
        # A text may name something once that the msgid names twice, and the other way round.
        if set(pattern.findall(text)) != set(pattern.findall(plural or msgid))
    ]
    assert wrong == []


def test_every_plural_is_written_out() -> None:
    assert [msgid for (_, msgid, plural), texts in ENTRIES if len(texts) != (2 if plural else 1) or "" in texts] == []


def test_the_portal_speaks_our_words() -> None:
    said = []
    with translation.override("nl"):
        for (context, msgid, plural), texts in ENTRIES:
            assert context is None
            found = [translation.ngettext(msgid, plural, count) for count in (1, 2)] if plural else None
            said.append((tuple(found or [translation.gettext(msgid)]), texts))
    assert [pair for pair in said if pair[0] != pair[1]] == []


def test_a_bare_machine_gets_the_mo() -> None:
    lines = Path(settings.BASE_DIR, ".gitignore").read_text(encoding="utf-8").split()
    assert [line for line in lines if line.endswith(".mo") or "locale" in line] == []


# --- What stands on a page ---------------------------------------------------------------------------------

FORMAL = re.compile(r"\b(u|uw|uzelf)\b", re.IGNORECASE)
ENGLISH = re.compile(
    r"\b(the|you|your|please|this|that|with|and|enter|select|add|change|delete|view|field|value|error|toggle"
    r"|successfully|password reset|email address|sign in|sign out|log out|object)\b",
    re.IGNORECASE,
)
# Whole texts that Django and allauth have in English and say otherwise in Dutch.
KNOWN_ENGLISH = {
    msgid
    for key, translations in DUTCH.items()
    for msgid in [key[1]]
    if msgid and not PLACEHOLDER.search(msgid) and (msgid,) not in translations
} | {msgid for (_, msgid, _), _ in ENTRIES}


# Stands in Django's own code and templates as it is, so that no catalog reaches it.
OUT_OF_REACH = re.compile(
    r"^Search$|\w+_\w+ object \(\d+\)$|^If disabled, the current password for this user will be lost\.$"
)


class Words(HTMLParser):
    """Gathers the texts that somebody reads or hears on a page: not what is in scripts, styles and data."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.hidden = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in {"script", "style"}:
            self.hidden = tag
        names = ["title", "aria-label", "placeholder", "alt"]
        if given.get("type") in {"submit", "button"}:
            names.append("value")
        self.found += [" ".join((given.get(name) or "").split()) for name in names]

    def handle_endtag(self, tag: str) -> None:
        if tag == self.hidden:
            self.hidden = ""

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.found.append(" ".join(data.split()))


def bad(text: str) -> list[str]:
    """Return what should not have been said in a text of a page or a mail."""
    if text in KNOWN_ENGLISH:
        return [text]
    return [found[0] for pattern in (FORMAL, ENGLISH) for found in pattern.finditer(text)]


def read(response: Any) -> str:
    """Return the words of a page, after seeing that they are Dutch and say "je"."""
    texts = [text for text in (OUT_OF_REACH.sub("", text) for text in Words(response.content.decode()).found) if text]
    assert texts, "an empty page"
    assert [(bad(text), text) for text in texts if bad(text)] == []
    return " ".join(texts)


def test_our_own_words_say_je() -> None:
    plain = [TAG.sub("", PLACEHOLDER.sub("", text)) for _, texts in ENTRIES for text in texts]
    assert [(bad(text), text) for text in plain if bad(text)] == []


def test_a_page_that_says_u_or_speaks_english_is_seen() -> None:
    page = "<p title='Close'>Weet\n u <b>het</b>?</p><script>uw</script><input type=submit value='Go'>"
    assert [text for text in Words(page).found if text] == ["Close", "Weet u", "het", "?", "Go"]
    assert [bad(text) for text in ("Weet u", "Uw naam", "Add link", "Close", "Go")] == [
        ["u"], ["Uw"], ["Add link"], ["Close"], ["Go"],
    ]  # fmt: skip
    assert bad("Je kunt nu inloggen.") == []


# --- Signing in and passwords ------------------------------------------------------------------------------

pytestmark = pytest.mark.django_db
LOGIN, CODE, CONFIRM = "/account/login/", "/account/login/code/", "/account/login/code/confirm/"
CHANGE, SET, AGAIN = "/account/password/change/", "/account/password/set/", "/account/reauthenticate/"
BAD_PASSWORDS = {
    "12345678901234": "Dit wachtwoord bevat alleen cijfers. Gebruik ook letters.",
    "password1234": "Dit wachtwoord is te algemeen. Kies iets dat niemand anders gebruikt.",
    "anna@raalte.example": "lijkt te veel op wat er staat bij “e-mailadres”. Kies iets heel anders.",
    "kort": "Dit wachtwoord is te kort.",
}


@pytest.fixture(autouse=True)
def _no_counts_of_others() -> Iterator[None]:
    cache.clear()  # allauth's own limits
    yield
    cache.clear()


@pytest.fixture
def anna() -> User:
    return factories.make_user(email="anna@raalte.example", naam="Anna", password=factories.PASSWORD)


@pytest.fixture
def client_anna(anna: User, client: Client) -> Client:
    client.post(LOGIN, {"login": anna.email, "password": factories.PASSWORD})
    return client


def test_a_wrong_password_says_what_to_do(anna: User, client: Client) -> None:
    for fields in ({}, {"login": "geen adres", "password": "x"}):
        read(client.post(LOGIN, fields))
    wrong = {"login": anna.email, "password": "fout"}
    assert "Dit e-mailadres en wachtwoord horen niet bij elkaar. Controleer ze" in read(client.post(LOGIN, wrong))
    answers = [read(client.post(LOGIN, wrong)) for _ in range(11)]
    assert "Te veel pogingen. Wacht een kwartier" in answers[-1]


def test_a_wrong_code_says_what_to_do(anna: User, client: Client) -> None:
    assert "Vul je e-mailadres in, bijvoorbeeld naam@gemeente.nl." in read(client.post(CODE, {"email": ""}))
    assert "Vul een adres in zoals naam@gemeente.nl." in read(client.post(CODE, {"email": "geen adres"}))
    read(client.post(CODE, {"email": anna.email}, follow=True))
    assert "Vul de code in die in je mail staat." in read(client.post(CONFIRM, {"code": ""}))
    assert "Deze code klopt niet. Typ de code over" in read(client.post(CONFIRM, {"code": "AAAA-AAAA"}))


def test_changing_a_password_says_what_to_do(client_anna: Client) -> None:
    page = read(client_anna.get(CHANGE))
    assert "Gebruik niet je naam of je e-mailadres." in page
    assert "Vul dit in." in read(client_anna.post(CHANGE, {}))
    for password, reason in BAD_PASSWORDS.items():
        fields = {"oldpassword": "fout", "password1": password, "password2": password}
        answer = read(client_anna.post(CHANGE, fields))
        assert reason in answer
        assert "Dit is niet je huidige wachtwoord. Typ het opnieuw." in answer
    cache.clear()  # allauth allows five tries a minute
    fields = {"oldpassword": factories.PASSWORD, "password1": "vier losse woorden", "password2": "iets anders dan dat"}
    assert "Typ twee keer hetzelfde wachtwoord." in read(client_anna.post(CHANGE, fields))
    done = client_anna.post(CHANGE, fields | {"password2": "vier losse woorden"}, follow=True)
    assert done.status_code == 200
    read(done)


def test_choosing_a_first_password_says_what_to_do(client_plain_user: Client, plain_user: User) -> None:
    plain_user.set_unusable_password()
    plain_user.save()
    client_plain_user.force_login(plain_user)
    assert "Wachtwoord kiezen" in read(client_plain_user.get(SET))
    assert "Dit wachtwoord is te algemeen." in read(
        client_plain_user.post(SET, {"password1": "password1234", "password2": "password1234"})
    )


def test_a_link_to_a_password_says_what_to_do(anna: User, client: Client) -> None:
    page = client.get(str(link_for_mail(str(anna.pk))), follow=True)
    read(page)
    for password, reason in BAD_PASSWORDS.items():
        answer = client.post(page.redirect_chain[-1][0], {"password1": password, "password2": password})
        assert reason in read(answer)
    read(client.post("/account/password/reset/", {"email": "geen adres"}))
    read(client.post("/account/password/reset/", {"email": anna.email}, follow=True))


def test_showing_that_it_is_really_you_says_what_to_do(client_anna: Client) -> None:
    assert "Ben jij het echt?" in read(client_anna.get(AGAIN))
    assert "Dit wachtwoord klopt niet. Typ het opnieuw." in read(client_anna.post(AGAIN, {"password": "fout"}))


def test_an_address_that_was_never_confirmed_gets_a_mail_and_pages(client: Client) -> None:
    user = User.objects.create_user("anna@raalte.example", factories.PASSWORD, naam="Anna")
    fields = {"login": user.email, "password": factories.PASSWORD}
    assert "We hebben je een mail gestuurd met een link." in read(client.post(LOGIN, fields, follow=True))
    mail = Bericht.objects.latest("pk")
    assert (mail.onderwerp, bad(mail.tekst)) == ("Bevestig je e-mailadres", [])
    assert "Bevestig eerst dat dit e-mailadres van jou is." in mail.tekst
    key = EmailConfirmationHMAC(EmailAddress.objects.get(user=user)).key
    assert "Bevestig het dan." in read(client.get(reverse("account_confirm_email", args=[key])))
    assert "Deze link werkt niet meer." in read(client.get(reverse("account_confirm_email", args=["abc"])))


@pytest.mark.parametrize("page", ["inactive/", "logout/", "confirm-email/", "password/reset/done/", "signup/"])
@pytest.mark.parametrize("who", ["client", "client_plain_user"])
def test_the_other_pages_of_an_account(page: str, who: str, request: pytest.FixtureRequest) -> None:
    read(request.getfixturevalue(who).get(f"/account/{page}", follow=True))


# --- Beheer ------------------------------------------------------------------------------------------------

BEHEER_PASSWORD = reverse("admin:password_change")
FILLED_IN_WRONG = {
    "soort": "bestaat niet", "titel": "x" * 121, "slug": "Eén adres", "provincie": "abc", "organisatie": "999999",
    "samenvatting": "", "themas": ["abc", "999999"],
    "aanmelden_van_0": "31-02-2026", "aanmelden_van_1": "25:00",
    "aanmelden_tot_0": "29-03-2026", "aanmelden_tot_1": "02:30",
    **formset("sessies", {
        "soort": "fysiek", "titel": "Sessie 1", "volgorde": "eerste", "online_link": "geen link",
        "begin_0": "25-10-2026", "begin_1": "02:30", "einde_0": "morgen", "einde_1": "laat",
    }, {"soort": "fysiek", "titel": "Sessie 2", "volgorde": "-1"}),
}  # fmt: skip
WHAT_TO_DO = [
    "Er is nog niets opgeslagen. Verbeter eerst de fouten hieronder.",
    "Vul dit in.",
    "“bestaat niet” staat niet in de lijst. Kies iets uit de lijst.",
    "Dit is te lang. Gebruik hoogstens 120 tekens. Het zijn er nu 121.",
    "Gebruik alleen letters zonder accenten, cijfers en streepjes.",
    "Dit staat niet meer in de lijst. Kies iets anders.",
    "“abc” staat niet in de lijst. Kies iets uit de lijst.",
    "Vul een datum in zoals 31-12-2026.",
    "Vul een tijd in zoals 14:00.",
    "twee keer voor: 2026-03-29 02:30:00 (Europe/Amsterdam). Die nacht gaat de klok een uur vooruit of terug.",
    "twee keer voor: 2026-10-25 02:30:00 (Europe/Amsterdam). Die nacht gaat de klok een uur vooruit of terug.",
    "Vul een adres in zoals https://www.gemeente.nl/pagina.",
    "Dit is geen heel getal. Vul een getal in zoals 3.",
    "Vul een getal in van minstens 0.",
]


@pytest.mark.parametrize("who", ["client_overijssel", "client_beheerder"])
def test_every_page_of_beheer(who: str, overijssel: Provincie, request: pytest.FixtureRequest) -> None:
    client: Client = request.getfixturevalue(who)
    world = make_world(overijssel, "Voorbeeld")
    pages = [reverse("admin:index"), BEHEER_PASSWORD, reverse("admin:app_list", args=["programmes"])]
    for model in [*SHARED, *BEHEERDER_ONLY]:
        row = world.rows.get(model) or model._default_manager.first()
        pages += [url(model, "changelist"), f"{url(model, 'changelist')}?q=a", url(model, "add")]
        pages += [url(model, page, row) for page in ("change", "history", "delete") if row]
    seen = [read(client.get(page, follow=True)) for page in pages]
    assert len(seen) > 70


def test_a_filter_that_means_nothing(client_beheerder: Client) -> None:
    answer = read(client_beheerder.get(url(User, "changelist"), {"is_active__exact": "ooit", "e": "1"}))
    assert "Het filter in dit webadres klopt niet." in answer


def test_saving_in_beheer(client_overijssel: Client, overijssel: Provincie) -> None:
    fields = {"provincie": overijssel.pk, "naam": "Wim", "functie": "Ervaringsdeskundige"}

    def said(page: str, row: Deskundige | None = None, **button: str) -> str:
        return read(client_overijssel.post(url(Deskundige, page, row), fields | button, follow=True))

    assert "Toegevoegd: deskundige “ Wim, Ervaringsdeskundige ”." in said("add")
    assert "Je kunt er hieronder verder aan werken." in said("add", _continue="x")
    assert (
        "Toegevoegd: deskundige “ Wim, Ervaringsdeskundige ”. Je kunt hieronder nog een deskundige toevoegen."
        in said("add", _addanother="x")
    )
    row = Deskundige.objects.earliest("pk")
    assert "Opgeslagen: deskundige “ Wim, Ervaringsdeskundige ”." in said("change", row)
    assert "Je kunt er hieronder verder aan werken." in said("change", row, _continue="x")
    assert "Je kunt hieronder nog een deskundige toevoegen." in said("change", row, _addanother="x")
    assert "Gemaakt" in read(client_overijssel.get(url(Deskundige, "history", row)))
    fields["naam"] = ""
    assert "Er is nog niets opgeslagen. Verbeter eerst de fout hieronder." in said("change", row)


def test_deleting_in_beheer(client_overijssel: Client, overijssel: Provincie) -> None:
    rows = [factories.make_deskundige(provincie=overijssel, naam=f"Wim {number}") for number in range(4)]
    assert "Weet je zeker dat je deskundige “Wim 0, ervaringsdeskundige” wilt verwijderen?" in read(
        client_overijssel.get(url(Deskundige, "delete", rows[0]))
    )
    deleted = client_overijssel.post(url(Deskundige, "delete", rows[0]), {"post": "yes"}, follow=True)
    assert "Verwijderd: deskundige “Wim 0, ervaringsdeskundige”." in read(deleted)

    def act(**fields: object) -> str:
        return read(client_overijssel.post(url(Deskundige, "changelist"), fields, follow=True))

    assert "Er is niets veranderd. Vink eerst aan om welke regels het gaat." in act(action="delete_selected", index=0)
    chosen = [row.pk for row in rows[1:]]
    assert "Er is niets veranderd. Kies eerst een actie." in act(action="", index=0, _selected_action=chosen)
    sure = act(action="delete_selected", _selected_action=chosen)
    assert "Weet je zeker dat je de gekozen deskundigen wilt verwijderen?" in sure
    assert "Verwijderd: 3 deskundigen." in act(action="delete_selected", _selected_action=chosen, post="yes")


def test_what_can_not_be_deleted_in_beheer(
    client_overijssel: Client, client_beheerder: Client, overijssel: Provincie
) -> None:
    world = make_world(overijssel, "Voorbeeld")
    for used in (Organisatie, Locatie, Reeks):
        read(client_overijssel.get(url(used, "delete", world.rows[used]), follow=True))
    fields = {"action": "delete_selected", "_selected_action": [world.rows[Organisatie].pk]}
    answer = read(client_overijssel.post(url(Organisatie, "changelist"), fields))
    assert "Je kunt de gekozen organisatie niet verwijderen. Dit hangt eraan vast." in answer
    for model in SHARED:
        read(client_beheerder.get(url(model, "delete", world.rows[model]), follow=True))


def test_what_is_wrong_with_a_reeks(client_overijssel: Client, overijssel: Provincie) -> None:
    answer = read(client_overijssel.post(url(Reeks, "add"), FILLED_IN_WRONG))
    assert [text for text in WHAT_TO_DO if text not in answer] == []
    lost = read(client_overijssel.post(url(Reeks, "add"), {"titel": "Zonder bijeenkomsten"}))
    assert "Het formulier is niet heel aangekomen. Open de pagina opnieuw" in lost
    rows: list[dict[str, object]] = [{"soort": "fysiek", "titel": f"Sessie {number}"} for number in range(41)]
    many = read(client_overijssel.post(url(Reeks, "add"), formset("sessies", *rows)))
    assert "Dit zijn er te veel. Vul hoogstens 40 regels in." in many
    reeks = factories.make_reeks(provincie=overijssel, sessies=1)
    change = read(client_overijssel.post(url(Reeks, "change", reeks), FILLED_IN_WRONG))
    assert "Vul een datum in zoals 31-12-2026." in change


def test_what_is_there_already(client_overijssel: Client) -> None:
    factories.make_thema(naam="Energie")
    answer = read(client_overijssel.post(url(Thema, "add"), {"naam": "Energie", "slug": "energie"}))
    assert "Dit is al in gebruik (Thema, Naam). Vul iets anders in." in answer


def test_a_password_is_changed_where_all_do(client_overijssel: Client) -> None:
    for answer in (client_overijssel.get(BEHEER_PASSWORD), client_overijssel.post(BEHEER_PASSWORD, {})):
        assert (answer.status_code, answer["Location"]) == (302, reverse("account_change_password"))


def test_users_in_beheer(client_beheerder: Client, plain_user: User) -> None:
    add, password = url(User, "add"), reverse("admin:auth_user_password_change", args=[plain_user.pk])
    assert "Sla de gebruiker eerst op." in read(client_beheerder.get(add))
    read(client_beheerder.post(add, {"email": plain_user.email, "usable_password": "true", "password1": "a"}))
    made = {"email": "nieuw@raalte.example", "naam": "Nieuw", "usable_password": "false"}
    assert "Toegevoegd: gebruiker" in read(client_beheerder.post(add, made, follow=True))
    assert "Deze gebruiker logt in met een code per mail." in read(
        client_beheerder.get(url(User, "change", User.objects.get(email="nieuw@raalte.example")))
    )
    read(client_beheerder.get(password))
    read(client_beheerder.post(password, {"password1": "password1234", "password2": "anders"}))
    words = {"password1": "vier losse woorden", "password2": "vier losse woorden", "set-password": "x"}
    read(client_beheerder.post(password, words, follow=True))
    assert "Staat dit uit, dan logt deze gebruiker alleen in met een code per mail." in read(
        client_beheerder.get(password)
    )
    off = client_beheerder.post(password, {"usable_password": "false", "unset-password": "x"}, follow=True)
    assert "Deze gebruiker logt nu alleen nog in met een code per mail." in read(off)
    read(client_beheerder.get(password))
    read(client_beheerder.get(url(User, "history", plain_user)))
