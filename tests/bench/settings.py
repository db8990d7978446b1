"""The settings of production with one page more: a bare view to measure the others against."""

from leerlab.settings import MIDDLEWARE
from tests.browser.settings import *  # noqa: F403 - all of them

ROOT_URLCONF = "tests.bench.urls"
MIDDLEWARE = ["tests.bench.counting.CountQueries", *MIDDLEWARE]
RATE_LIMITS = False
