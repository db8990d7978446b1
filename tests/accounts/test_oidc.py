"""Signing in with the account of an organisation, at a real provider; what is not exactly right is refused (A12)."""

import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from allauth.socialaccount.providers import registry
from django.core.cache import cache
from django.db.models import Model
from django.test import Client

from accounts.models import User
from accounts.oidc import StrictProvider
from leerlab.sso_environment import oidc_settings, providers
from outbox.models import Bericht
from programmes.models import Lidmaatschap, Provincie
from tests import factories
from tests.accounts import oidc_provider
from tests.accounts.authenticators import code_of, give_app, prove_mailbox, with_password
from tests.accounts.oidc_provider import CLIENT_ID, CLIENT_SECRET, OTHER_KEY, Provider, sign

pytestmark = pytest.mark.django_db
START, BACK = "/account/sso/oidc/?process=login", "/account/sso/oidc/terug/"
TIE = "/account/sso/oidc/?process=connect"
ADDRESS = "oda@overijssel.example"
ODA = {
    "sub": "oda-1", "email": ADDRESS, "email_verified": True, "name": "Oda Overijssel", "groups": ["org"],
    "amr": ["pwd", "mfa"],
}  # fmt: skip


@pytest.fixture(scope="module")
def server() -> Iterator[Provider]:
    with oidc_provider.running() as provider:
        yield provider


@pytest.fixture
def provider(
    server: Provider,
    settings: Any,
    overijssel: Provincie,  # noqa: ARG001 - it must be there
    monkeypatch: pytest.MonkeyPatch,
) -> Provider:
    """A provider that tells the truth about Oda, set up as README says."""
    fresh = Provider(port=server.port, person=dict(ODA))
    server.__dict__.update(fresh.__dict__)
    configure(settings, server)
    # The app is only there when a provider is set up; it does nothing but this.
    monkeypatch.setitem(registry.provider_map, StrictProvider.id, StrictProvider)
    cache.clear()
    return server


def configure(settings: Any, provider: Provider, **values: str) -> None:
    """Set the OIDC_ variables."""
    settings.OIDC = oidc_settings(
        {
            "SERVER_URL": provider.issuer, "CLIENT_ID": CLIENT_ID, "CLIENT_SECRET": CLIENT_SECRET,
            "NAME": "Provincie-ID",
            "CLAIM": "groups", "ROLES": "org=overijssel:organisator,mede=overijssel:medewerker", "MFA": "amr",
            "EMAIL_VERIFIED": "email_verified", "FORM_HOSTS": "",
        } | values
    )  # fmt: skip
    settings.SOCIALACCOUNT_PROVIDERS = providers(settings.OIDC)
    settings.REQUIRE_MFA = True


def go(provider: Provider, client: Client | None = None, *, following: str = "/beheer/") -> tuple[Client, Any]:
    """Press the button and come back from the provider; return the browser and the last answer."""
    client = client or Client()
    start = client.post(START, {"next": following})
    assert start.status_code == 302, start.content.decode()
    return client, client.get(path_of(provider.authorize(start["Location"])))


def path_of(url: str) -> str:
    parts = urlsplit(url)
    assert f"{parts.scheme}://{parts.netloc}" == "http://localhost:8000"
    return f"{parts.path}?{parts.query}"


def is_refused(client: Client, response: Any, *, status: int = 401) -> bool:
    """Tell whether nobody came in, and the page says so in Dutch."""
    title = {401: "Inloggen is niet gelukt", 403: "Je hebt hier nog geen toegang"}[status]
    return (response.status_code, title in response.content.decode(), client.get("/mijn/").status_code) == (
        status,
        True,
        302,
    )


def roles(user: User) -> list[tuple[str, str, bool]]:
    rows = Lidmaatschap.objects.filter(user=user).order_by("provincie__slug")
    return [(row.gebied, row.rol, row.via_sso) for row in rows]


def counts(*models: type[Model]) -> list[int]:
    return [model._default_manager.count() for model in models]


# --- Who comes in ------------------------------------------------------------------------------------------


