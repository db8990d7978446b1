"""What every answer carries and what no request may bring: headers, and text that no database can hold."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client, override_settings
from django.test.client import BOUNDARY, MULTIPART_CONTENT

from learning.models import PdfBestand
from programmes.models import Reeks
from tests import factories

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'"
)
HEADERS = {
    "Content-Security-Policy": CSP,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
URLENCODED = "application/x-www-form-urlencoded"


@pytest.fixture(autouse=True)
def _broken_views() -> Iterator[None]:
    with override_settings(ROOT_URLCONF="tests.leerlab.broken_urls"):
        yield


@pytest.fixture
def visitor() -> Client:
    """A browser, to which an error is an answer."""
    return Client(raise_request_exception=False)


@pytest.fixture
def reeks(db: None) -> Reeks:  # noqa: ARG001 - asks for the database
    """A reeks with a dated kick-off and handvatten with a PDF."""
    reeks = factories.make_reeks(titel="Proef")
    sessie = factories.make_sessie(reeks=reeks, soort="kick-off")
    factories.make_handvatten(sessie=sessie, pdf_sleutel="a" * 64)
    PdfBestand.objects.create(sleutel="a" * 64, bestand=b"%PDF-1.7 proef")
    return reeks


# --- Headers -----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("path", "status", "kind"),
    [
        ("/", 200, "text/html; charset=utf-8"),
        ("/overijssel/proef/", 200, "text/html; charset=utf-8"),
        ("/gezond/", 200, "application/json"),
        ("/overijssel/proef/agenda.ics", 200, "text/calendar; charset=utf-8"),
        ("/overijssel/agenda.ics", 200, "text/calendar; charset=utf-8"),
        ("/overijssel/proef/kick-off/handvatten.pdf", 200, "application/pdf"),
        ("/static/css/leerlab.css", 200, 'text/css; charset="utf-8"'),
        ("/static/bestaat-niet.css", 404, "text/html; charset=utf-8"),
        ("/mijn/", 302, "text/html; charset=utf-8"),
        ("/overijssel", 301, "text/html; charset=utf-8"),
        ("/bestaat-niet/", 404, "text/html; charset=utf-8"),
        ("/?provincie=%00", 400, "text/html; charset=utf-8"),
        ("/kapot/forbidden/", 403, "text/html; charset=utf-8"),
        ("/kapot/mistake/", 500, "text/html; charset=utf-8"),
        ("/kapot/database-away/", 503, "text/html; charset=utf-8"),
        ("/account/login/", 200, "text/html; charset=utf-8"),
    ],
)
@pytest.mark.usefixtures("reeks")
def test_every_answer_carries_the_headers(path: str, status: int, kind: str, visitor: Client) -> None:
    response = visitor.get(path)
    assert (response.status_code, response["Content-Type"]) == (status, kind)
    assert {name: response.get(name) for name in HEADERS} == HEADERS
    assert "camera=(), " in response["Permissions-Policy"]
    assert "unsafe" not in response["Content-Security-Policy"]
    assert response.get("Strict-Transport-Security") is None
    response.close()


@pytest.mark.django_db
@override_settings(SECURE_HSTS_SECONDS=63_072_000, SECURE_SSL_REDIRECT=True)
@pytest.mark.parametrize(("path", "status"), [("/", 200), ("/bestaat-niet/", 404), ("/static/css/leerlab.css", 200)])
def test_over_https_browsers_are_told_to_stay_there(path: str, status: int) -> None:
    plain, secure = Client().get(path), Client().get(path, secure=True)
    assert (plain.status_code, plain["Location"]) == (301, f"https://testserver{path}")
    assert (secure.status_code, secure["Strict-Transport-Security"]) == (
        status, "max-age=63072000; includeSubDomains; preload",
    )  # fmt: skip
    secure.close()


@pytest.mark.django_db
@override_settings(SECURE_SSL_REDIRECT=True)
def test_health_is_asked_without_https_too() -> None:
    assert Client().get("/gezond/").status_code == 200


@pytest.mark.usefixtures("reeks")
def test_the_admin_carries_the_headers_too(client_overijssel: Client) -> None:
    response = client_overijssel.get("/beheer/")
    assert (response.status_code, {name: response.get(name) for name in HEADERS}) == (200, HEADERS)


# --- Text that no database can hold ------------------------------------------------------------------------

NUL = [
    ("/%00/", 400),
    ("/overijssel/%00/", 400),
    ("/aanmelding/a%00b/", 400),
    ("/?provincie=%00", 400),
    ("/?%00=x", 400),
    ("/?x=a%00b&provincie=overijssel", 400),
    # Bytes that are not UTF-8: in the query refused, in a path an address that is not there.
    ("/?provincie=%ff", 400),
    ("/?provincie=%c3%28", 400),
    ("/?provincie=%ed%a0%80", 400),
    ("/%ff/", 404),
    ("/aanmelding/%ff%fe/", 404),
    ("/overijssel/%ed%a0%80/", 404),
    # Strange but true text.
    ("/?provincie=%F0%9F%99%82", 200),
    ("/?provincie=%E2%80%AE", 200),
    ("/?provincie=", 200),
    ("/?provincie=overijssel&provincie=utrecht", 200),
    ("/?provincie[]=x&thema={0.__class__}", 200),
    ("/?provincie=%2500", 200),
    ("/?provincie=" + "9" * 5000, 200),
    ("/?provincie=%", 200),
    ("/" + "a" * 5000 + "/", 404),
    ("/../../etc/passwd", 404),
    ("/%2e%2e/%2e%2e/etc/passwd", 404),
    ("/overijssel%0d%0aX-Eigen:1/", 404),
]


@pytest.mark.strict_database
@pytest.mark.django_db
@pytest.mark.parametrize("debug", [False, True])
@pytest.mark.parametrize(("address", "status"), NUL)
def test_addresses(address: str, status: int, debug: bool, visitor: Client) -> None:  # noqa: FBT001 - on and off
    with override_settings(DEBUG=debug):
        response = visitor.generic("GET", address)
    assert (response.status_code, response.get("X-Eigen")) == (status, None)


@pytest.mark.strict_database
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("cookie", "status"),
    [
        ('x="a\\000b"', 400),
        ('sessionid="\\000"', 400),
        ("x=\xff\xfe", 200),
        ("sessionid=\xff", 200),
        ("sessionid=" + "9" * 4000, 200),
        ("csrftoken=kort", 200),
        ("=; ;;=,", 200),
        ("x=gewoon", 200),
    ],
)
def test_cookies(cookie: str, status: int, visitor: Client) -> None:
    for path in ("/", "/account/login/"):
        assert visitor.get(path, headers={"cookie": cookie}).status_code == status


def multipart(name: bytes, value: bytes, *, filename: bytes | None = None) -> bytes:
    """Return the body of a form with one field."""
    extra = b'; filename="' + filename + b'"' if filename is not None else b""
    edge = BOUNDARY.encode()
    return (
        b"--" + edge + b'\r\nContent-Disposition: form-data; name="' + name + b'"' + extra + b"\r\n\r\n"
        + value + b"\r\n--" + edge + b"--\r\n"
    )  # fmt: skip


LAST = b"--" + BOUNDARY.encode() + b"--\r\n"
MANY_FILES = b"".join(multipart(b"f%d" % n, b"x", filename=b"a").removesuffix(LAST) for n in range(1001)) + LAST
BODIES: list[tuple[str, bytes, str, int]] = [
    ("good", b"email=a%40raalte.example", URLENCODED, 200),
    ("nul", b"email=a%00", URLENCODED, 400),
    ("raw nul", b"email=a\x00", URLENCODED, 400),
    ("nul in a name", b"em%00ail=a", URLENCODED, 400),
    ("not utf-8", b"email=%ff", URLENCODED, 400),
    ("raw not utf-8", b"email=\xff", URLENCODED, 400),
    ("half a character", b"email=%e2%82", URLENCODED, 400),
    ("another charset", b"email=a", f"{URLENCODED}; charset=utf-16", 400),
    ("charset that spells a nul", b"email=%2BAAA-", f"{URLENCODED}; charset=utf-7", 400),
    ("charset that is none", b"email=a", f"{URLENCODED}; charset=bestaat-niet", 200),
    ("1500 fields", b"&".join(b"v%d=1" % n for n in range(1500)), URLENCODED, 400),
    ("1000 fields", b"&".join(b"v%d=1" % n for n in range(1000)), URLENCODED, 200),
    ("3 MB", b"email=" + b"a" * 3_000_000, URLENCODED, 400),
    ("part good", multipart(b"email", b"a@raalte.example"), MULTIPART_CONTENT, 200),
    ("part nul", multipart(b"email", b"a\x00b"), MULTIPART_CONTENT, 400),
    ("part nul in a name", multipart(b"em\x00ail", b"a"), MULTIPART_CONTENT, 400),
    ("part not utf-8", multipart(b"email", b"a\xff"), MULTIPART_CONTENT, 400),
    ("part 3 MB", multipart(b"email", b"a" * 3_000_000), MULTIPART_CONTENT, 400),
    ("part charset", multipart(b"email", b"+AAA-"), f"{MULTIPART_CONTENT}; charset=utf-7", 400),
    ("part file nul", multipart(b"f", b"\x00\x01", filename=b"a\x00.pdf"), MULTIPART_CONTENT, 200),
    ("part without end", multipart(b"email", b"a")[:-8], MULTIPART_CONTENT, 200),
    ("no boundary", b"x", "multipart/form-data", 400),
    ("broken boundary", b"x", "multipart/form-data; boundary=\xff", 400),
    ("1001 files", MANY_FILES, MULTIPART_CONTENT, 400),
    ("json", b'{"email": "\\u0000"}', "application/json", 200),
    ("no type", b"email=%00", "", 200),
    ("empty", b"", URLENCODED, 200),
]  # fmt: skip


@pytest.mark.strict_database
@pytest.mark.django_db
@pytest.mark.parametrize("debug", [False, True])
@pytest.mark.parametrize(("body", "kind", "status"), [row[1:] for row in BODIES], ids=[row[0] for row in BODIES])
def test_bodies(body: bytes, kind: str, status: int, debug: bool, visitor: Client) -> None:  # noqa: FBT001 - on and off
    with override_settings(DEBUG=debug):
        response = visitor.generic("POST", "/kapot/echo/", body, content_type=kind)
    assert response.status_code == status


@pytest.mark.strict_database
@pytest.mark.django_db
@pytest.mark.parametrize("charset", ["utf-7", "utf-16", "latin-1", "UTF8", "utf-8"])
def test_a_charset_of_the_visitor_does_not_change_how_an_address_is_read(charset: str, visitor: Client) -> None:
    response = visitor.get("/?provincie=%2BAAA-", CONTENT_TYPE=f"text/plain; charset={charset}")
    assert response.status_code == (200 if charset in {"UTF8", "utf-8"} else 400)


@pytest.mark.strict_database
@pytest.mark.parametrize(
    "path", ["/overijssel/proef/aanmelden/", "/overijssel/proef/belangstelling/", "/aanmelding/kwijt/"]
)
@pytest.mark.parametrize("make", [lambda n: b"naam=" + n, lambda n: b"onbekend=" + n], ids=["known", "unknown"])
@pytest.mark.usefixtures("reeks")
def test_our_own_forms_refuse_broken_text_before_they_read_it(
    path: str, make: Callable[[bytes], bytes], visitor: Client
) -> None:
    answers: list[Any] = [visitor.generic("POST", path, make(bad), URLENCODED) for bad in (b"%00", b"%ff", b"a%00b")]
    assert [answer.status_code for answer in answers] == [400, 400, 400]


@pytest.mark.django_db
def test_what_a_view_answers_itself_stays(visitor: Client) -> None:
    response = visitor.get("/kapot/echo/")
    assert isinstance(response, HttpResponse)
    assert response.content == b"0 0 0 0"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "compressed"),
    [
        ("/", True),
        ("/overijssel/dna/", True),
        ("/overijssel/dna/agenda.ics", False),
        ("/overijssel/agenda.ics", False),
        ("/service-worker.js", False),
    ],
)
def test_pages_are_compressed_and_calendars_are_not(path: str, compressed: bool, visitor: Client) -> None:  # noqa: FBT001
    reeks = factories.make_reeks(slug="dna", omschrijving="Een lange tekst. " * 50)
    factories.make_sessie(reeks=reeks)
    answer = visitor.get(path, headers={"Accept-Encoding": "gzip, br"})
    assert (answer.status_code, answer.get("Content-Encoding") == "gzip") == (200, compressed)


def test_what_is_far_too_large_is_refused_before_it_is_read(visitor: Client) -> None:
    answer = visitor.generic("POST", "/bestaat-niet/", b"x" * 5_000_001, content_type=MULTIPART_CONTENT)
    assert (answer.status_code, "Dit verzoek klopt niet" in answer.content.decode()) == (413, True)
