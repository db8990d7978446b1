import django.db.models.deletion
import django.db.models.functions.text
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Taps at the door, printed lists, notes, invitations and rooms that gemeenten offer."""

    dependencies = [
        ('programmes', '0012_logboek'),
        ('registrations', '0010_rondmails'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Notitie',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('tekst', models.TextField(max_length=2000, verbose_name='notitie')),
                ('op', models.DateTimeField(verbose_name='wanneer')),
                ('aanmelding', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notities', to='registrations.aanmelding')),
                ('user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='door')),
            ],
            options={
                'verbose_name': 'notitie',
                'verbose_name_plural': 'notities',
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='Tik',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('waarde', models.CharField(blank=True, choices=[('aanwezig', 'Aanwezig'), ('deels', 'Deels aanwezig'), ('met_bericht', 'Afwezig met bericht'), ('niet_verschenen', 'Niet verschenen')], max_length=16, verbose_name='aanwezigheid')),
                ('getikt_op', models.DateTimeField(verbose_name='getikt op')),
                ('ontvangen_op', models.DateTimeField(verbose_name='ontvangen op')),
                ('bron', models.CharField(choices=[('lijst', 'Aangetikt op de lijst'), ('code', 'Code laten zien'), ('correctie', 'Achteraf verbeterd')], default='lijst', max_length=10, verbose_name='hoe')),
                ('deelname', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tikken', to='registrations.deelname')),
                ('user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='gebruiker')),
            ],
            options={
                'verbose_name': 'tik',
                'verbose_name_plural': 'tikken',
                'ordering': ['getikt_op', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Uitdraai',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('soort', models.CharField(choices=[('presentielijst', 'Presentielijst'), ('naamkaartjes', 'Naamkaartjes')], max_length=20, verbose_name='soort')),
                ('gevraagd_op', models.DateTimeField(verbose_name='gevraagd op')),
                ('klaar_op', models.DateTimeField(blank=True, null=True, verbose_name='klaar op')),
                ('bestand', models.BinaryField(null=True)),
                ('fout', models.CharField(blank=True, max_length=300, verbose_name='wat er misging')),
                ('sessie', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='uitdraaien', to='programmes.sessie')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='gevraagd door')),
            ],
            options={
                'verbose_name': 'uitdraai',
                'verbose_name_plural': 'uitdraaien',
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='Gastaanbod',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('naam', models.CharField(max_length=120, verbose_name='naam van de locatie')),
                ('adres', models.CharField(max_length=120, verbose_name='straat en huisnummer')),
                ('postcode', models.CharField(blank=True, max_length=7, verbose_name='postcode')),
                ('plaats', models.CharField(max_length=80, verbose_name='plaats')),
                ('zaalgrootte', models.PositiveSmallIntegerField(verbose_name='hoeveel mensen passen erin')),
                ('toegankelijkheid', models.TextField(blank=True, max_length=2000, verbose_name='bereikbaarheid en toegankelijkheid')),
                ('openbaar_vervoer', models.TextField(blank=True, max_length=1000, verbose_name='met het openbaar vervoer')),
                ('parkeren', models.TextField(blank=True, max_length=1000, verbose_name='parkeren')),
                ('toelichting', models.CharField(blank=True, max_length=500, verbose_name='toelichting')),
                ('staat', models.CharField(choices=[('open', 'Wacht op de organisator'), ('aangenomen', 'Aangenomen'), ('afgewezen', 'Niet nodig'), ('ingetrokken', 'Ingetrokken')], default='open', max_length=12, verbose_name='staat')),
                ('gedaan_op', models.DateTimeField(verbose_name='aangeboden op')),
                ('beslist_op', models.DateTimeField(blank=True, null=True, verbose_name='besloten op')),
                ('reden', models.CharField(blank=True, max_length=500, verbose_name='reden')),
                ('aanmelding', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='gastaanbod', to='registrations.aanmelding', verbose_name='aangeboden door')),
                ('gemeente', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programmes.gemeente')),
                ('locatie', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='programmes.locatie', verbose_name='locatie')),
                ('sessie', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='gastaanbod', to='programmes.sessie')),
                ('user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='besloten door')),
            ],
            options={
                'verbose_name': 'gastaanbod',
                'verbose_name_plural': 'gastaanbiedingen',
                'ordering': ['gedaan_op', 'pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('staat', 'open')), fields=('sessie', 'aanmelding'), name='gastaanbod_one_open'), models.UniqueConstraint(condition=models.Q(('staat', 'aangenomen')), fields=('sessie',), name='gastaanbod_one_accepted')],
            },
        ),
        migrations.CreateModel(
            name='Uitnodiging',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('email', models.EmailField(max_length=254, verbose_name='e-mailadres')),
                ('naam', models.CharField(max_length=120, verbose_name='naam')),
                ('na_sluiting', models.BooleanField(default=False, verbose_name='ook als de aanmelding is gesloten')),
                ('gemaakt_op', models.DateTimeField(verbose_name='gemaakt op')),
                ('verloopt_op', models.DateTimeField(verbose_name='geldig tot')),
                ('gebruikt_op', models.DateTimeField(blank=True, null=True, verbose_name='gebruikt op')),
                ('belangstelling', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='uitnodigingen', to='registrations.belangstelling')),
                ('gemeente', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programmes.gemeente')),
                ('reeks', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='uitnodigingen', to='programmes.reeks')),
                ('user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='door')),
            ],
            options={
                'verbose_name': 'uitnodiging',
                'verbose_name_plural': 'uitnodigingen',
                'ordering': ['-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('email', django.db.models.functions.text.Lower('email'))), name='uitnodiging_email_lower_case')],
            },
        ),
    ]
