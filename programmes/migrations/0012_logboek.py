import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """What was done in /beheer/."""

    dependencies = [
        ("programmes", "0011_locaties"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Logregel',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('op', models.DateTimeField(db_index=True, default=django.utils.timezone.now, verbose_name='wanneer')),
                ('wie', models.CharField(help_text='Het adres van toen, ook als het account weg is.', max_length=254, verbose_name='wie')),
                ('daad', models.CharField(choices=[('gemaakt', 'Gemaakt'), ('gewijzigd', 'Gewijzigd'), ('verwijderd', 'Verwijderd'), ('gedaan', 'Gedaan'), ('export', 'Geëxporteerd'), ('mail', 'Mail verstuurd'), ('rol', 'Rol gegeven of weggehaald'), ('ingelogd', 'Ingelogd')], max_length=12, verbose_name='wat')),
                ('soort', models.CharField(blank=True, help_text='Van welk model, zoals programmes.reeks.', max_length=80)),
                ('sleutel', models.CharField(blank=True, help_text='Van welke rij.', max_length=40)),
                ('naam', models.CharField(blank=True, max_length=250, verbose_name='waarvan')),
                ('tekst', models.CharField(blank=True, max_length=500, verbose_name='toelichting')),
                ('wijzigingen', models.JSONField(blank=True, default=list, verbose_name='wijzigingen')),
                ('gewist_op', models.DateTimeField(blank=True, null=True, verbose_name='namen gewist op')),
            ],
            options={
                'verbose_name': 'regel in het logboek',
                'verbose_name_plural': 'logboek',
                'ordering': ['-pk'],
            },
        ),
        migrations.AddField(
            model_name='logregel',
            name='organisatie',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='logregels', to='programmes.organisatie', verbose_name='organisatie'),
        ),
        migrations.AddField(
            model_name='logregel',
            name='provincie',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='logregels', to='programmes.provincie', verbose_name='provincie'),
        ),
        migrations.AddField(
            model_name='logregel',
            name='user',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='logregels', to=settings.AUTH_USER_MODEL, verbose_name='gebruiker'),
        ),
        migrations.AddIndex(
            model_name='logregel',
            index=models.Index(fields=['soort', 'sleutel'], name='logregel_row'),
        ),
    ]
