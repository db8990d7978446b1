import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from programmes import stempel_triggers


class Migration(migrations.Migration):
    """Mails of an organiser to the people of a reeks, and who was there."""

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("registrations", "0009_herinneringen"),
    ]

    operations = [
        *stempel_triggers.around(
            "registrations_deelname",
            operations=[
                migrations.AddField(
                    model_name="deelname",
                    name="aanwezigheid",
                    field=models.CharField(blank=True, choices=[("aanwezig", "Aanwezig"), ("deels", "Deels aanwezig"), ("met_bericht", "Afwezig met bericht"), ("niet_verschenen", "Niet verschenen")], max_length=16, verbose_name="aanwezigheid"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Rondmail",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, help_text="Komt van de pagina: twee keer klikken is één mail.", unique=True)),
                ("onderwerp", models.CharField(max_length=150, verbose_name="onderwerp")),
                ("tekst", models.TextField(verbose_name="tekst")),
                ("filters", models.JSONField(default=dict, verbose_name="aan wie")),
                ("verzend_op", models.DateTimeField(verbose_name="versturen op")),
                ("gemaakt_op", models.DateTimeField(default=django.utils.timezone.now, verbose_name="gemaakt op")),
                ("verzonden_op", models.DateTimeField(blank=True, null=True, verbose_name="verstuurd op")),
                ("ingetrokken_op", models.DateTimeField(blank=True, null=True, verbose_name="ingetrokken op")),
                ("aantal", models.PositiveIntegerField(default=0, verbose_name="aantal mails")),
                ("gemaakt_door", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="gemaakt door")),
                ("reeks", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="rondmails", to="programmes.reeks")),
            ],
            options={
                "verbose_name": "rondmail",
                "verbose_name_plural": "rondmails",
                "ordering": ["-verzend_op", "-pk"],
                "indexes": [models.Index(condition=models.Q(("ingetrokken_op__isnull", True), ("verzonden_op__isnull", True)), fields=["verzend_op"], name="rondmail_open")],
                "constraints": [models.CheckConstraint(condition=models.Q(("verzonden_op__isnull", True), ("ingetrokken_op__isnull", True), _connector="OR"), name="rondmail_sent_or_withdrawn")],
            },
        ),
    ]
