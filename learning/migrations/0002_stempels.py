from django.db import migrations

from programmes import stempel_triggers


class Migration(migrations.Migration):
    """Publishing handvatten renews the stamp of the sessie."""

    dependencies = [
        ("programmes", "0005_stempels"),
        ("learning", "0001_initial"),
    ]

    operations = [
        stempel_triggers.watch("learning_handvatten"),
    ]
