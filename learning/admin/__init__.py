"""What is taken home of a sessie, in /beheer/: handvatten and files. The bases are in programmes/beheer.py."""

from learning.admin import handvatten, materiaal

__all__ = ["handvatten", "materiaal"]
