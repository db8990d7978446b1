"""What a mail server answers: is it no for good, and in which words."""

import smtplib

from outbox.queue import one_line

SMTP_PERMANENT = 500
NOT_ABOUT_THE_MESSAGE = (
    smtplib.SMTPConnectError,
    smtplib.SMTPHeloError,
    smtplib.SMTPAuthenticationError,
    smtplib.SMTPSenderRefused,
)
"""Who refuses us, or our one sender address, refuses every message: that is ours to mend, and meanwhile they wait."""
LONGEST = 1000


def is_permanent(error: Exception) -> bool:
    """Tell whether the mail server said no for good; its code decides, as one class serves 4xx and 5xx alike."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= SMTP_PERMANENT for code, _ in error.recipients.values())
    if isinstance(error, NOT_ABOUT_THE_MESSAGE):
        return False
    return isinstance(error, smtplib.SMTPResponseException) and error.smtp_code >= SMTP_PERMANENT


def server_words(error: Exception) -> str:
    """Return what the server said, as `550 5.1.1 User unknown`; of any other error what it says by itself."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        answers: list[tuple[int, bytes | str]] = [*error.recipients.values()]
    elif isinstance(error, smtplib.SMTPResponseException):
        answers = [(error.smtp_code, error.smtp_error)]
    else:
        return one_line(str(error))[:LONGEST] or type(error).__name__
    return one_line("; ".join(f"{code} {_decoded(text)}" for code, text in answers))[:LONGEST]


def _decoded(text: bytes | str) -> str:
    return text.decode(errors="replace") if isinstance(text, bytes) else text
