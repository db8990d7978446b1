from django.db import migrations, models

from programmes import stempel_triggers


class Migration(migrations.Migration):
    """Whether the organiser is told of each sign-up and sign-off."""

    dependencies = [
        ("programmes", "0007_verplaatsing"),
    ]

    operations = stempel_triggers.around(
        "programmes_reeks",
        operations=[
            migrations.AddField(
                model_name="reeks",
                name="meldingen",
                field=models.CharField(choices=[("niet", "Geen mail"), ("direct", "Meteen een mail"), ("dagelijks", "Eén mail per dag, om 16.00 uur")], default="niet", help_text="De mail gaat naar het adres van de organisatie hierboven.", max_length=10, verbose_name="als iemand zich aanmeldt of afmeldt"),
            ),
        ],
    )
