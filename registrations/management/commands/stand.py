import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from programmes.models import Reeks
from registrations.stand import figures


class Command(BaseCommand):
    help = "Geeft de stand van een reeks als JSON: aantallen aanmeldingen, per reeks en per sessie."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("reeks", help="provincie/reeks, bijvoorbeeld overijssel/niet-juist-benaderd")

    def handle(self, *args: Any, **options: Any) -> None:
        provincie, _, slug = options["reeks"].strip("/").partition("/")
        reeks = Reeks.objects.filter(provincie__slug=provincie, slug=slug).first()
        if reeks is None:
            raise CommandError(f"Er is geen reeks {options['reeks']}.")
        self.stdout.write(json.dumps(figures(reeks), indent=2))