def test_a_colleague_with_a_role_comes_in_for_the_first_time(provider: Provider) -> None:
    client, response = go(provider)
    user = User.objects.get(email=ADDRESS)
    assert (response.status_code, response["Location"]) == (302, "/beheer/")
    assert (client.get("/beheer/").status_code, user.naam, user.has_usable_password()) == (200, "Oda Overijssel", False)
    assert roles(user) == [("Overijssel", "organisator", True)]
    stored = SocialAccount.objects.get(user=user).extra_data
    assert stored == {"iss": provider.issuer, "sub": "oda-1", "amr": ["pwd", "mfa"], "groups": ["org"]}


def test_what_is_asked_of_the_provider(provider: Provider) -> None:
    client = Client()
    start = client.post(f"{START}&scope=evil&auth_params=prompt%3Dnone", {"next": "/beheer/"})
    query = {name: values[0] for name, values in parse_qs(urlsplit(start["Location"]).query).items()}
    assert start["Location"].startswith(f"{provider.issuer}/authorize?")
    assert set(query) == {
        "client_id", "redirect_uri", "response_type", "scope", "state", "nonce", "code_challenge",
        "code_challenge_method",
    }  # fmt: skip
    assert (query["redirect_uri"], set(query["scope"].split())) == (
        f"http://localhost:8000{BACK}",
        {"openid", "profile", "email"},
    )
    assert (len(query["state"]) >= 16, len(query["nonce"])) == (True, 64)


def test_who_is_known_by_a_proven_address_is_tied_once_and_then_known_by_subject(provider: Provider) -> None:
    user = factories.make_user(email=ADDRESS)
    EmailAddress.objects.update_or_create(user=user, email=ADDRESS, defaults={"verified": True, "primary": True})
    provider.person["groups"] = []
    go(provider)
    assert SocialAccount.objects.get().user == user
    provider.person |= {"email": "getrouwd@overijssel.example", "email_verified": False}
    client, response = go(provider, following="/mijn/")
    assert (response["Location"], client.get("/mijn/").wsgi_request.user) == ("/mijn/", user)
    assert counts(User, SocialAccount) == [1, 1]


def test_groups_may_come_from_userinfo(provider: Provider) -> None:
    del provider.person["groups"]
    provider.userinfo = {"sub": "oda-1", "groups": "mede", "email": "boef@elders.example"}
    go(provider)
    assert roles(User.objects.get()) == [("Overijssel", "medewerker", True)]
    assert User.objects.get().email == ADDRESS


def test_roles_follow_the_claims_at_each_sign_in_and_leave_those_of_people_alone(provider: Provider) -> None:
    go(provider)
    user = User.objects.get(email=ADDRESS)
    by_hand = factories.make_provincie("Noord-Holland")
    Lidmaatschap.objects.create(user=user, provincie=by_hand)
    seen = []
    for groups in (["mede"], ["org", "mede"], []):
        provider.person["groups"] = groups
        go(provider)
        seen.append(roles(user))
    kept = ("Noord-Holland", "organisator", False)
    assert seen == [
        [kept, ("Overijssel", "medewerker", True)],
        [kept, ("Overijssel", "organisator", True)],
        [kept],
    ]


def test_who_signs_in_another_way_has_no_role_of_the_provider(provider: Provider) -> None:
    go(provider)
    user = User.objects.get(email=ADDRESS)
    user.set_password(factories.PASSWORD)
    user.save()
    Client().post("/account/login/", {"login": ADDRESS, "password": factories.PASSWORD})
    assert roles(user) == []


# --- The second factor -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("setting", "amr", "lands"),
    [
        ("amr", ["pwd", "mfa"], "/beheer/"),
        ("amr", "mfa", "/beheer/"),
        ("amr", ["pwd"], "/account/beveiliging/nodig/?next=%2Fbeheer%2F"),
        ("amr", None, "/account/beveiliging/nodig/?next=%2Fbeheer%2F"),
        ("altijd", ["pwd"], "/beheer/"),
        ("nooit", ["pwd", "mfa"], "/account/beveiliging/nodig/?next=%2Fbeheer%2F"),
    ],
)
def test_whether_the_provider_counts_as_a_second_factor(
    setting: str, amr: Any, lands: str, provider: Provider, settings: Any
) -> None:
    configure(settings, provider, MFA=setting)
    provider.person["amr"] = amr
    client, _ = go(provider)
    last = client.get("/beheer/", follow=True)
    assert (last.redirect_chain or [("/beheer/", 200)])[-1][0] == lands


