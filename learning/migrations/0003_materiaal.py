import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from programmes import stempel_triggers


class Migration(migrations.Migration):
    """Files of a sessie to download; placing one renews the stamp of the sessie."""

    dependencies = [
        ("programmes", "0013_portretten"),
        ("learning", "0002_stempels"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Materiaal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('titel', models.CharField(help_text='Bijvoorbeeld: Presentatie van de politie', max_length=160, verbose_name='titel')),
                ('soort', models.CharField(choices=[('presentatie', 'Presentatie'), ('document', 'Document'), ('afbeelding', 'Afbeelding')], default='presentatie', max_length=12, verbose_name='soort')),
                ('zichtbaar', models.CharField(choices=[('allen', 'Iedereen, op de pagina van de bijeenkomst'), ('deelnemers', 'Alleen deelnemers, op hun persoonlijke pagina')], default='deelnemers', max_length=12, verbose_name='wie kan het zien')),
                ('bestandsnaam', models.CharField(editable=False, max_length=120, verbose_name='naam van het bestand')),
                ('content_type', models.CharField(editable=False, max_length=100)),
                ('grootte', models.PositiveIntegerField(editable=False, verbose_name='grootte in bytes')),
                ('sha256', models.CharField(editable=False, max_length=64)),
                ('geplaatst_op', models.DateTimeField(editable=False, verbose_name='geplaatst op')),
                ('door', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='geplaatst door')),
                ('sessie', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='materiaal', to='programmes.sessie', verbose_name='bijeenkomst')),
            ],
            options={
                'verbose_name': 'materiaal',
                'verbose_name_plural': 'materiaal',
                'ordering': ['geplaatst_op', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Materiaaldeel',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('volgnummer', models.PositiveSmallIntegerField()),
                ('inhoud', models.BinaryField()),
                ('materiaal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='delen', to='learning.materiaal')),
            ],
            options={
                'verbose_name': 'deel van een bestand',
                'verbose_name_plural': 'delen van bestanden',
                'ordering': ['volgnummer'],
                'constraints': [models.UniqueConstraint(fields=('materiaal', 'volgnummer'), name='materiaaldeel_once')],
            },
        ),
        stempel_triggers.watch("learning_materiaal"),
    ]
