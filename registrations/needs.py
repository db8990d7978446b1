"""Writes down what somebody needs to take part, apart from the rest, so that it can go soon after."""

from registrations.models import Aanmelding, Behoefte


def need_of(aanmelding: Aanmelding) -> str:
    """Return what somebody needs; empty when they said nothing. One query."""
    found = Behoefte.objects.filter(aanmelding=aanmelding).first()
    return found.tekst if found else ""


def note_need(*, aanmelding: Aanmelding, tekst: str) -> None:
    """Write down what somebody needs; nothing deletes what was there."""
    if tekst:
        Behoefte.objects.update_or_create(aanmelding=aanmelding, defaults={"tekst": tekst})
    else:
        Behoefte.objects.filter(aanmelding=aanmelding).delete()
