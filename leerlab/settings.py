"""Settings of the portal. The one place that reads the environment; README lists every variable."""

import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import dj_database_url
import django_stubs_ext
from django.core.exceptions import ImproperlyConfigured
from environs import Env

from leerlab import environment

# Lets ModelAdmin[Reeks] and QuerySet[Sessie] stand in code that runs, not only in code that is checked.
django_stubs_ext.monkeypatch()

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"
env = Env()

# --- Where the portal stands -------------------------------------------------------------------------------
SITE_URL = env.str("SITE_URL", "http://localhost:8000").rstrip("/")
_site = urlsplit(SITE_URL)
if _site.scheme not in {"http", "https"} or not _site.hostname or _site.path or _site.query or _site.fragment:
    raise ImproperlyConfigured("SITE_URL is een adres zonder pad, zoals https://leerlabs.voorbeeld.nl")
IS_LOCAL = _site.hostname in {"localhost", "127.0.0.1", "::1"}
IS_HTTPS = _site.scheme == "https"
if not (IS_LOCAL or IS_HTTPS):
    raise ImproperlyConfigured("SITE_URL begint met https://, behalve op localhost")

DEBUG = env.bool("DEBUG", False)
SECRET_KEY = env.str("SECRET_KEY", "")
SHORTEST_KEY = 50
if not SECRET_KEY:
    if not IS_LOCAL:
        raise ImproperlyConfigured("Zet SECRET_KEY: een lange, geheime, toevallige tekst")
    SECRET_KEY = environment.local_secret_key(VAR_DIR / "secret_key")
if len(SECRET_KEY) < SHORTEST_KEY and not IS_LOCAL:
    raise ImproperlyConfigured(
        f"SECRET_KEY is te kort: alle persoonlijke links hangen eraan. Neem {SHORTEST_KEY} tekens"
    )
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", None) or (
    ["localhost", "127.0.0.1", "[::1]"] if IS_LOCAL else [_site.hostname]
)
# How many proxies of our own stand before the server; only their word on the visitor's address counts.
PROXY_COUNT = env.int("PROXY_COUNT", 0)
if PROXY_COUNT < 0:
    raise ImproperlyConfigured("PROXY_COUNT is 0 of meer")
RATE_LIMITS = env.bool("RATE_LIMITS", True)
DEMO_PASSWORD = env.str("DEMO_PASSWORD", "")
# Where a weak spot can be told, for security.txt; in the signs that an address is made of.
SECURITY_CONTACT = env.str("SECURITY_CONTACT", "")
if not re.fullmatch(r"(mailto:[!-?A-~]+@[!-?A-~]+|https://[!-~]+)?", SECURITY_CONTACT):
    raise ImproperlyConfigured("SECURITY_CONTACT is mailto:naam@voorbeeld.nl of een adres met https://")

# --- Parts -------------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "leerlab.apps.BeheerConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "crispy_forms",
    "allauth",
    "allauth.account",
    "accounts",
    "outbox",
    "programmes",
    "registrations",
    "learning",
]
MIDDLEWARE = [
    # Outermost, so that static files and error pages carry the headers too.
    "leerlab.middleware.SecurityHeaders",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "leerlab.middleware.CompressPages",
    "leerlab.middleware.DutchErrorPages",
    "leerlab.middleware.RefuseBrokenText",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]
ROOT_URLCONF = "leerlab.urls"
WSGI_APPLICATION = "leerlab.wsgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]
CRISPY_ALLOWED_TEMPLATE_PACKS = "leerlab"
CRISPY_TEMPLATE_PACK = "leerlab"
CRISPY_FAIL_SILENTLY = False

