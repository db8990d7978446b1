from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Count
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from outbox import held
from outbox.models import Bericht


class Command(BaseCommand):
    help = "Houdt mail vast na het terugzetten van een back-up (hold), geeft die vrij (release) of telt (status)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        commands = parser.add_subparsers(dest="what", required=True)
        hold = commands.add_parser("hold", help="houd vast wat wacht")
        hold.add_argument("--voor", type=_moment, help="alleen wat voor dit moment is gemaakt: 2026-11-22T14:30")
        commands.add_parser("release", help="laat gaan wat is vastgehouden")
        commands.add_parser("status", help="tel de berichten")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["what"] == "hold":
            count = held.hold(made_before=options["voor"] or timezone.now())
            self.stdout.write(f"Vastgehouden: {count}")
        elif options["what"] == "release":
            self.stdout.write(f"Vrijgegeven: {held.release(Bericht.objects.all())}")
        else:
            counts = dict(Bericht.objects.order_by().values_list("staat").annotate(Count("pk")))
            for staat in Bericht.Staat:
                self.stdout.write(f"{staat.label}: {counts.get(staat.value, 0)}")


def _moment(text: str) -> datetime:
    try:
        moment = parse_datetime(text)
    except ValueError:
        moment = None
    if moment is None:
        raise CommandError(f"'{text}' is geen moment. Schrijf het als 2026-11-22T14:30")
    return moment if timezone.is_aware(moment) else timezone.make_aware(moment)
