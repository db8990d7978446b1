"""Passwords: the link with which somebody sets one, and how long it must be."""

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.contrib.auth.password_validation import MinimumLengthValidator
from django.urls import reverse

from accounts.models import User


def link_for_mail(reference: str) -> str | None:
    """Return the path of a fresh password link for the user with this primary key; None when there is none.

    Made when the mail is sent and never stored. Valid for PASSWORD_RESET_TIMEOUT (three days) and once.
    """
    user = User.objects.filter(pk=int(reference), is_active=True).first()
    if user is None:
        return None
    key = f"{user_pk_to_url_str(user)}-{default_token_generator.make_token(user)}"
    uid, _, token = key.partition("-")
    return reverse("account_reset_password_from_key", kwargs={"uidb36": uid, "key": token})


class LongEnough(MinimumLengthValidator):
    """Django's own, but in Dutch: version 5.2 has its message in English only."""

    def get_error_message(self) -> str:
        """Say how long it must be."""
        return f"Dit wachtwoord is te kort. Het moet minstens {self.min_length} tekens hebben."
