"""What a role may see and what it may change: the one rule that every list, page, choice and export goes by."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Self, TypeVar

from django.db import models

if TYPE_CHECKING:
    from accounts.models import User

M_co = TypeVar("M_co", bound=models.Model, covariant=True)

SEEING: Collection[str] = ("organisator", "medewerker")
"""Roles of a provincie or an organisatie that see all of it."""
MANAGING: Collection[str] = ("organisator",)
"""Roles that change it as well."""
GASTHEER: Collection[str] = ("gastheer",)
"""Sees of one sessie who comes, and nothing else: see `SessieQuerySet.at_the_door`."""


class ScopedQuerySet(models.QuerySet[M_co]):
    """Rows by who is at work in /beheer/; a subclass says with `within` whose rows they are."""

    def visible_to(self, user: User) -> Self:
        """Those this user sees: a beheerder all of them."""
        return self if user.is_superuser else self.within(user, SEEING)

    def managed_by(self, user: User) -> Self:
        """Those this user may change: a beheerder all of them."""
        return self if user.is_superuser else self.within(user, MANAGING)

    def within(self, user: User, rollen: Collection[str]) -> Self:
        """Those of a provincie or an organisatie in which the user has one of these roles."""
        raise NotImplementedError
