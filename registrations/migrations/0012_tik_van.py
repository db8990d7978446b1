import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """For whom a tap was, when they were merged into who it is of now, and since when it is."""

    dependencies = [
        ('registrations', '0011_aan_de_deur'),
    ]

    operations = [
        migrations.AddField(
            model_name='tik',
            name='van',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='registrations.deelname', verbose_name='getikt bij'),
        ),
        migrations.AddField(
            model_name='tik',
            name='van_op',
            field=models.DateTimeField(blank=True, null=True, verbose_name='telt hier sinds'),
        ),
    ]
