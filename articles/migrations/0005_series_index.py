"""An index of the articles that are in a series, in place of one in which most articles are in none."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0004_filed_standing'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='article',
            name='articles_by_series',
        ),
        migrations.AddIndex(
            model_name='article',
            index=models.Index(condition=models.Q(('series__isnull', False)), fields=['series', 'series_position'], name='articles_in_series'),
        ),
    ]
