"""Reads what a browser would send of a form, so that a test changes one thing of it and nothing else."""

from html.parser import HTMLParser

UNSENT = {"submit", "button", "image", "reset", "file"}


class _Fields(HTMLParser):
    """Collects the fields of each form by its id."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: dict[str, dict[str, list[str]]] = {"": {}}
        self.form = ""
        self.select = self.option = self.area = ""
        self.chosen: list[str] = []
        self.is_many = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a field, or that a choice or a text of one begins."""
        said = {name: value or "" for name, value in attrs}
        name, kind = said.get("name", ""), said.get("type", "text")
        if tag == "form":
            self.form = said.get("id", "")
            self.forms.setdefault(self.form, {})
        elif tag == "select":
            self.select, self.is_many, self.option, self.chosen = name, "multiple" in said, "", []
        elif tag == "option":
            self.option = self.option or said.get("value", "")
            self.chosen += [said.get("value", "")] if "selected" in said else []
        elif tag == "textarea":
            self.area = name
            self.note(name, "")
        elif tag == "input" and name and kind not in UNSENT:
            is_box = kind in {"checkbox", "radio"}
            if not is_box or "checked" in said:
                self.note(name, said.get("value", "on" if is_box else ""))

    def handle_data(self, data: str) -> None:
        """Keep the text of a large field."""
        if self.area:
            # The browser leaves out the first line break, which Django puts there.
            kept = self.forms[self.form][self.area]
            kept[-1] += data if kept[-1] else data.removeprefix("\n")

    def handle_endtag(self, tag: str) -> None:
        """Note what is chosen."""
        if tag == "textarea":
            self.area = ""
        elif tag == "select" and self.select:
            for value in self.chosen or ([] if self.is_many else [self.option]):
                self.note(self.select, value)
            self.select = ""

    def note(self, name: str, value: str) -> None:
        """Add a value."""
        self.forms[self.form].setdefault(name, []).append(value)


def sent_of(html: str, form: str) -> dict[str, list[str]]:
    """Return what the form with this id holds, by name."""
    reader = _Fields()
    reader.feed(html)
    return reader.forms[form]
