"""Preview links that can be revoked, and attempts at logging in that are counted."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0006_search_prefixes'),
    ]

    operations = [
        migrations.CreateModel(
            name='LoginThrottle',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(help_text='A digest: neither names nor addresses are kept.', max_length=64, unique=True)),
                ('spent_until', models.DateTimeField(db_index=True)),
            ],
        ),
        migrations.AlterField(
            model_name='event',
            name='kind',
            field=models.CharField(choices=[('created', 'Created'), ('submitted', 'Submitted for review'), ('returned', 'Returned to draft'), ('scheduled', 'Scheduled'), ('published', 'Published'), ('went_live', 'Went live on schedule'), ('updated', 'Published changes'), ('withdrawn', 'Withdrawn'), ('moved', 'Moved to a new address'), ('unshared', 'Preview links revoked')], max_length=10),
        ),
    ]
