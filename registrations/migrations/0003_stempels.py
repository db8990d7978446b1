from django.db import migrations

from programmes import stempel_triggers


class Migration(migrations.Migration):
    """Who takes part renews the stamp of the reeks or the sessie."""

    dependencies = [
        ("programmes", "0005_stempels"),
        ("registrations", "0002_places"),
    ]

    operations = [
        stempel_triggers.watch("registrations_aanmelding", "registrations_deelname", "registrations_aanbod"),
    ]
