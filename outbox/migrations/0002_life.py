from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('outbox', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='bericht',
            name='afmeldlink',
            field=models.CharField(blank=True, help_text='Alleen bij nieuws: adres, of plaatshouder uit links, waarmee de ontvanger zich afmeldt.', max_length=500, verbose_name='afmeldlink'),
        ),
        migrations.AlterField(
            model_name='bericht',
            name='staat',
            field=models.CharField(choices=[('wacht', 'Wacht op verzending'), ('vastgehouden', 'Vastgehouden'), ('verzonden', 'Verzonden'), ('mislukt', 'Mislukt'), ('geannuleerd', 'Geannuleerd')], default='wacht', max_length=12, verbose_name='staat'),
        ),
        migrations.AddIndex(
            model_name='bericht',
            index=models.Index(fields=['soort', 'niet_voor'], name='bericht_kind_time'),
        ),
    ]
