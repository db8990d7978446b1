from django.db import migrations, models

from programmes import stempel_triggers


class Migration(migrations.Migration):
    """By which door somebody came is remembered until they confirm: only then does a link that was sent on count."""

    dependencies = [
        ("registrations", "0004_offers_unwatched"),
    ]

    operations = stempel_triggers.around(
        "registrations_aanmelding",
        operations=[
            migrations.AddField(
                model_name="aanmelding",
                name="is_doorgestuurd",
                field=models.BooleanField(default=False, editable=False, help_text="Tot het bevestigen; dan telt het mee bij de gemeente en staat het hier niet meer.", verbose_name="kwam via een doorgestuurde link"),
            ),
        ],
    )
