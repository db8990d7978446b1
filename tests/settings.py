"""The real settings with what tests need: a fast hasher, a database and files of their own."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

_scratch = Path(tempfile.gettempdir()) / f"leerlab-tests-{os.getpid()}"
atexit.register(shutil.rmtree, _scratch, ignore_errors=True)
os.environ.setdefault("SECRET_KEY", "only-for-tests-only-for-tests-only-for-tests-only-for-tests")
os.environ.setdefault("DEMO_PASSWORD", "een-lang-wachtwoord-voor-tests")
os.environ.setdefault("EMAIL_URL", f"file:{_scratch / 'mail'}")

from leerlab.settings import *  # noqa: E402, F403 - the settings read the environment at import
from leerlab.settings import DATABASES  # noqa: E402 - said by name for who reads on

if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # A file, since a database in memory knows no two connections at once; a test need not survive a power cut.
    _scratch.mkdir(exist_ok=True)
    DATABASES["default"]["TEST"] = {"NAME": str(_scratch / "test.sqlite3")}
    DATABASES["default"]["OPTIONS"]["init_command"] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True  # serve straight from static/: no collectstatic before a test
WHITENOISE_USE_FINDERS = True
