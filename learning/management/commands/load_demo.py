from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from learning.demo.loading import ForeignReeksenError, Loaded, load
from learning.demo.people import shown_password
from learning.demo.styles import STYLES
from programmes.models import Reeks


class Command(BaseCommand):
    help = (
        "Zet voorbeelden klaar: drie leerlabs met handvatten en drie accounts. "
        "Wat er al staat, blijft zoals het is. Er gaat geen mail uit."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--if-empty", action="store_true", help="doe niets als er al een reeks is")
        parser.add_argument("--force", action="store_true", help="ook als er reeksen van anderen zijn")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["if_empty"] and Reeks.objects.exists():
            return
        try:
            loaded = load(now=timezone.now(), force=options["force"])
        except ForeignReeksenError as error:
            raise CommandError(
                f"Hier staan al reeksen die niet van de voorbeelden zijn: {error}. "
                "Er is niets veranderd. Wil je de voorbeelden er toch bij? Gebruik dan --force."
            ) from error
        self.tell(loaded)

    def tell(self, loaded: Loaded) -> None:
        """Print what was made, and with which addresses and passwords one looks at it."""
        if loaded.new_reeksen or loaded.new_accounts or loaded.new_styles:
            reeksen = f"{loaded.new_reeksen} van de {len(loaded.reeksen)} leerlabs"
            accounts = f"{loaded.new_accounts} van de {len(loaded.accounts)} accounts"
            styles = f"{loaded.new_styles} van de {len(STYLES)} huisstijlen"
            self.stdout.write(f"De voorbeelden staan klaar. Nieuw: {reeksen}, {accounts} en {styles}.")
        else:
            self.stdout.write("De voorbeelden stonden al klaar. Er is niets veranderd.")
        self.stdout.write("\nLeerlabs om te bekijken:")
        for reeks in loaded.reeksen:
            self.stdout.write(f"  {settings.SITE_URL}/{reeks.provincie}/{reeks.slug}/")
        self.stdout.write(f"\nAccounts voor {settings.SITE_URL}/beheer/:")
        for account in loaded.accounts:
            self.stdout.write(f"  {account.email:36} wachtwoord: {shown_password(account)}")