def test_who_has_a_second_factor_here_gives_it_when_the_provider_does_not_vouch(provider: Provider) -> None:
    go(provider)
    secret = give_app(User.objects.get(email=ADDRESS))
    provider.person["amr"] = ["pwd"]
    client, response = go(provider)
    assert (response["Location"], client.get("/mijn/").status_code) == ("/account/beveiliging/code/", 302)
    done = client.post("/account/beveiliging/code/", {"code": code_of(secret)})
    assert (done["Location"], client.get("/beheer/").status_code) == ("/beheer/", 200)


def test_who_has_a_second_factor_here_ties_the_account_while_signed_in_with_it(provider: Provider) -> None:
    user = factories.make_user(email=ADDRESS)
    give_app(user)
    # However often somebody tries: an address that was proven to the provider is not enough.
    for _ in range(2):
        response = go(provider)[1]
        assert response.status_code == 403
        assert "koppel" in response.content.decode().lower()
    assert roles(user) == []
    assert not SocialAccount.objects.exists()


# --- Who does not ------------------------------------------------------------------------------------------

LIES = {
    "nonce": lambda claims: claims | {"nonce": "iets-anders"},
    "no nonce": lambda claims: {name: value for name, value in claims.items() if name != "nonce"},
    "aud": lambda claims: claims | {"aud": "iemand-anders"},
    "aud and azp": lambda claims: claims | {"aud": [CLIENT_ID, "ander"], "azp": "ander"},
    "iss": lambda claims: claims | {"iss": "https://boef.example"},
    "exp": lambda claims: claims | {"exp": int(time.time()) - 120},
    "no exp": lambda claims: {name: value for name, value in claims.items() if name != "exp"},
    "no sub": lambda claims: {name: value for name, value in claims.items() if name != "sub"},
    "empty sub": lambda claims: claims | {"sub": ""},
    "long sub": lambda claims: claims | {"sub": "x" * 300},
    "not yet": lambda claims: claims | {"nbf": int(time.time()) + 3600},
}


@pytest.mark.parametrize("lie", LIES)
def test_an_id_token_that_is_not_right_is_refused(lie: str, provider: Provider) -> None:
    provider.change = LIES[lie]
    assert is_refused(*go(provider))
    assert counts(User, SocialAccount) == [0, 0]


FORGERIES = {
    "none": lambda claims: jwt.encode(claims, "", algorithm="none"),
    "our own secret": lambda claims: sign(claims, key=CLIENT_SECRET.ljust(32, "x"), algorithm="HS256"),
    "another key": lambda claims: sign(claims, key=OTHER_KEY),
    "unknown key": lambda claims: sign(claims, key=OTHER_KEY, kid="sleutel-2"),
    "no token": lambda _claims: "",
    "rubbish": lambda _claims: "a.b.c",
}


@pytest.mark.parametrize("forgery", FORGERIES)
def test_an_id_token_that_the_provider_did_not_sign_is_refused(forgery: str, provider: Provider) -> None:
    provider.sign = FORGERIES[forgery]
    assert is_refused(*go(provider))
    assert counts(User, SocialAccount) == [0, 0]


def test_userinfo_about_somebody_else_is_refused(provider: Provider) -> None:
    provider.userinfo = {"sub": "iemand-anders", "groups": ["org"]}
    assert is_refused(*go(provider))


def test_a_code_works_once(provider: Provider) -> None:
    client = Client()
    back = path_of(provider.authorize(client.post(START)["Location"]))
    client.get(back)
    client.post("/account/logout/")
    assert is_refused(client, client.get(back))
    # Nor with a state of somebody else's sign-in.
    other = Client()
    state = parse_qs(urlsplit(other.post(START)["Location"]).query)["state"][0]
    used = parse_qs(urlsplit(back).query)["code"][0]
    assert is_refused(other, other.get(f"{BACK}?code={used}&state={state}"))


@pytest.mark.parametrize("state", ["", "raden", "x" * 5000])
def test_a_state_that_this_browser_did_not_get_is_refused(state: str, provider: Provider) -> None:
    back = provider.authorize(Client().post(START)["Location"])
    code = parse_qs(urlsplit(back).query)["code"][0]
    victim = Client()
    assert is_refused(victim, victim.get(f"{BACK}?code={code}&state={state}"))
    assert is_refused(victim, victim.get(path_of(back)))


