"""What organisatoren see and decide about who takes part, in /beheer/. The bases are in programmes/beheer.py."""

from registrations.admin import aanmeldingen, belangstelling, locaties, reacties, reeksen

__all__ = ["aanmeldingen", "belangstelling", "locaties", "reacties", "reeksen"]
