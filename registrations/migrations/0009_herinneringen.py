import datetime

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def give_defaults(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """Give each reeks the reminders with which a new one starts; `ingesteld_op` is now, so nothing old goes out."""
    herinnering = apps.get_model("registrations", "Herinnering")
    rows = [
        herinnering(reeks=reeks, dagen_ervoor=days, tijd=datetime.time(9))
        for reeks in apps.get_model("programmes", "Reeks").objects.order_by("pk")
        for days in (7, 1)
    ]
    herinnering.objects.bulk_create(rows, batch_size=500)


class Migration(migrations.Migration):
    """When people are reminded of a sessie, and up to where the organiser was told who comes and goes."""

    dependencies = [
        ("programmes", "0008_meldingen"),
        ("registrations", "0008_agendareacties"),
    ]

    operations = [
        migrations.CreateModel(
            name="Nieuwsstand",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("overgang_tot", models.PositiveBigIntegerField(default=0, verbose_name="overgang tot en met")),
                ("reeks", models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name="nieuwsstand", to="programmes.reeks")),
            ],
            options={
                "verbose_name": "nieuwsstand",
                "verbose_name_plural": "nieuwsstanden",
            },
        ),
        migrations.CreateModel(
            name="Sessiedatum",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("begin", models.DateTimeField(verbose_name="begin")),
                ("sinds", models.DateTimeField(verbose_name="sinds")),
                ("sessie", models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name="sessiedatum", to="programmes.sessie")),
            ],
            options={
                "verbose_name": "sessiedatum",
                "verbose_name_plural": "sessiedatums",
            },
        ),
        migrations.CreateModel(
            name="Herinnering",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("dagen_ervoor", models.PositiveSmallIntegerField(help_text="Vóór de datum van de bijeenkomst. Vul 0 in voor de dag zelf.", validators=[django.core.validators.MaxValueValidator(60, "Kies 0 tot en met 60 dagen.")], verbose_name="dagen ervoor")),
                ("tijd", models.TimeField(default=datetime.time(9, 0), verbose_name="hoe laat")),
                ("ingesteld_op", models.DateTimeField(default=django.utils.timezone.now, editable=False, help_text="Voor een moment van daarvoor gaat geen herinnering meer uit.", verbose_name="ingesteld op")),
                ("reeks", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="herinneringen", to="programmes.reeks")),
            ],
            options={
                "verbose_name": "herinnering",
                "verbose_name_plural": "herinneringen",
                "ordering": ["-dagen_ervoor", "tijd"],
                "constraints": [
                    models.UniqueConstraint(fields=("reeks", "dagen_ervoor", "tijd"), name="herinnering_once_per_moment", violation_error_message="Deze herinnering staat er al."),
                    models.CheckConstraint(condition=models.Q(("dagen_ervoor__lte", 60)), name="herinnering_at_most_60_days", violation_error_message="Kies 0 tot en met 60 dagen."),
                ],
            },
        ),
        migrations.RunPython(give_defaults, migrations.RunPython.noop),
    ]
