from django.db import migrations, models

from programmes import stempel_triggers


class Migration(migrations.Migration):
    """A reeks can be closed by hand, and put away."""

    dependencies = [
        ("programmes", "0009_rollen"),
    ]

    operations = stempel_triggers.around(
        "programmes_reeks",
        operations=[
            migrations.AddField(
                model_name='reeks',
                name='gearchiveerd_op',
                field=models.DateTimeField(blank=True, editable=False, help_text='Staat niet meer in de agenda.', null=True, verbose_name='gearchiveerd op'),
            ),
            migrations.AddField(
                model_name='reeks',
                name='gesloten_op',
                field=models.DateTimeField(blank=True, editable=False, help_text='Met de hand, los van de datum tot wanneer aanmelden kan.', null=True, verbose_name='aanmelding gesloten op'),
            ),
        ],
    )
