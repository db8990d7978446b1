"""How gunicorn serves the portal; addresses and the number of workers come with the command."""

# ruff: noqa: INP001 - gunicorn reads this file by its path; it is no module
import logging
from pathlib import Path

from leerlab.logs import MaskSecrets

wsgi_app = "leerlab.wsgi:application"
worker_class = "sync"
# Every worker loads the portal itself: a database connection opened before the fork would be shared by all.
preload_app = False
timeout = 30
graceful_timeout = 30
# A leak never grows large, and the workers do not all begin anew at the same moment.
max_requests = 2000
max_requests_jitter = 200

# No access log: the paths hold personal tokens.
accesslog = None
errorlog = "-"
loglevel = "warning"

# Only the scheme is taken from a proxy: a path from its headers could put another address in a cached page.
forwarder_headers = ""
secure_scheme_headers = {"X-FORWARDED-PROTO": "https"}

# Nobody steers a running server through a socket in somebody's home folder.
control_socket_disable = True
# The heartbeat is a file touched every second: in memory, where a slow disk cannot look like a dead worker.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108 - gunicorn unlinks its file at once

# With --reload: Django keeps compiled templates, so a changed one needs a new worker too.
reload_extra_files = ["templates/**/*.*"]


def on_starting(_server: object) -> None:
    """Mask personal links in gunicorn's own messages, as the settings do for Django's."""
    for handler in logging.getLogger("gunicorn.error").handlers:
        handler.addFilter(MaskSecrets())
