"""How people sign in, as far as no environment changes it: the settings of Django and allauth by their own names."""

from datetime import timedelta

AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "accounts.passwords.LongEnough", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/mijn/"

ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "accounts.forms.PasswordLoginForm",
    "request_login_code": "accounts.forms.RequestCodeForm",
    "confirm_login_code": "accounts.forms.CodeForm",
    "reset_password": "accounts.forms.LostPasswordForm",
    "reset_password_from_key": "accounts.forms.ChoosePasswordForm",
    "set_password": "accounts.forms.FirstPasswordForm",
    "reauthenticate": "accounts.forms.PasswordAgainForm",
}
ACCOUNT_LOGIN_METHODS = {"email"}
# Nobody signs up (see the adapter), but without password1 here allauth leaves the password out of its login form too.
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_GET = False
# Signed in until the browser closes: many work on a shared laptop, and a code is quickly asked for.
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
# Seconds after proving who you are in which you may change how you sign in.
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14

MFA_ADAPTER = "accounts.mfa_adapter.MFAAdapter"
MFA_FORMS = {
    "authenticate": "accounts.mfa_forms.CodeForm",
    "reauthenticate": "accounts.mfa_forms.CodeAgainForm",
    "activate_totp": "accounts.mfa_forms.ActivateAppForm",
    "add_webauthn": "accounts.passkey_forms.AddPasskeyForm",
    "edit_webauthn": "accounts.passkey_forms.NamePasskeyForm",
    "authenticate_webauthn": "accounts.passkey_forms.PasskeyForm",
    "reauthenticate_webauthn": "accounts.passkey_forms.PasskeyAgainForm",
    "login_webauthn": "accounts.passkey_forms.PasskeySignInForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_ISSUER = "Leerlabs voor gemeenten"
# Steps of 30 seconds before and after this one: a telephone's clock is not always right.
MFA_TOTP_TOLERANCE = 1

SOCIALACCOUNT_ADAPTER = "accounts.sso_adapter.SSOAdapter"
SOCIALACCOUNT_REQUESTS_TIMEOUT = 5
SOCIALACCOUNT_STORE_TOKENS = False

# How long a network from which somebody signed in stays known; see accounts/lockout.py.
KNOWN_NETWORK_AGE = timedelta(days=90)


def account_rate_limits(*, on: bool) -> dict[str, str] | bool:
    """Return allauth's own limits, counted per process; ours, in the database, come on top (accounts/lockout.py).

    None of them is per address but those on asking for a mail: who fills it would shut the owner out.
    """
    if not on:
        return False
    return {
        # Per address over 15 minutes and a day: allauth's own 3 a minute would allow 4,320 mails a day to a victim.
        "request_login_code": "60/m/ip,5/15m/key,20/d/key",
        "reset_password": "60/m/ip,3/15m/key,10/d/key",
        "login_failed": "60/m/ip",
        "login": "120/m/ip",
    }


def mfa_rate_limits(*, on: bool) -> dict[str, str] | bool:
    """Return allauth's limit on passkeys, which can not be guessed."""
    return on and {"webauthn_login": "60/m/ip"}