# --- Data --------------------------------------------------------------------------------------------------
DATABASES: dict[str, Any] = {
    "default": dj_database_url.parse(
        env.str("DATABASE_URL", f"sqlite:///{VAR_DIR / 'leerlab.sqlite3'}"),
        conn_max_age=60,
        conn_health_checks=True,
    )
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    VAR_DIR.mkdir(exist_ok=True)
    DATABASES["default"]["OPTIONS"] = {
        # Without IMMEDIATE two sign-ups at once end in "database is locked" (docs/decisions/0005).
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
    }
elif DATABASES["default"]["ENGINE"] != "django.db.backends.postgresql":
    raise ImproperlyConfigured("DATABASE_URL begint met sqlite:// of postgres://")
else:
    DATABASES["default"].setdefault("OPTIONS", {})["options"] = "-c lock_timeout=5s -c statement_timeout=15s"
CACHES = {"default": environment.cache_settings(env.str("CACHE_URL", "locmem://"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "accounts.User"

# --- Language and time -------------------------------------------------------------------------------------
LANGUAGE_CODE = "nl"
LANGUAGES = [("nl", "Nederlands")]
TIME_ZONE = "Europe/Amsterdam"
USE_TZ = True
# Days on which nobody works besides weekends and the official ones: an offer's deadline skips them.
FREE_DAYS = environment.free_days_from(env.str("FREE_DAYS", ""))
USE_I18N = True
# Our words where Django and allauth say "u" or speak English.
LOCALE_PATHS = [BASE_DIR / "leerlab" / "locale"]
FORMAT_MODULE_PATH = ["leerlab.formats"]
# "www.voorbeeld.nl" without a scheme means https; Django 6 does so by itself.
FORMS_URLFIELD_ASSUME_HTTPS = True

# --- Static files ------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
# static/css holds sources: script/assets makes of them, and of npm packages, what stands in var/assets.
STATICFILES_DIRS = [
    ("images", BASE_DIR / "static" / "images"),
    ("js", BASE_DIR / "static" / "js"),
    VAR_DIR / "assets",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_MANIFEST_STRICT = True

# --- Mail and background work ------------------------------------------------------------------------------
EMAIL_FILE_PATH: str | Path = ""
globals().update(environment.email_settings(env.str("EMAIL_URL", "file:var/mail"), base_dir=BASE_DIR))
DEFAULT_FROM_EMAIL = environment.sender(env.str("DEFAULT_FROM_EMAIL", "") or "Leerlabs <leerlabs@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
# Where answers and bounces come back (None: nobody reads them), and whose Authentication-Results we believe there.
MAILBOX = environment.mailbox_settings(env.str("MAILBOX_URL", ""))
MAILBOX_AUTHSERV = environment.authserv_from(env.str("MAILBOX_AUTHSERV", ""), has_mailbox=MAILBOX is not None)
# Who looks at a new message, in this order: function of a message -> what to do about it, or None.
MAILBOX_READERS = ["outbox.bounces.read", "registrations.replies.read"]
# What a mail says in the place of a secret link is filled in when it is sent; the link itself is never stored.
OUTBOX_LINKS = {
    "aanmelding": "registrations.tokens.link_for_mail",
    "belangstelling": "registrations.tokens.interest_link_for_mail",
    "wachtwoord": "accounts.passwords.link_for_mail",
}
# Mails that a stranger can trigger for any address; a mailbox gets few of them (outbox/quota.py).
ANONYMOUS_MAIL_KINDS = ["account", "agendalink", "al_aangemeld", "belangstelling", "bevestig", "link_kwijt", "overname"]
# Days after which the words of a mail are wiped; that it was sent, to whom and about what is kept.
MAIL_BODY_DAYS = env.int("MAIL_BODY_DAYS", 90)
if MAIL_BODY_DAYS < 1:
    raise ImproperlyConfigured("MAIL_BODY_DAYS is 1 of meer")
# What the worker does besides mail: function with keyword `now` -> seconds between two runs.
WORKER_SCANS = {
    "accounts.limits.forget_old": 3600,
    "learning.rendering.render_due": 2,
    "learning.rendering.render_outdated": 60,
    "outbox.mailbox.read_mailbox": 60,
    "outbox.purge.forget_words": 3600,
    "registrations.behoeften.forget": 3600,
    "registrations.organiser_news.tell_organisers": 30,
    "registrations.reminders.remind_due": 60,
    "registrations.replies.forget": 3600,
    "registrations.replies.sign_off_due": 60,
    "registrations.rondmails.send_due": 10,
    "registrations.waiting_list.settle_overdue": 5,
    "registrations.waiting_list.settle_waiting": 60,
}
# What /gezond/ warns of besides mail and worker: functions without arguments that return texts.
HEALTH_WARNINGS = ["programmes.checks.unfinished_pages", "outbox.held.warnings", "outbox.mailbox.warnings"]

# --- Signing in --------------------------------------------------------------------------------------------
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
ACCOUNT_RATE_LIMITS: dict[str, str] | bool = RATE_LIMITS and {
    # Per address over 15 minutes and a day: allauth's own 3 a minute would allow 4,320 mails a day to a victim.
    "request_login_code": "60/m/ip,5/15m/key,20/d/key",
    "reset_password": "60/m/ip,3/15m/key,10/d/key",
}
ALLAUTH_TRUSTED_PROXY_COUNT = PROXY_COUNT
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14

# --- Safety ------------------------------------------------------------------------------------------------
SECURE_CSP = {
    "default-src": ["'none'"],
    "script-src": ["'self'"],
    "style-src": ["'self'"],
    "img-src": ["'self'"],
    "font-src": ["'self'"],
    "connect-src": ["'self'"],
    "form-action": ["'self'"],
    "base-uri": ["'none'"],
    "frame-ancestors": ["'none'"],
    "object-src": ["'none'"],
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    name: []
    for name in (
        "accelerometer", "autoplay", "camera", "display-capture", "encrypted-media", "fullscreen", "geolocation",
        "gyroscope", "magnetometer", "microphone", "midi", "payment", "usb", "xr-spatial-tracking",
    )
}  # fmt: skip
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SECURE_SSL_REDIRECT = IS_HTTPS
SECURE_REDIRECT_EXEMPT = [r"^gezond/$"]
SECURE_HSTS_SECONDS = 63_072_000 if IS_HTTPS and not DEBUG else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = IS_HTTPS
CSRF_COOKIE_SECURE = IS_HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "leerlab.error_pages.csrf_failure"
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
# Bytes, files included; nothing that people send comes near. More is refused before it is read.
LARGEST_REQUEST = 5_000_000

# --- Logging -----------------------------------------------------------------------------------------------
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"secrets": {"()": "leerlab.logs.MaskSecrets"}},
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["secrets"]}},
    "root": {"handlers": ["stderr"], "level": "INFO" if DEBUG else "WARNING"},
    "loggers": {"django": {"handlers": [], "propagate": True}, "outbox": {"level": "INFO"}},
}

env.seal()
