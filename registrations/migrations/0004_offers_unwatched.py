from typing import Any

from django.db import migrations

from programmes import stempel_triggers


def drop_stamp(apps: Any, _editor: Any) -> None:
    """Take away the stamp that all open offers shared."""
    apps.get_model("programmes", "Stempel").objects.filter(naam="aanbod").delete()


class Migration(migrations.Migration):
    """No page for visitors shows offers: their one stamp made everybody wait who made an offer in any reeks."""

    dependencies = [
        ("registrations", "0003_stempels"),
    ]

    operations = [
        stempel_triggers.unwatch("registrations_aanbod"),
        migrations.RunPython(drop_stamp, migrations.RunPython.noop),
    ]
