"""The order of the menu of /beheer/: what an organiser needs first stands first."""

from typing import Any

APPS_IN_ORDER = ["programmes", "registrations", "learning"]
MODELS_IN_ORDER = [
    "Reeks",
    "Locatie",
    "Deskundige",
    "Organisatie",
    "Lidmaatschap",
    "Thema",
    "Doelgroep",
    "Gemeente",
    "Huisstijl",
    "Provincie",
    "Pagina",
    "Logregel",
]


def in_order(apps: list[Any]) -> list[Any]:
    """Return the admin's list of apps, each with its models, in the order of the work."""
    for app in apps:
        app["models"].sort(key=lambda model: rank(MODELS_IN_ORDER, model["object_name"]))
    return sorted(apps, key=lambda app: rank(APPS_IN_ORDER, app["app_label"]))


def rank(order: list[str], name: str) -> int:
    """Return the place of a name in an order; what is not in it comes last."""
    return order.index(name) if name in order else len(order)
