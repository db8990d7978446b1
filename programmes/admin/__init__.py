"""What organisatoren see of programmes in /beheer/. The bases are in programmes/beheer.py."""

from programmes.admin import aanbieders, gebieden, huisstijlen, lidmaatschappen, logboek, paginas, reeksen

__all__ = ["aanbieders", "gebieden", "huisstijlen", "lidmaatschappen", "logboek", "paginas", "reeksen"]
