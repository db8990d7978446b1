from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from programmes.gemeenten_files import COLUMNS, Files
from programmes.gemeenten_import import BrokenFilesError, Changes, import_gemeenten
from programmes.models import Gemeente


class Command(BaseCommand):
    help = (
        "Leest provincies, gemeenten en maildomeinen in. Dat mag zo vaak je wilt: wat klopt, blijft staan. "
        "Een gemeente verdwijnt nooit, ook niet als zij uit het bestand is. Staat zij erin, dan geldt "
        "het bestand, ook boven wat je in /beheer/ veranderde. Maildomeinen komen er alleen bij; weghalen "
        "doe je in /beheer/. Zit er een fout in een bestand, dan verandert er niets."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--if-empty", action="store_true", help="alleen als er nog geen gemeenten zijn")
        for kind, columns in COLUMNS.items():
            parser.add_argument(
                f"--bestand-{kind}",
                type=Path,
                metavar="PAD",
                default=getattr(Files(), kind),
                help=f"csv in UTF-8 met de kolommen {','.join(columns)} (anders dat van het portaal)",
            )

    def handle(self, *args: Any, **options: Any) -> None:
        # A set-up may not undo what was imported or changed since.
        if options["if_empty"] and Gemeente.objects.exists():
            return
        files = Files(**{kind: Path(options[f"bestand_{kind}"]) for kind in COLUMNS})
        try:
            report = import_gemeenten(files=files)
        except BrokenFilesError as error:
            faults = "\n".join(f"- {fault}" for fault in error.faults)
            raise CommandError(f"Er is niets veranderd. Verbeter eerst deze fouten:\n{faults}") from error
        self.tell("Provincies", report.provincies)
        self.tell("Gemeenten", report.gemeenten)
        self.tell("Maildomeinen", report.maildomeinen)
        if report.is_unchanged:
            self.stdout.write("Alles klopte al: 0 wijzigingen.")

    def tell(self, kind: str, changes: Changes) -> None:
        """Print what was done to one kind of row."""
        told = f" ({'; '.join(changes.gewijzigd)})" if changes.gewijzigd else ""
        self.stdout.write(f"{kind}: {changes.nieuw} nieuw, {len(changes.gewijzigd)} gewijzigd{told}.")
        for name in changes.verdwenen:
            self.stdout.write(f"{name} staat niet meer in het bestand; niets gewijzigd.")
