"""Text that people write with a little markdown, as HTML."""

import re

from django import template
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

register = template.Library()

LINKS_TO = re.compile(r"https?://|mailto:|tel:|/(?!/)|#", re.IGNORECASE)
"""How the address of a link starts; anything else stays text. The library itself lets pictures in data: through."""


class _Parser(MarkdownIt):
    """CommonMark without HTML, tables and images; the page has its own h1, so a heading in the text is lower."""

    def __init__(self) -> None:
        super().__init__("commonmark", {"html": False, "xhtmlOut": False})
        self.disable(["html_block", "html_inline", "image"])

    def validateLink(self, url: str) -> bool:  # noqa: N802 - the library's name
        """Allow the addresses that a page needs."""
        return LINKS_TO.match(url) is not None

    def to_html(self, text: str) -> str:
        """Return HTML in which every heading is h2 or lower."""
        tokens = self.parse(text)
        for token in tokens:
            if token.tag == "h1":
                token.tag = "h2"
        return str(self.renderer.render(tokens, self.options, {}))


_PARSER = _Parser()


@register.filter
def opgemaakt(text: str) -> SafeString:
    """Return a markdown text as HTML: paragraphs, h2 and lower, lists, links, emphasis. What is HTML in it is shown."""
    return mark_safe(_PARSER.to_html(text))  # noqa: S308 - made with HTML off: every < in the text is escaped
