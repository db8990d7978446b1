import django.core.validators
from django.db import migrations, models

from programmes import stempel_triggers


class Migration(migrations.Migration):
    """What people must know to get to a locatie, and whom the organiser calls."""

    dependencies = [
        ("programmes", "0010_reeks_einde"),
    ]

    operations = stempel_triggers.around(
        "programmes_locatie",
        operations=[
            migrations.AddField(
                model_name='locatie',
                name='contact_email',
                field=models.EmailField(blank=True, max_length=254, verbose_name='e-mailadres van de contactpersoon'),
            ),
            migrations.AddField(
                model_name='locatie',
                name='contact_naam',
                field=models.CharField(blank=True, max_length=120, verbose_name='contactpersoon'),
            ),
            migrations.AddField(
                model_name='locatie',
                name='contact_telefoon',
                field=models.CharField(blank=True, max_length=30, verbose_name='telefoon van de contactpersoon'),
            ),
            migrations.AddField(
                model_name='locatie',
                name='openbaar_vervoer',
                field=models.TextField(blank=True, help_text='Bijvoorbeeld: 8 minuten lopen vanaf station Raalte.', max_length=1000, verbose_name='met het openbaar vervoer'),
            ),
            migrations.AddField(
                model_name='locatie',
                name='parkeren',
                field=models.TextField(blank=True, help_text='Bijvoorbeeld: gratis achter het gebouw, 2 laadpalen.', max_length=1000, verbose_name='parkeren'),
            ),
            migrations.AddField(
                model_name='locatie',
                name='zaal',
                field=models.CharField(blank=True, help_text='Bijvoorbeeld: Raadzaal, tweede verdieping', max_length=80, verbose_name='zaal'),
            ),
            migrations.AddField(
                model_name='locatie',
                name='zaalgrootte',
                field=models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(1, 'Vul een getal van 1 of hoger in.'), django.core.validators.MaxValueValidator(10000)], verbose_name='hoeveel mensen passen erin'),
            ),
        ],
    )