def test_an_answer_of_another_provider_is_refused(provider: Provider) -> None:
    client = Client()
    back = provider.authorize(client.post(START)["Location"]).replace("127.0.0.1", "boef.example")
    assert is_refused(client, client.get(path_of(back)))


@pytest.mark.parametrize(
    "query", ["", "?error=access_denied", "?error=server_error&state=x", "?code=%00", "?state=%ff"]
)
def test_an_answer_that_makes_no_sense_is_no_error_of_ours(query: str, provider: Provider) -> None:  # noqa: ARG001
    assert Client().get(f"{BACK}{query}").status_code in {302, 400, 401}


def test_an_unproven_address_never_opens_an_account_that_is_there(provider: Provider) -> None:
    user = factories.make_user(email=ADDRESS)
    EmailAddress.objects.update_or_create(user=user, email=ADDRESS, defaults={"verified": True, "primary": True})
    for said in (False, None, "false", 0, "ja"):
        provider.person["email_verified"] = said
        assert is_refused(*go(provider), status=403)
    del provider.person["email_verified"]
    assert is_refused(*go(provider), status=403)
    assert counts(User, SocialAccount) == [1, 0]


@pytest.mark.parametrize("email", [None, "", "geen adres", '"a b"@overijssel.example', ["x"], 5, "a@b\n.example"])
def test_without_an_address_nobody_is_made(email: Any, provider: Provider) -> None:
    provider.person["email"] = email
    assert is_refused(*go(provider), status=403)
    assert counts(User) == [0]


def test_without_role_and_not_known_nobody_is_made(provider: Provider) -> None:
    provider.person["groups"] = ["iets anders"]
    assert is_refused(*go(provider), status=403)
    assert counts(User) == [0]


def test_a_beheerder_is_not_opened_by_an_address(provider: Provider) -> None:
    factories.make_beheerder(email=ADDRESS)
    assert is_refused(*go(provider), status=403)


def test_an_address_that_went_to_a_new_colleague_does_not_open_the_old_account(provider: Provider) -> None:
    go(provider)
    provider.person["sub"] = "de-opvolger"
    assert is_refused(*go(provider), status=403)
    assert counts(User, SocialAccount) == [1, 1]


def test_who_is_switched_off_stays_out(provider: Provider) -> None:
    go(provider)
    User.objects.update(is_active=False)
    client, response = go(provider)
    assert (response.status_code, client.get("/mijn/").status_code) == (302, 302)


# --- Tying it oneself --------------------------------------------------------------------------------------


def test_who_is_signed_in_ties_it_and_unties_it(provider: Provider, beheerder: User) -> None:
    client = Client()
    client.post("/account/login/", {"login": beheerder.email, "password": factories.PASSWORD})
    provider.person |= {"email_verified": False, "groups": []}
    for address, data in (("?process=connect", {}), ("", {"process": "connect"})):
        first = client.post(f"/account/sso/oidc/{address}", data)
        assert first["Location"] == "/account/beveiliging/mailcode/?next=%2Faccount%2Fbeveiliging%2F"
    prove_mailbox(client)
    start = client.post("/account/sso/oidc/?process=connect")
    for _ in range(3):
        Client().post("/account/login/code/", {"email": beheerder.email})
    response = client.get(path_of(provider.authorize(start["Location"])), follow=True)
    assert "Je kunt inloggen met Provincie-ID." in response.content.decode()
    # The owner hears of it, also when a thief used up what mails the address may get.
    told = Bericht.objects.latest("pk")
    assert (told.aan, told.onderwerp) == (beheerder.email, "Je account is gekoppeld aan Provincie-ID")
    elsewhere, _ = go(provider)
    assert elsewhere.get("/mijn/").wsgi_request.user == beheerder
    client.post("/account/sso/los/")
    assert is_refused(*go(provider), status=403)


def test_a_visitor_ties_nothing(provider: Provider) -> None:
    for method in ("get", "post"):
        response = getattr(Client(), method)(TIE)
        assert (response.status_code, response["Location"]) == (302, "/account/login/?next=%2Faccount%2Fbeveiliging%2F")
    assert provider.asked == []


