from typing import Any

from django.db import migrations, models

from programmes import stempel_triggers


def fill(_apps: Any, editor: Any) -> None:
    """Stamp what is there."""
    stempel_triggers.fill(editor)


class Migration(migrations.Migration):

    dependencies = [
        ("programmes", "0004_limits"),
    ]

    operations = [
        migrations.CreateModel(
            name="Stempel",
            fields=[
                ("naam", models.CharField(help_text="“reeks 12”, “sessie 34”, “gedeeld” of “aanbod”.", max_length=40, primary_key=True, serialize=False, verbose_name="naam")),
                ("waarde", models.BigIntegerField(help_text="48 toevallige bits.", verbose_name="waarde")),
            ],
            options={
                "verbose_name": "stempel",
                "verbose_name_plural": "stempels",
            },
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        stempel_triggers.make_function(),
        stempel_triggers.watch(
            "programmes_reeks", "programmes_reeks_themas", "programmes_reeks_gereserveerde_gemeenten",
            "programmes_sessie", "programmes_sessie_deskundigen",
            "programmes_provincie", "programmes_gemeente", "programmes_maildomein", "programmes_huisstijl",
            "programmes_organisatie", "programmes_locatie", "programmes_deskundige", "programmes_doelgroep",
            "programmes_thema",
        ),
    ]
