import signal
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from outbox.worker import Worker


class Command(BaseCommand):
    help = "Verstuurt mail en doet het achtergrondwerk. Stopt netjes op SIGTERM en Ctrl-C."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--eenmaal", action="store_true", help="doe wat nu klaarstaat en stop")

    def handle(self, *args: Any, **options: Any) -> None:
        worker = Worker()
        if options["eenmaal"]:
            worker.run_once()
            return
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: worker.stop())
        worker.run()
