"""Fills a database with the demo. A second time, also on a later day, it changes nothing."""

from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_

from django.db import transaction
from django.db.models import Q

from learning.demo.content import ReeksContent, reeksen
from learning.demo.making import make_reeks
from learning.demo.people import ACCOUNTS, Account, make_account
from learning.demo.styles import STYLES, make_style
from programmes.gemeenten_files import Files
from programmes.gemeenten_import import import_gemeenten
from programmes.models import Gemeente, Provincie, Reeks


class ForeignReeksenError(Exception):
    """The database holds reeksen that the demo did not make; `paths` are their addresses."""

    def __init__(self, paths: list[str]) -> None:
        super().__init__(", ".join(paths))
        self.paths = paths


@dataclass(frozen=True)
class Loaded:
    """What was made, and what the demo is about."""

    new_reeksen: int
    new_accounts: int
    new_styles: int
    reeksen: list[ReeksContent]
    accounts: tuple[Account, ...] = ACCOUNTS


@transaction.atomic
def load(*, now: datetime, force: bool = False) -> Loaded:
    """Make the house styles, reeksen, handvatten and accounts of the demo that are not there yet. Sends no mail.

    Args:
        now: from when the dates of coming sessies count.
        force: also in a database that holds reeksen of others.

    Raises:
        ForeignReeksenError: the database holds reeksen of others; nothing is changed.
    """
    content = reeksen()
    if (foreign := foreign_reeksen(content)) and not force:
        raise ForeignReeksenError(foreign)
    slugs = {reeks.provincie for reeks in content}
    if not Gemeente.objects.exists() or Provincie.objects.filter(slug__in=slugs).count() < len(slugs):
        import_gemeenten(files=Files())
    # Before the handvatten: the key of their PDF follows from it.
    new_styles = sum(map(make_style, STYLES))
    return Loaded(
        new_styles=new_styles,
        new_reeksen=sum(make_reeks(reeks, now=now) for reeks in content),
        new_accounts=sum(map(make_account, ACCOUNTS)),
        reeksen=content,
    )


def foreign_reeksen(content: list[ReeksContent]) -> list[str]:
    """Return the addresses of reeksen that the demo did not make."""
    own = reduce(or_, (Q(provincie__slug=reeks.provincie, slug=reeks.slug) for reeks in content))
    others = Reeks.objects.exclude(own).values_list("provincie__slug", "slug")
    return [f"{provincie}/{slug}" for provincie, slug in others.order_by("provincie__slug", "slug")]
