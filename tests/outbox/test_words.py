"""Reading the words of a mail: the first line of the text is the subject, the text is not HTML-escaped."""

import pytest
from django.test import override_settings

from outbox.words import MailWords, mail_words

TEMPLATES = {
    "emails/proef.txt": "Welkom {{ naam }}\n\nHallo {{ naam }},\n\ntot {{ dag }}.\n\n\n",
    "emails/proef.html": "<p>Hallo {{ naam }}</p>",
}
IN_MEMORY = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {"loaders": [("django.template.loaders.locmem.Loader", TEMPLATES)]},
    }
]


@pytest.mark.parametrize(
    ("naam", "in_text", "in_html"),
    [
        ("Anna", "Anna", "Anna"),
        ("O'Brien & <b>zn</b>", "O'Brien & <b>zn</b>", "O&#x27;Brien &amp; &lt;b&gt;zn&lt;/b&gt;"),
        ("{{ settings.SECRET_KEY }}", "{{ settings.SECRET_KEY }}", "{{ settings.SECRET_KEY }}"),
    ],
)
@override_settings(TEMPLATES=IN_MEMORY)
def test_mail_words(naam: str, in_text: str, in_html: str) -> None:
    assert mail_words("proef", {"naam": naam, "dag": "dinsdag"}) == MailWords(
        onderwerp=f"Welkom {in_text}",
        tekst=f"Hallo {in_text},\n\ntot dinsdag.\n",
        html=f"<p>Hallo {in_html}</p>",
    )
