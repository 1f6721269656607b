"""The rows that file an article under a tag or an author say where it stands, and the indexes that count them."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

STANDING = ["status", "date", "expires"]


def copy_standing(apps, schema_editor):
    """What `articles.projection.copy_standing` does for one article, for all at once."""
    articles = apps.get_model("articles", "Article").objects.order_by()
    for model, article in (("Byline", "article"), ("TaggedArticle", "content_object")):
        own = articles.filter(pk=models.OuterRef(article))
        apps.get_model("articles", model).objects.update(
            **{name: models.Subquery(own.values(name)) for name in STANDING}
        )


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0003_search_index'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='article',
            name='articles_by_category',
        ),
        migrations.AddField(
            model_name='byline',
            name='date',
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='byline',
            name='expires',
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='byline',
            name='status',
            field=models.CharField(choices=[('draft', 'Draft'), ('review', 'In review'), ('scheduled', 'Scheduled'), ('published', 'Published'), ('withdrawn', 'Withdrawn')], default='draft', editable=False, max_length=10),
        ),
        migrations.AddField(
            model_name='taggedarticle',
            name='date',
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='taggedarticle',
            name='expires',
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='taggedarticle',
            name='status',
            field=models.CharField(choices=[('draft', 'Draft'), ('review', 'In review'), ('scheduled', 'Scheduled'), ('published', 'Published'), ('withdrawn', 'Withdrawn')], default='draft', editable=False, max_length=10),
        ),
        migrations.RunPython(copy_standing, migrations.RunPython.noop),
        migrations.AlterField(
            model_name='byline',
            name='article',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='bylines', to='articles.article'),
        ),
        migrations.AlterField(
            model_name='byline',
            name='author',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='bylines', to='articles.author'),
        ),
        migrations.AlterField(
            model_name='taggedarticle',
            name='content_object',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='tagged', to='articles.article'),
        ),
        migrations.AlterField(
            model_name='taggedarticle',
            name='tag',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='tagged', to='articles.tag'),
        ),
        migrations.AddIndex(
            model_name='article',
            index=models.Index(fields=['category', '-date', '-id', 'status', 'expires'], name='articles_by_category'),
        ),
        migrations.AddIndex(
            model_name='article',
            index=models.Index(condition=models.Q(('featured', True)), fields=['-date', '-id', 'status', 'expires'], name='articles_featured'),
        ),
        migrations.AddIndex(
            model_name='byline',
            index=models.Index(fields=['author', '-date', '-article', 'status', 'expires'], name='articles_by_author'),
        ),
        migrations.AddIndex(
            model_name='taggedarticle',
            index=models.Index(fields=['tag', '-date', '-content_object', 'status', 'expires'], name='articles_by_tag'),
        ),
    ]
