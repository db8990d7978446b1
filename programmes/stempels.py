"""Reads the stamp of a page: one number that changes with every row the page may show.

The database itself renews the stamps (programmes/stempel_triggers.py), so a page made under the stamps of now is right
for as long as they stay.
"""

from django.db import connection

# Plain SQL, the same for both databases: this is asked at every request, and the ORM would take longer to write it.
READ = """
SELECT COUNT(*), COUNT(stempel.waarde), COALESCE(SUM(stempel.waarde), 0),
    (SELECT COALESCE(SUM(waarde), 0) FROM programmes_stempel WHERE naam = 'gedeeld')
FROM (
    SELECT 'reeks ' || reeks.id AS naam FROM programmes_reeks reeks
    JOIN programmes_provincie provincie ON provincie.id = reeks.provincie_id
    WHERE reeks.status = 'gepubliceerd' {where}
    UNION ALL
    SELECT 'sessie ' || sessie.id FROM programmes_sessie sessie
    JOIN programmes_reeks reeks ON reeks.id = sessie.reeks_id
    JOIN programmes_provincie provincie ON provincie.id = reeks.provincie_id
    WHERE reeks.status = 'gepubliceerd' {where}
) bron
LEFT JOIN programmes_stempel stempel ON stempel.naam = bron.naam
"""
OF_AGENDA = READ.format(where="")
OF_PROVINCIE = READ.format(where="AND provincie.slug = %s")
OF_REEKS = READ.format(where="AND provincie.slug = %s AND reeks.slug = %s")


def stempel_of_agenda() -> str:
    """Return the stamp of all published reeksen; empty when one is missing. One query."""
    return _read(OF_AGENDA, at_least=0)


def stempel_of_provincie(*, provincie: str) -> str:
    """Return the stamp of all published reeksen of a provincie, by slug; empty when one is missing. One query."""
    return _read(OF_PROVINCIE, provincie, at_least=0)


def stempel_of_reeks(*, provincie: str, reeks: str, **_sessie: str) -> str:
    """Return the stamp of a published reeks with its sessies, by slugs. One query.

    Empty when there is no such reeks that visitors can see, or when a stamp is missing.
    """
    return _read(OF_REEKS, provincie, reeks, at_least=1)


def _read(query: str, *slugs: str, at_least: int) -> str:
    with connection.cursor() as cursor:
        cursor.execute(query, [*slugs, *slugs])
        expected, found, own, shared = cursor.fetchone()
    # A sum of random numbers changes with each of them, and with which ones it is made of.
    return f"{expected}-{own}-{shared}" if expected == found >= at_least else ""
