from django.db import migrations, models

from programmes import stempel_triggers


class Migration(migrations.Migration):
    """What people answer about coming: after a move, and from their calendar."""

    dependencies = [
        ("registrations", "0006_agendalink"),
    ]

    operations = stempel_triggers.around(
        "registrations_deelname",
        operations=[
            migrations.AddField(
                model_name="deelname",
                name="agenda_antwoord",
                field=models.CharField(blank=True, choices=[("ja", "Komt"), ("misschien", "Komt misschien"), ("nee", "Komt niet")], max_length=12, verbose_name="antwoord uit de agenda"),
            ),
            migrations.AddField(
                model_name="deelname",
                name="agenda_antwoord_op",
                field=models.DateTimeField(blank=True, null=True, verbose_name="antwoord uit de agenda op"),
            ),
            migrations.AddField(
                model_name="deelname",
                name="gevraagd_op",
                field=models.DateTimeField(blank=True, help_text="Sinds een bijeenkomst is verplaatst; leeg als iemand antwoordde.", null=True, verbose_name="gevraagd of het nog kan"),
            ),
            migrations.AddField(
                model_name="deelname",
                name="meldt_af_op",
                field=models.DateTimeField(blank=True, help_text="Na een weigering in de agenda; tot dan kan de deelnemer die terugdraaien.", null=True, verbose_name="afmelding gaat in op"),
            ),
        ],
    )
