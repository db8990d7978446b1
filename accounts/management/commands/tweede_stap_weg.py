from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts import mailbox, second_factor
from accounts.addresses import normalise
from accounts.models import User


class Command(BaseCommand):
    help = "Haalt de tweede stap en de herstelcodes van iemand weg, en logt die overal uit."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument(
            "--zonder-mail", action="store_true", help="een uur lang is er voor een nieuwe geen code per mail nodig"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Do so, and say how many there were."""
        user = User.objects.filter(email=normalise(options["email"])).first()
        if user is None:
            raise CommandError("Er is geen gebruiker met dit e-mailadres.")
        number = second_factor.reset(user)
        if options["zonder_mail"]:
            mailbox.vouch_for(user, now=timezone.now())
        self.stdout.write(f"Weggehaald: {number}. Bij het volgende inloggen in /beheer/ stelt {user} een nieuwe in.")
