"""The triggers that renew the stamps, made by migrations.

Each reeks and each sessie has a stamp, and what all pages share (organisaties, locaties and so on) has one together.
With every row that is written the database gives it a fresh value, so that it holds for forms, bulk updates,
relations, imports and psql alike. A value is random and no counter: a restored backup, or another database behind the
same cache, never fits by chance.

A trigger names no table but its own and that of the stamps. SQLite rebuilds a table to change it, and refuses to when
the trigger of another table needs it meanwhile. It also drops the triggers of the table itself without a word:
a migration that changes a table of `BRONNEN` says so with `around`. A test counts the triggers.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation

GEDEELD = "gedeeld"
"""The stamp of what any page may show."""


@dataclass(frozen=True)
class Bron:
    """A table that pages are made of.

    Attributes:
        table: its name.
        naam: of the stamp: `reeks`, `sessie`, or one that all its rows share.
        column: holds the key of the reeks or sessie; empty for a shared stamp.
    """

    table: str
    naam: str = GEDEELD
    column: str = ""

    @property
    def is_own(self) -> bool:
        """Whether the rows are the very things that are stamped."""
        return self.column == "id"


BRONNEN = {
    bron.table: bron
    for bron in (
        Bron("programmes_reeks", "reeks", "id"),
        Bron("programmes_reeks_themas", "reeks", "reeks_id"),
        Bron("programmes_reeks_gereserveerde_gemeenten", "reeks", "reeks_id"),
        Bron("programmes_sessie", "sessie", "id"),
        Bron("programmes_sessie_deskundigen", "sessie", "sessie_id"),
        Bron("programmes_verplaatsing", "sessie", "sessie_id"),
        Bron("programmes_provincie"),
        Bron("programmes_gemeente"),
        Bron("programmes_maildomein"),
        Bron("programmes_huisstijl"),
        Bron("programmes_organisatie"),
        Bron("programmes_locatie"),
        Bron("programmes_deskundige"),
        Bron("programmes_doelgroep"),
        Bron("programmes_thema"),
        Bron("registrations_aanmelding", "reeks", "reeks_id"),
        Bron("registrations_deelname", "sessie", "sessie_id"),
        Bron("learning_handvatten", "sessie", "sessie_id"),
        Bron("learning_materiaal", "sessie", "sessie_id"),
    )
}
"""Every table that a page for visitors shows something of."""


# --- Triggers ---------------------------------------------------------------------------------------------------

# 48 random bits: the sum of 32,000 of them fits in the largest whole number of SQLite.
FRESH = {
    "sqlite": "abs(random() % 281474976710656)",
    "postgresql": "floor(random() * 281474976710656)::bigint",
}


def trigger_names(table: str, vendor: str) -> list[str]:
    """Return the triggers that a watched table has."""
    events = ["insert", "update", "delete"] + (["truncate"] if vendor == "postgresql" else [])
    return [f"stempel_{table}_{event}" for event in events]


def install(editor: BaseDatabaseSchemaEditor, tables: Collection[str]) -> None:
    """Make the triggers of these tables, or make them anew; a table that pages have stopped showing gets none."""
    remove(editor, tables)
    for bron in (BRONNEN[table] for table in tables if table in BRONNEN):
        create = _sqlite_triggers if editor.connection.vendor == "sqlite" else _postgresql_triggers
        for statement in create(bron):
            editor.execute(statement, params=None)


def remove(editor: BaseDatabaseSchemaEditor, tables: Collection[str]) -> None:
    """Take the triggers of these tables away, as far as they are there."""
    on_table = editor.connection.vendor == "postgresql"
    for table in tables:
        for name in trigger_names(table, editor.connection.vendor):
            editor.execute(f"DROP TRIGGER IF EXISTS {name}" + (f" ON {table}" if on_table else ""), params=None)


def watch(*tables: str) -> migrations.RunPython:
    """Return the operation that puts triggers on tables; undone, it takes them away."""

    def forwards(_apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
        install(editor, tables)

    def backwards(_apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
        remove(editor, tables)

    return migrations.RunPython(forwards, backwards)


def unwatch(*tables: str) -> migrations.RunPython:
    """Return the operation that takes the triggers of tables away that no page shows any more."""

    def forwards(_apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
        remove(editor, tables)

    return migrations.RunPython(forwards, migrations.RunPython.noop)


def around(*tables: str, operations: Sequence[Operation]) -> list[Operation]:
    """Return operations that change watched tables, with what gives these their triggers back, done or undone.

    Names tables that were watched before and still are.
    """

    def again(_apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
        install(editor, tables)

    def nothing(_apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
        pass

    return [migrations.RunPython(nothing, again), *operations, migrations.RunPython(again, nothing)]


def fill(editor: BaseDatabaseSchemaEditor) -> None:
    """Give every reeks and sessie, and what all pages share, a fresh stamp."""
    fresh = FRESH[editor.connection.vendor]
    values = [f"SELECT '{GEDEELD}', {fresh}"]
    values += [f"SELECT '{naam} ' || id, {fresh} FROM programmes_{naam}" for naam in ("reeks", "sessie")]  # noqa: S608
    for select in values:
        editor.execute(f"INSERT INTO programmes_stempel (naam, waarde) {select}", params=None)


def _sqlite_triggers(bron: Bron) -> list[str]:
    def naam(row: str) -> str:
        return f"'{bron.naam} ' || {row}.{bron.column}" if bron.column else f"'{bron.naam}'"

    def wipe(row: str) -> str:
        return f"DELETE FROM programmes_stempel WHERE naam = {naam(row)}; "  # noqa: S608

    def stamp(row: str) -> str:
        # Wiped first and no upsert: "insert or ignore" of who writes the row would have its way in here too.
        there = f" WHERE {row}.{bron.column} IS NOT NULL" if bron.column else ""
        values = f"SELECT {naam(row)}, {FRESH['sqlite']}{there}"
        return f"{wipe(row)}INSERT INTO programmes_stempel (naam, waarde) {values}; "

    bodies = {
        "insert": stamp("NEW"),
        "update": (wipe("OLD") if bron.is_own else stamp("OLD")) + stamp("NEW"),
        "delete": wipe("OLD") if bron.is_own else stamp("OLD"),
    }
    return [
        f"CREATE TRIGGER stempel_{bron.table}_{event} AFTER {event.upper()} ON {bron.table} BEGIN {body}END"
        for event, body in bodies.items()
    ]


FUNCTION = f"""
CREATE OR REPLACE FUNCTION programmes_stempel_zetten() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    naam text := TG_ARGV[0];
    kolom text := TG_ARGV[1];
    sleutels text;
    geraakt boolean;
