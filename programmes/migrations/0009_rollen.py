import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Three roles, one of them for a single sessie."""

    dependencies = [
        ("programmes", "0008_meldingen"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='lidmaatschap',
            name='lidmaatschap_of_provincie_or_organisatie',
        ),
        migrations.AddField(
            model_name='lidmaatschap',
            name='sessie',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='lidmaatschappen', to='programmes.sessie', verbose_name='bijeenkomst'),
        ),
        migrations.AddField(
            model_name='lidmaatschap',
            name='via_sso',
            field=models.BooleanField(default=False, editable=False, help_text='Verdwijnt vanzelf als het account de rol niet meer heeft.', verbose_name='komt uit het account van de organisatie'),
        ),
        migrations.AlterField(
            model_name='lidmaatschap',
            name='rol',
            field=models.CharField(choices=[('organisator', 'Organisator: ziet en wijzigt alles'), ('medewerker', 'Medewerker: ziet alles en houdt de aanwezigheid bij'), ('gastheer', 'Gastheer: houdt de aanwezigheid van één bijeenkomst bij')], default='organisator', max_length=20, verbose_name='rol'),
        ),
        migrations.AddConstraint(
            model_name='lidmaatschap',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('organisatie__isnull', True), ('provincie__isnull', False), ('sessie__isnull', True)), models.Q(('organisatie__isnull', False), ('provincie__isnull', True), ('sessie__isnull', True)), models.Q(('organisatie__isnull', True), ('provincie__isnull', True), ('sessie__isnull', False)), _connector='OR'), name='lidmaatschap_of_one_thing', violation_error_message='Kies een provincie, een organisatie of een bijeenkomst: één van de drie.'),
        ),
        migrations.AddConstraint(
            model_name='lidmaatschap',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('rol', 'gastheer'), ('sessie__isnull', False)), models.Q(models.Q(('rol', 'gastheer'), _negated=True), ('sessie__isnull', True)), _connector='OR'), name='lidmaatschap_gastheer_of_sessie', violation_error_message='Een gastheer hoort bij één bijeenkomst; de andere rollen niet.'),
        ),
        migrations.AddConstraint(
            model_name='lidmaatschap',
            constraint=models.UniqueConstraint(fields=('user', 'sessie'), name='lidmaatschap_once_per_sessie'),
        ),
    ]
