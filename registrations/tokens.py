"""Personal links: signed from the row's UUID and a version, never stored, revoked by raising the version."""

from uuid import UUID

from django.core.signing import BadSignature, Signer
from django.urls import reverse

from registrations.models import Aanmelding, Belangstelling, Uitnodiging
from registrations.querysets import AanmeldingQuerySet

LONGEST_TOKEN = 200


def signer(kind: str) -> Signer:
    """Return the signer for one kind of link, so that a token of one kind opens nothing of another."""
    return Signer(salt=f"registrations.{kind}", sep=".")


def token_for(aanmelding: Aanmelding) -> str:
    """Return the token in the personal link of an aanmelding."""
    return signer("aanmelding").sign(f"{aanmelding.uuid.hex}.{aanmelding.token_versie}")


def find_aanmelding(token: str) -> Aanmelding | None:
    """Return the aanmelding of a token with all its page shows; None when forged, revoked or gone. Queries."""
    return _found(Aanmelding.objects.for_page(), read(token, kind="aanmelding"))


def code_for(aanmelding: Aanmelding) -> str:
    """Return the code that somebody shows at the door. It opens no personal page, and ends when the link does."""
    return signer("inchecken").sign(f"{aanmelding.uuid.hex}.{aanmelding.token_versie}")


def find_by_code(code: str) -> Aanmelding | None:
    """Return the aanmelding of a code; None when forged, revoked or gone. One query."""
    return _found(Aanmelding.objects.select_related("reeks", "gemeente"), read(code, kind="inchecken"))


def _found(rows: AanmeldingQuerySet, value: str | None) -> Aanmelding | None:
    """Return the aanmelding that a signed value names: its UUID and the version of its link."""
    if value is None:
        return None
    uuid, _, version = value.partition(".")
    return rows.filter(uuid=UUID(hex=uuid), token_versie=int(version)).first()


def find_belangstelling(token: str) -> Belangstelling | None:
    """Return the belangstelling of a token; None when forged or gone. Queries."""
    value = read(token, kind="belangstelling")
    if value is None:
        return None
    return Belangstelling.objects.select_related("reeks__provincie__huisstijl").filter(uuid=UUID(hex=value)).first()


def read(token: str, *, kind: str) -> str | None:
    """Return the signed value of a token, or None."""
    if len(token) > LONGEST_TOKEN:
        return None
    try:
        return signer(kind).unsign(token)
    except BadSignature:
        return None


def link_for_mail(reference: str) -> str | None:
    """Return the path of the personal page of the aanmelding with this UUID (see OUTBOX_LINKS)."""
    aanmelding = Aanmelding.objects.filter(uuid=reference).first()
    return reverse("aanmelding", args=[token_for(aanmelding)]) if aanmelding else None


def interest_link_for_mail(reference: str) -> str | None:
    """Return the path of the page of the belangstelling with this UUID (see OUTBOX_LINKS)."""
    belangstelling = Belangstelling.objects.filter(uuid=reference).first()
    if belangstelling is None:
        return None
    return reverse("belangstelling-intrekken", args=[signer("belangstelling").sign(belangstelling.uuid.hex)])


def token_for_invitation(uitnodiging: Uitnodiging) -> str:
    """Return the token in the link of an invitation to sign up."""
    return signer("uitnodiging").sign(uitnodiging.uuid.hex)


def find_uitnodiging(token: str) -> Uitnodiging | None:
    """Return the invitation of a token, open or not; None when forged or gone. One query for a token of ours."""
    value = read(token, kind="uitnodiging")
    if value is None:
        return None
    rows = Uitnodiging.objects.select_related("reeks__provincie__huisstijl", "reeks__organisatie", "gemeente")
    return rows.filter(uuid=UUID(hex=value)).first()


def invitation_link_for_mail(reference: str) -> str | None:
    """Return the path of the form for the invitation with this UUID (see OUTBOX_LINKS)."""
    uitnodiging = Uitnodiging.objects.filter(uuid=reference).first()
    return reverse("uitnodiging", args=[token_for_invitation(uitnodiging)]) if uitnodiging else None
