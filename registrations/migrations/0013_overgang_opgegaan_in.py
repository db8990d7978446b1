import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Into whom somebody was merged: nobody can type that, as they can a reason."""

    dependencies = [
        ('registrations', '0012_tik_van'),
    ]

    operations = [
        migrations.AddField(
            model_name='overgang',
            name='opgegaan_in',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='registrations.aanmelding', verbose_name='samengevoegd met'),
        ),
    ]
