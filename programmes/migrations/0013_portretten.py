import django.db.models.deletion
from django.db import migrations, models

from programmes import stempel_triggers


class Migration(migrations.Migration):
    """What deskundigen tell about themselves, and their photo."""

    dependencies = [
        ("programmes", "0012_logboek"),
    ]

    operations = [
        *stempel_triggers.around(
            "programmes_deskundige",
            operations=[
                migrations.AddField(
                    model_name='deskundige',
                    name='bio',
                    field=models.TextField(blank=True, help_text='Drie of vier zinnen. Iedereen kan dit lezen. Vraag eerst of het zo mag.', max_length=1000, verbose_name='over deze persoon'),
                ),
                migrations.AddField(
                    model_name='deskundige',
                    name='foto_sleutel',
                    field=models.CharField(blank=True, editable=False, help_text='Vingerafdruk van de foto; leeg: er is geen foto.', max_length=64),
                ),
            ],
        ),
        migrations.CreateModel(
            name='Portret',
            fields=[
                ('deskundige', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='portret', serialize=False, to='programmes.deskundige')),
                ('bestand', models.BinaryField()),
            ],
            options={
                'verbose_name': 'portret',
                'verbose_name_plural': 'portretten',
            },
        ),
    ]
