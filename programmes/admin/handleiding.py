"""The handbook for organisatoren in /beheer/: its contents, one chapter, and the pictures in it."""

from collections.abc import Sequence
from typing import cast

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from programmes import handbook
from programmes.handbook import Chapter
from programmes.site import BeheerSite

DAY = 86_400


@require_safe
def inhoud(request: HttpRequest) -> HttpResponse:
    """List the chapters for who is at work."""
    found = chapters_for(request)
    return page(request, "inhoud", title="Handleiding", hoofdstukken=found)


@require_safe
def hoofdstuk(request: HttpRequest, hoofdstuk: str) -> HttpResponse:
    """Show one chapter, with the ones before and after it."""
    found = chapters_for(request)
    at = next((index for index, chapter in enumerate(found) if chapter.slug == hoofdstuk), None)
    if at is None:
        raise Http404
    text = handbook.html(found[at].tekst, chapter_address=chapter_address, picture_address=picture_address)
    return page(
        request, "hoofdstuk", title=found[at].titel, hoofdstuk=found[at], tekst=text,
        vorige=found[at - 1] if at else None, volgende=found[at + 1] if at + 1 < len(found) else None,
    )  # fmt: skip


@require_safe
def beeld(request: HttpRequest, naam: str) -> HttpResponse:  # noqa: ARG001 - the site let in who may be here
    """Give one picture; a name that is not in the folder of the handbook does not exist."""
    try:
        png = handbook.picture(naam)
    except KeyError:
        raise Http404 from None
    return HttpResponse(png, content_type="image/png", headers={"Cache-Control": f"private, max-age={DAY}"})


def chapters_for(request: HttpRequest) -> Sequence[Chapter]:
    """Return the chapters of who is at work: a gastheer has one."""
    return handbook.for_role(handbook.chapters(), looks=cast("BeheerSite", admin.site).may_look(request))


def chapter_address(slug: str) -> str:
    """Return where a chapter is."""
    return reverse("handleiding-hoofdstuk", args=[slug])


def picture_address(naam: str) -> str:
    """Return where a picture is."""
    return reverse("handleiding-beeld", args=[naam])


def page(request: HttpRequest, name: str, *, title: str, **context: object) -> HttpResponse:
    """Return a page in the looks of the admin."""
    return TemplateResponse(
        request, f"admin/handleiding/{name}.html", {**admin.site.each_context(request), "title": title, **context}
    )
