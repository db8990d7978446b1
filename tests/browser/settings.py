"""The settings of production; the static files go where the browser tests keep theirs, and errors can be asked for."""

import os
from pathlib import Path

from leerlab.settings import *  # noqa: F403 - all of them

STATIC_ROOT = Path(os.environ["BROWSER_TESTS_FOLDER"]) / "static"
ROOT_URLCONF = "tests.browser.urls"
