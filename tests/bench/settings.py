"""The settings of production with one page more: a bare view to measure the others against."""

from tests.browser.settings import *  # noqa: F403 - all of them

ROOT_URLCONF = "tests.bench.urls"
RATE_LIMITS = False
