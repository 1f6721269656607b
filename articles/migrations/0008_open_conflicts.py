"""Texts that contradict an article's, until somebody settles them."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0007_desk_door'),
    ]

    operations = [
        migrations.CreateModel(
            name='OpenConflict',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('article', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='open_conflicts', to='articles.article')),
                ('base', models.ForeignKey(help_text='The text from which both moved on; empty if that is not known.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='articles.revision')),
                ('kept', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='open_conflict', to='articles.revision')),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.AlterField(
            model_name='event',
            name='kind',
            field=models.CharField(choices=[('created', 'Created'), ('submitted', 'Submitted for review'), ('returned', 'Returned to draft'), ('scheduled', 'Scheduled'), ('published', 'Published'), ('went_live', 'Went live on schedule'), ('updated', 'Published changes'), ('withdrawn', 'Withdrawn'), ('moved', 'Moved to a new address'), ('unshared', 'Preview links revoked'), ('settled', 'Conflict settled')], max_length=10),
        ),
    ]