BEGIN
    -- A statement that touched no row, such as what follows a deletion, changes no page.
    IF TG_OP <> 'TRUNCATE' THEN
        EXECUTE format('SELECT EXISTS (SELECT FROM %I)', CASE TG_OP WHEN 'DELETE' THEN 'oud' ELSE 'nieuw' END)
            INTO geraakt;
        IF NOT geraakt THEN
            RETURN NULL;
        END IF;
    END IF;
    IF kolom = '' OR TG_OP = 'TRUNCATE' THEN
        sleutels := format('SELECT %L::text AS naam', CASE WHEN kolom = '' THEN naam ELSE '{GEDEELD}' END);
    ELSE
        sleutels := CASE TG_OP
            WHEN 'INSERT' THEN format('SELECT %I AS sleutel FROM nieuw', kolom)
            WHEN 'DELETE' THEN format('SELECT %I AS sleutel FROM oud', kolom)
            ELSE format('SELECT %1$I AS sleutel FROM oud UNION SELECT %1$I FROM nieuw', kolom)
        END;
        IF kolom = 'id' AND TG_OP = 'DELETE' THEN
            EXECUTE format('DELETE FROM programmes_stempel WHERE naam IN (SELECT %L || sleutel FROM (%s) bron)',
                naam || ' ', sleutels);
            RETURN NULL;
        END IF;
        sleutels := format('SELECT DISTINCT %L || sleutel AS naam FROM (%s) bron WHERE sleutel IS NOT NULL',
            naam || ' ', sleutels);
    END IF;
    -- In order, so that two writers never wait for each other.
    EXECUTE format('INSERT INTO programmes_stempel (naam, waarde) SELECT naam, {FRESH["postgresql"]}
        FROM (%s) bron ORDER BY naam ON CONFLICT (naam) DO UPDATE SET waarde = excluded.waarde', sleutels);
    RETURN NULL;
END $$
"""  # noqa: S608


def _postgresql_triggers(bron: Bron) -> list[str]:
    seen = {
        "insert": "REFERENCING NEW TABLE AS nieuw",
        "update": "REFERENCING OLD TABLE AS oud NEW TABLE AS nieuw",
        "delete": "REFERENCING OLD TABLE AS oud",
        "truncate": "",
    }
    return [
        f"CREATE TRIGGER stempel_{bron.table}_{event} AFTER {event.upper()} ON {bron.table} {rows} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION programmes_stempel_zetten('{bron.naam}', '{bron.column}')"
        for event, rows in seen.items()
    ]


def _on_postgresql(statement: str) -> Callable[[Apps, BaseDatabaseSchemaEditor], None]:
    def run(_apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
        if editor.connection.vendor == "postgresql":
            editor.execute(statement, params=None)

    return run


def make_function() -> migrations.RunPython:
    """Return the operation that makes what PostgreSQL's triggers call."""
    return migrations.RunPython(_on_postgresql(FUNCTION), _on_postgresql("DROP FUNCTION programmes_stempel_zetten()"))
