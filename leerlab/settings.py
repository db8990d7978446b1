"""Settings of the portal. The one place that reads the environment; README lists every variable."""

import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import dj_database_url
import django_stubs_ext
from django.core.exceptions import ImproperlyConfigured
from environs import Env

from leerlab import environment, logs, safety, sso_environment
from leerlab.sign_in_settings import *  # noqa: F403 - what no environment changes; named below where it is used
from leerlab.sign_in_settings import account_rate_limits, mfa_rate_limits

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
    "allauth.mfa",
    "allauth.socialaccount",
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
    "accounts.middleware.EndIdleSessions",
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
    "uitnodiging": "registrations.tokens.invitation_link_for_mail",
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
    "accounts.sessions.forget_old": 3600,
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
    "registrations.uitdraaien.forget": 3600,
    "registrations.uitdraaien.make_due": 2,
    "registrations.waiting_list.settle_overdue": 5,
    "registrations.waiting_list.settle_waiting": 60,
}
# What /gezond/ warns of besides mail and worker: functions without arguments that return texts.
HEALTH_WARNINGS = [
    "programmes.checks.unfinished_pages",
    "outbox.held.warnings",
    "outbox.mailbox.warnings",
    "outbox.mailbox.unproven",
]
# What the start page of /beheer/ says: what there is to do (programmes/todo.py), and who takes part in each reeks.
TODO_SOURCES = ["programmes.todo.tasks", "registrations.todo.tasks", "learning.todo.tasks"]
START_FIGURES = "registrations.todo.figures"

# --- Signing in --------------------------------------------------------------------------------------------
# Whether /beheer/ asks for a second factor, of everyone.
REQUIRE_MFA = env.bool("REQUIRE_MFA", not IS_LOCAL)
# Minutes without a request after which /beheer/ asks to sign in again; after 24 hours it always does.
BEHEER_IDLE_MINUTES = env.int("BEHEER_IDLE_MINUTES", 30)
if BEHEER_IDLE_MINUTES < 1:
    raise ImproperlyConfigured("BEHEER_IDLE_MINUTES is 1 of meer")
ACCOUNT_RATE_LIMITS = account_rate_limits(on=RATE_LIMITS)
MFA_RATE_LIMITS = mfa_rate_limits(on=RATE_LIMITS)
ALLAUTH_TRUSTED_PROXY_COUNT = PROXY_COUNT
# Sign-in at an organisation's own identity provider; None: there is none.
OIDC = sso_environment.oidc_settings(
    {
        "SERVER_URL": env.str("OIDC_SERVER_URL", ""),
        "CLIENT_ID": env.str("OIDC_CLIENT_ID", ""),
        "CLIENT_SECRET": env.str("OIDC_CLIENT_SECRET", ""),
        "NAME": env.str("OIDC_NAME", "") or "het account van je organisatie",
        "CLAIM": env.str("OIDC_CLAIM", ""),
        "ROLES": env.str("OIDC_ROLES", ""),
        "MFA": env.str("OIDC_MFA", "") or "amr",
        "EMAIL_VERIFIED": env.str("OIDC_EMAIL_VERIFIED", "") or "email_verified",
        "FORM_HOSTS": env.str("OIDC_FORM_HOSTS", ""),
    }
)
SOCIALACCOUNT_PROVIDERS = sso_environment.providers(OIDC)
# allauth loads it at the start, with 8 MB of libraries.
INSTALLED_APPS += ["allauth.socialaccount.providers.openid_connect"] if OIDC else []
# What must know of each sign-in: functions with keywords user, methode, claims and now (accounts/sign_in_hooks.py).
SIGN_IN_HOOKS = ["programmes.sso_roles.apply_claims", "programmes.logboek.signed_in"]

# --- Safety ------------------------------------------------------------------------------------------------
SECURE_CSP = safety.csp_with_forms_to(OIDC["form_hosts"] if OIDC else [])
PERMISSIONS_POLICY = safety.PERMISSIONS_POLICY
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
# A browser takes a name that begins so only from this very host, over https, for all of it.
SESSION_COOKIE_NAME = "__Host-sessionid" if IS_HTTPS else "sessionid"
CSRF_COOKIE_SECURE = IS_HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "leerlab.error_pages.csrf_failure"
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
# Bytes, files included; nothing that people send comes near. More is refused before it is read.
LARGEST_REQUEST = 5_000_000
# The one address that takes a file of 25 MB, with a form around it (learning/admin/materiaal.py).
UPLOAD_ADDRESS = r"/beheer/learning/materiaal/bijeenkomst/[0-9]{1,18}/"
LARGEST_UPLOAD = 25_100_000

# --- Logging -----------------------------------------------------------------------------------------------
LOGGING = logs.logging_settings(level="INFO" if DEBUG else "WARNING")

env.seal()
