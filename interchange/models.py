"""What imports remember: the runs, what each did to which article, and where articles came from."""

from datetime import datetime

from django.db import models


class Run(models.Model):
    """One import. `undo_import` takes it back."""

    started = models.DateTimeField(auto_now_add=True)
    finished = models.DateTimeField(null=True, blank=True, help_text="Empty for a run that was interrupted.")
    undone = models.DateTimeField(null=True, blank=True)
    paths = models.JSONField(default=list, help_text="The paths as the operator gave them.")
    options = models.JSONField(default=dict)
    counts = models.JSONField(default=dict, help_text="{result: number of items}, and warnings.")
    # {categories, series, authors, tags: highest key when the run began}: what is younger came with it.
    marks = models.JSONField(default=dict)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"Import {self.pk}"

    def broken_off(self) -> "models.QuerySet[Run]":
        """The imports of the same paths that were broken off, so that this one finishes them."""
        before = Run.objects.filter(pk__lt=self.pk, paths=self.paths)
        since = before.filter(finished__isnull=False, pk__gt=models.OuterRef("pk"))
        return before.filter(~models.Exists(since), finished=None, undone=None)

    @property
    def begun(self) -> datetime:
        """When the first of those began, or this one."""
        return min([self.started, *self.broken_off().values_list("started", flat=True)])


class Origin(models.Model):
    """Which file an article came from, and how that file was when it was last taken over.

    What the file said then is the base of every later merge. It is the text of `base`; where no revision has that
    text, because it was merged with edits made here or contradicted them, it is in `text`.
    """

    # A path may be longer than an index allows, and need not be valid text; its digest is neither.
    key = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the file's identity.")
    source = models.TextField(help_text="The folder or archive.")
    path = models.TextField(help_text="The file's path in it.")
    article = models.ForeignKey("articles.Article", models.CASCADE, related_name="origins")
    base = models.ForeignKey("articles.Revision", models.CASCADE, null=True, related_name="+")
    text = models.TextField(blank=True)
    sha256 = models.CharField(max_length=64, help_text="Of the file's bytes.")
    recipe = models.CharField(max_length=64, help_text="Digest of what else decided how the file was read.")
    # [[code, message, line]]: an unchanged file is reported with the warnings it had. A true follows where reading does
    # not find it, but comparing with the site, rendering or writing.
    warnings = models.JSONField(default=list)
    # {"found": {source as written: [identity, fingerprint, new name; "" if refused]}, "missing": [source as written]},
    # and where there are some "dead": [links as written] that led to no document of the source.
    media = models.JSONField(default=dict)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.source}: {self.path}"

    @property
    def base_text(self) -> str:
        return self.base.text if self.base is not None else self.text


class RunItem(models.Model):
    """What a run did to one article, with what it takes to put it back. Items that changed nothing have none."""

    run = models.ForeignKey(Run, models.CASCADE, related_name="items")
    path = models.TextField()
    result = models.CharField(max_length=10)
    article = models.ForeignKey("articles.Article", models.SET_NULL, null=True, related_name="+")
    # The article's revisions before and after. Null before for an article that the run created.
    before_latest = models.ForeignKey("articles.Revision", models.SET_NULL, null=True, related_name="+")
    before_live = models.ForeignKey("articles.Revision", models.SET_NULL, null=True, related_name="+")
    after_latest = models.ForeignKey("articles.Revision", models.SET_NULL, null=True, related_name="+")
    # {key (of the file's Origin), slug, status, redirects: [paths], origin: {column: value} | null, conflict: [key of
    # the file's text before, of what both began from] if that was kept beside and not settled, else null}, and what
    # readers saw after it: {shown: SHA-256 of the text, or ""}
    before = models.JSONField(default=dict)
    # What came with the article: {redirects: [paths], images: [pks], kept: key of a text kept beside it}, and the
    # redirects that it took the place of: {shadowed: {path: [article, url]}} (see `shadowed`). For a site file what it
    # made: {categories, series, tags, authors, redirect_keys: [pks]}. Also what an earlier run made that this article
    # uses, once that run has been taken back.
    made = models.JSONField(default=dict)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.result}: {self.path}"


class SyncedFolder(models.Model):
    """A folder that `sync_content` keeps in step with the site, as both were when they were last the same."""

    key = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the folder's path.")
    folder = models.TextField()
    # {path: {article: its key, sha256: of the file, slug}}; no foreign keys, since it must be noticed that one is gone.
    files = models.JSONField(default=dict)
    site_file = models.CharField(
        max_length=64, blank=True, help_text="SHA-256 of the site.yaml that was written."
    )

    class Meta:
        ordering = ["folder"]

    def __str__(self) -> str:
        return self.folder
