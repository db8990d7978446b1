"""The settings of production, for a portal on a disk that can be full; its static files are not what is tried."""

import os

from leerlab.settings import *  # noqa: F403 - all of them
from leerlab.settings import DATABASES, STORAGES

STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True

# What a full disk is to SQLite: no page more than these.
if os.environ.get("RACES_MOST_PAGES"):
    DATABASES["default"]["OPTIONS"]["init_command"] += f"PRAGMA max_page_count={int(os.environ['RACES_MOST_PAGES'])};"