def on_the_way(provider: Provider, client: Client) -> str:
    """Start tying an account and hold back the address to come back at."""
    return path_of(provider.authorize(client.post(TIE)["Location"]))


def put_in_session(client: Client, *, process: str) -> None:
    """Make the way to the provider that this browser is on one to sign in or to tie."""
    session = client.session
    for state, *_ in session["socialaccount_states"].values():
        state["process"] = process
    session.save()


def test_a_way_that_a_stranger_began_ends_with_signing_in(provider: Provider, organisator_overijssel: User) -> None:
    client = Client()
    back = path_of(provider.authorize(client.post(START)["Location"]))
    with_password(organisator_overijssel, client=client)
    assert client.get(back).status_code == 401
    assert SocialAccount.objects.exists() is False


@pytest.mark.parametrize("is_signed_in", [False, True])
def test_who_comes_back_proves_it_as_well(
    provider: Provider, organisator_overijssel: User, *, is_signed_in: bool
) -> None:
    client = Client()
    if is_signed_in:
        with_password(organisator_overijssel, client=client)
    back = path_of(provider.authorize(client.post(START)["Location"]))
    put_in_session(client, process="connect")
    provider.person |= {"email": "boef@elders.example", "groups": []}
    page = "/account/beveiliging/mailcode/?next=%2Faccount%2Fbeveiliging%2F" if is_signed_in else (
        "/account/login/?next=%2Faccount%2Fbeveiliging%2F"
    )  # fmt: skip
    assert client.get(back)["Location"] == page
    assert SocialAccount.objects.exists() is False


def test_who_was_signed_in_for_long_begins_anew(provider: Provider, organisator_overijssel: User) -> None:
    client, _ = with_password(organisator_overijssel)
    prove_mailbox(client)
    back = on_the_way(provider, client)
    again = "/account/reauthenticate/?next=%2Faccount%2Fbeveiliging%2F"
    session = client.session
    for record in session["account_authentication_methods"]:
        record["at"] -= 601
    session.save()
    assert [client.get(back)["Location"], client.post(TIE)["Location"]] == [again, again]
    # Nothing is kept aside to be tied after the password.
    client.post("/account/reauthenticate/", {"password": factories.PASSWORD})
    assert SocialAccount.objects.exists() is False
    assert "account_reauthentication_state" not in client.session


# --- The provider itself -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "discovery",
    [
        {"issuer": "https://boef.example"},
        {"token_endpoint": "http://boef.example/token"},
        {"jwks_uri": "file:///etc/passwd"},
        {"authorization_endpoint": ""},
        {"userinfo_endpoint": "ftp://boef.example"},
    ],
)
def test_a_provider_that_points_elsewhere_is_not_followed(discovery: dict[str, str], provider: Provider) -> None:
    provider.discovery = discovery
    client = Client()
    assert is_refused(client, client.post(START))


def test_nor_one_that_redirects(provider: Provider) -> None:
    provider.redirects_to = "http://169.254.169.254/latest/meta-data"
    client = Client()
    assert is_refused(client, client.post(START))


def test_one_that_does_not_answer_leaves_the_other_ways(provider: Provider, settings: Any) -> None:
    gone = Provider(port=1)
    configure(settings, gone)
    client = Client()
    assert is_refused(client, client.post(START))
    assert "Inloggen met Provincie-ID" in client.get("/account/login/").content.decode()
    del provider


def test_strangers_do_not_make_us_ask_the_provider_often(provider: Provider) -> None:
    for _ in range(5):
        Client().post(START)
    assert len([path for path in provider.asked if "well-known" in path]) == 1


def test_a_link_that_was_only_opened_asks_first(provider: Provider) -> None:  # noqa: ARG001 - it is set up
    page = Client().get(START)
    assert (page.status_code, "Inloggen met Provincie-ID" in page.content.decode()) == (200, True)


def test_without_a_provider_there_is_no_button_and_no_page(client: Client) -> None:
    assert "Provincie-ID" not in client.get("/account/login/").content.decode()
    assert [client.post(path).status_code for path in (START, BACK)] == [404, 404]
