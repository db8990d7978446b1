from pathlib import Path

import django.core.validators
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

TEXTS = Path(__file__).resolve().parent.parent / "data" / "paginas"


def make_pages(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Make the five pages with their starting texts: `# Titel` on the first line, the text below it."""
    Pagina = apps.get_model("programmes", "Pagina")
    for path in sorted(TEXTS.glob("*.md")):
        heading, _, tekst = path.read_text(encoding="utf-8").partition("\n")
        Pagina.objects.using(schema_editor.connection.alias).create(
            slug=path.stem, titel=heading.removeprefix("# "), tekst=tekst.strip()
        )


def remove_pages(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    apps.get_model("programmes", "Pagina").objects.using(schema_editor.connection.alias).all().delete()


class Migration(migrations.Migration):

    dependencies = [
        ('programmes', '0002_huisstijl'),
    ]

    operations = [
        migrations.CreateModel(
            name='Pagina',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.CharField(choices=[('privacy', 'Privacy'), ('cookies', 'Cookies'), ('toegankelijkheid', 'Toegankelijkheid'), ('voorwaarden', 'Voorwaarden'), ('kwetsbaarheid-melden', 'Kwetsbaarheid melden')], editable=False, max_length=30, unique=True, verbose_name='adres')),
                ('titel', models.CharField(max_length=80, verbose_name='titel')),
                ('tekst', models.TextField(help_text='Lege regel: nieuwe alinea. Kop: ## Kop. Lijst: - punt. Link: [tekst](https://adres). Wat tussen [haken] staat, moet je nog invullen.', max_length=20000, verbose_name='tekst')),
                ('verklaring_url', models.URLField(blank=True, help_text='De verklaring in het register. Leeg: de pagina zegt dat de verklaring er nog niet is.', max_length=500, validators=[django.core.validators.URLValidator(['https'], message='Vul een adres in dat met https:// begint.')], verbose_name='adres van de toegankelijkheidsverklaring')),
                ('gewijzigd_op', models.DateTimeField(auto_now=True, verbose_name='gewijzigd op')),
            ],
            options={
                'verbose_name': 'vaste pagina',
                'verbose_name_plural': "vaste pagina's",
                'ordering': ['titel'],
                'constraints': [models.CheckConstraint(condition=models.Q(('slug__in', ['privacy', 'cookies', 'toegankelijkheid', 'voorwaarden', 'kwetsbaarheid-melden'])), name='pagina_slug_is_known'), models.CheckConstraint(condition=models.Q(('verklaring_url', ''), ('slug', 'toegankelijkheid'), _connector='OR'), name='pagina_verklaring_only_for_toegankelijkheid')],
            },
        ),
        migrations.RunPython(make_pages, remove_pages),
    ]
