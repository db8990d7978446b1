"""The real settings with what tests need: a fast hasher, a database and files of their own."""

import os
import tempfile
from pathlib import Path

_scratch = Path(tempfile.gettempdir()) / f"leerlab-tests-{os.getpid()}"
os.environ.setdefault("SECRET_KEY", "only-for-tests-only-for-tests-only-for-tests-only-for-tests")
os.environ.setdefault("DEMO_PASSWORD", "een-lang-wachtwoord-voor-tests")
os.environ.setdefault("EMAIL_URL", f"file:{_scratch / 'mail'}")

from leerlab.settings import *  # noqa: E402, F403 - the settings read the environment at import

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True  # serve straight from static/: no collectstatic before a test
WHITENOISE_USE_FINDERS = True
