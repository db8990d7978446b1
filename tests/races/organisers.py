"""Organisers at work in /beheer/ over HTTP: they open the page of a reeks as a browser does, and send it again."""

import re
import time
from collections.abc import Mapping, Sequence
from copy import copy
from html.parser import HTMLParser
from http import HTTPStatus
from typing import Self

from programmes.admin.texts import STALE_REEKS
from tests.races.checks import Change
from tests.races.clerk import Clerk
from tests.races.conftest import World
from tests.races.visitors import Answer, Fields, Visitor

Step = Mapping[str, int]
"""New limits: by name of a field of the reeks, or the places of a sessie by its slug."""
TRIES = 30
QUESTION = "wie-krijgt-mail"
"""The form on the page that asks first; see `wie_krijgt_mail.html`."""


class FormOfPage(HTMLParser):
    """Reads what a browser would send of the form with this id, were its button pressed."""

    def __init__(self, page: str, form: str) -> None:
        super().__init__()
        self.form, self.is_inside = form, False
        self.select = self.text = ""
        self.fields: dict[str, list[str]] = {}
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take the value of a field that has one."""
        given = dict(attrs)
        name, value = given.get("name") or "", given.get("value") or ""
        if tag == "form":
            self.is_inside = given.get("id") == self.form
        elif not self.is_inside:
            return
        elif tag == "input" and given.get("type") not in {"submit", "button", "file"}:
            if given.get("type") not in {"checkbox", "radio"} or "checked" in given:
                self.fields.setdefault(name, []).append(value)
        elif tag == "select":
            self.select = name
        elif tag == "option" and "selected" in given:
            self.fields.setdefault(self.select, []).append(value)
        elif tag == "textarea":
            self.text, self.fields[name] = name, [""]

    def handle_endtag(self, tag: str) -> None:
        """Leave what is closed."""
        if tag == "textarea":
            self.text = ""
        elif tag == "form":
            self.is_inside = False

    def handle_data(self, data: str) -> None:
        """Take what stands in a text area; HTML drops the new line that it starts with."""
        if self.text:
            self.fields[self.text][0] += data.removeprefix("\n") if not self.fields[self.text][0] else data


class Organiser(Visitor):
    """A browser in which an organiser has signed in; `clerk` tells how far the log of a reeks is."""

    def __init__(self, address: tuple[str, int], *, ip: str, session: str, clerk: Clerk) -> None:
        super().__init__(address, ip=ip)
        self.session, self.clerk = session, clerk
        self.cookie = f"sessionid={session}"

    def other_tab(self) -> Self:
        """Return another tab of the same browser, in which nothing was opened yet."""
        return copy(self)

    def open_reeks(self, world: World) -> dict[str, list[str]]:
        """Open the page of a reeks; returns what is filled in there."""
        answer = self.get(world.change_page)
        assert answer.status == HTTPStatus.OK, f"{world.change_page} answered {answer.status}"
        fields = FormOfPage(answer.body, "reeks_form").fields
        (self.token,) = fields.pop("csrfmiddlewaretoken")
        given = re.search(r"csrftoken=\w+", answer.cookie)
        if given:
            self.cookie = f"sessionid={self.session}; {given[0]}"
        return fields

    def change(
        self, world: World, steps: Sequence[Step], opened: dict[str, list[str]] | None = None
    ) -> tuple[list[Change], list[Answer]]:
        """Save limits one after the other, each again on a fresh page when a colleague was first.

        Args:
            world: the reeks.
            steps: what is filled in each time.
            opened: a page opened before, to send first.

        Returns:
            What was saved, and the answers to what was not.
        """
        saved, refused = list[Change](), list[Answer]()
        for step in steps:
            for _ in range(TRIES):
                fields = opened or self.open_reeks(world)
                opened = None
                moment, after = time.monotonic(), self.clerk.ask("last_line", reeks=world.pk)
                answer = self.save(world, filled_in(fields, world, step))
                if answer.status == HTTPStatus.FOUND:
                    by = self.clerk.ask("last_line", reeks=world.pk)
                    saved.append(Change(moment, after, by, dict(step)))
                    break
                refused.append(answer)
        assert len(saved) == len(steps), f"never saved: {[answer.status for answer in refused]}"
        return saved, refused

    def save(self, world: World, fields: Fields) -> Answer:
        """Send the page of a reeks, and say yes each time the portal asks who may be mailed.

        Who signs up or off meanwhile changes the answer, and then it asks again.
        """
        answer = self.post(world.change_page, fields)
        for _ in range(TRIES):
            asked = FormOfPage(answer.body, QUESTION).fields
            if not asked:
                break
            (self.token,) = asked.pop("csrfmiddlewaretoken")
            answer = self.post(world.change_page, asked)
        return answer


def filled_in(fields: Mapping[str, list[str]], world: World, step: Step) -> Fields:
    """Return the form with other limits in it."""
    rows = {fields[name][0]: name.removesuffix("-id") for name in fields if re.fullmatch(r"sessies-\d+-id", name)}
    names = {slug: f"{rows[str(pk)]}-plaatsen" for slug, pk in world.sessies.items()}
    chosen = {names.get(name, name): [str(limit)] for name, limit in step.items()}
    return {**fields, **chosen, "_save": "Opslaan"}


def is_told_kindly(answer: Answer) -> bool:
    """Tell whether this is the page that says that a colleague was first, with what was filled in still there."""
    return answer.status == HTTPStatus.OK and STALE_REEKS in answer.body and 'id="reeks_form"' in answer.body
