"""A folder, perhaps a git checkout, kept in step with the site: edits go both ways.

First what has come to the folder is imported as any import does, three versions merged where both sides changed. Then
what the site has by now is written to the files. The folder is laid out as an export is, with every article in it.

Nothing is deleted because it is missing on the other side. Which files and articles belonged together the last time
is remembered (`SyncedFolder`), so that a missing one is told from a new one; it is reported until somebody decides.
"""

import time
from contextlib import nullcontext
from pathlib import Path

from django.db import transaction

from articles import publishing
from articles.document import Document, parse
from articles.models import Article, Revision
from articles.models.status import RELEASED

from .broken_off import finished, note_written
from .checkout import LINK, Checkout, require_some, sha256_of
from .export_files import ExportFile, digest_on_site, export_files, text_of
from .exporting import note_origin
from .importing import Options, run_import
from .items import Line
from .merge_marks import UNFINISHED
from .models import Origin, Run, SyncedFolder
from .moved_files import MovedFiles
from .outbox import REFUSALS
from .own_layout import ARTICLES_FOLDER, path_of, slug_of
from .places import Known, Pair, Place, Places, places
from .reading import digest
from .settlements import close_kept, settlement
from .sources import SITE_FILE
from .sync_report import OPEN, TO_THE_SITE, Report, Result, Step, Synced
from .turns import turn

_NOTHING_YET = b"{}\n"


def sync_content(
    directory: Path | str, *, plan: bool = False, delete: bool = False, report: Report | None = None
) -> Synced:
    """Carry edits from `directory` to the site and back.

    With `plan` nothing is written. With `delete` what is missing on one side goes from the other, unless it was edited
    there since: an article without its file is withdrawn, a file without its article removed. `report` is called with
    each step. Raises SyncRefused, OSError.
    """
    begun = time.monotonic()
    with nullcontext() if plan else turn():
        sync = _Sync(Path(directory).resolve(), plan=plan, delete=delete, report=report)
        sync.begin()
        sync.finish()
        sync.look()
        sync.take_in()
        sync.write_out()
        sync.remember()
    sync.outcome.seconds = time.monotonic() - begun
    return sync.outcome


class _Sync:
    def __init__(self, folder: Path, *, plan: bool, delete: bool, report: Report | None) -> None:
        self.outcome = Synced()
        self._folder = folder
        self._files = Checkout(folder)
        self._files.require_usable()
        self._plan = plan
        self._delete = delete
        self._report = report
        self._is_new = not (folder / ARTICLES_FOLDER).is_dir()
        key = digest(str(folder))
        self._memory = SyncedFolder.objects.filter(key=key).first() or SyncedFolder(
            key=key, folder=str(folder)
        )
        self._pairs = {path: Pair(**values) for path, values in self._memory.files.items()}
        # Files that are not looked at any further, because a person has to decide, or just has.
        self._settled: set[str] = set()

    def begin(self) -> None:
        """Make a new folder known by a site file before anything else, so that the next sync may finish this one."""
        if self._is_new and not self._plan and not (self._folder / SITE_FILE).exists():
            self._memory.site_file = sha256_of(_NOTHING_YET)
            self._memory.save()
            self._files.put(SITE_FILE, _NOTHING_YET)

    def finish(self) -> None:
        """Note what a sync that was broken off has written, and which files that were to change places have."""
        if not self._plan:
            note_written(self._files)
        self._pairs = finished(self._pairs, self._files, plan=self._plan)

    # -- What is missing ----------------------------------------------------------------------------------------

    def look(self) -> None:
        """Deal with what was on both sides the last time and now is on one."""
        there = self._files.documents()
        if self._delete:
            require_some({path for path, pair in self._pairs.items() if not pair.is_gone}, there)
        new = MovedFiles(self._files, there - self._pairs.keys())
        keys = [pair.article for pair in self._pairs.values()]
        articles = Article.objects.only("slug", "status", "live_revision", "latest_revision").in_bulk(keys)
        for path, pair in list(self._pairs.items()):
            article = articles.get(pair.article)
            if article is None and path in there:
                self._article_is_gone(path, pair)
            elif article is None:
                del self._pairs[path]
            elif self._files.digest(path) == LINK:
                self._settled.add(path)
                message = "A symbolic link, which is not followed; put the file itself here."
                self._say(path, "kept", message, article.get_absolute_url())
            elif path not in there:
                self._file_is_gone(path, pair, article, new)
            elif pair.contradicts:
                self._file_contradicts(path, pair, article)
        for path in sorted(self._files.documents() - self._settled):
            known = self._pairs[path].sha256 if path in self._pairs else ""
            if line := self._files.unfinished_merge(path, known):
                self._settled.add(path)
                self._say(path, "rejected", f"Line {line}: {UNFINISHED}")

    def _file_contradicts(self, path: str, pair: Pair, article: Article) -> None:
        """Leave both alone until somebody has settled it; a file that was edited since is imported like any other."""
        known = Origin.objects.filter(key=self._files.key(path)).values_list("sha256", flat=True).first()
        data = self._files.read(path)
        now = text_of(article)
        if now is None or sha256_of(data) != known:
            pair.contradicts = ""
            return
        both, url = settlement(pair, article, parse(data)), article.get_absolute_url()
        if both is None:
            self._settled.add(path)
            self._say(path, "conflict", "The file and the article still contradict each other.", url)
        elif article.live_revision_id is not None and article.has_staged_edits:
            self._settled.add(path)
            self._say(path, "conflict", "Settled in edits that are not published yet, or in others.", url)
        else:
            differs = both.text != now.text
            note = f"What {path} says beside what was settled"
            if (
                differs
                and not self._plan
                and self._enacted(path, article, both, note, Revision.Kind.MERGE) is None
            ):
                return
            if differs:
                self._say(path, "merged", "It was settled on the site.", url)
            if not self._plan:
                close_kept(path, pair, article)
            # From here on the file is one that the article has left behind.
            pair.contradicts, pair.sha256 = "", known or ""

    def _article_is_gone(self, path: str, pair: Pair) -> None:
        self._settled.add(path)
        if self._files.digest(path) != pair.sha256:
            self._say(
                path, "conflict", "The article was deleted on the site, and the file has been edited since."
            )
        elif not self._delete:
            message = "The article was deleted on the site; --delete removes the file."
            if self._is_wanted(path):
                message = (
                    "The article was deleted on the site, where another one has its address now; --delete puts that "
                    "one's file here."
                )
            self._say(path, "kept", message)
        else:
            self._say(path, "removed", "The article was deleted on the site.")
            if not self._plan:
                self._files.remove(path)
                del self._pairs[path]
                # Another article may have its address, and so its place, by now.
                self._settled.discard(path)

    def _is_wanted(self, path: str) -> bool:
        """Whether an article without a file would have it at `path`."""
        here = Origin.objects.filter(source=str(self._folder))
        at = Article.objects.filter(slug=slug_of(path)).exclude(pk__in=here.values("article"))
        return path == path_of(slug_of(path)) and at.exists()

    def _file_is_gone(self, path: str, pair: Pair, article: Article, new: MovedFiles) -> None:
        now, url = digest_on_site(article), article.get_absolute_url()
        if pair.is_gone:
            if now == pair.sha256:
                self._settled.add(path)
            else:
                # Somebody has taken the article up again, so it gets a file again.
                del self._pairs[path]
        elif moved := new.take(pair.sha256, self._said(path, article)):
            self._file_has_moved(path, moved, article)
        elif not self._delete:
            self._settled.add(path)
            self._say(path, "kept", f"The file was deleted; --delete withdraws {url}.", url)
        elif now != pair.sha256:
            self._settled.add(path)
            self._say(path, "conflict", f"The file was deleted, and {url} has been edited since.", url)
        else:
            self._settled.add(path)
            self._let_go(path, pair, article)

    def _said(self, path: str, article: Article) -> Document | None:
        """What a file that is missing said when it was last taken over."""
        origin = Origin.objects.filter(key=self._files.key(path)).first()
        return parse(origin.base_text) if origin is not None else text_of(article)

    def _let_go(self, path: str, pair: Pair, article: Article) -> None:
        """The article of a deleted file is hidden from readers; its texts stay."""
        url = article.get_absolute_url()
        if article.status in RELEASED:
            self._say(path, "withdrawn", "The file was deleted.", url)
        else:
            stands = article.get_status_display().lower()
            self._say(path, "kept", f"The file was deleted; the article is {stands} here and stays so.", url)
        if self._plan:
            return
        # At once, or a sync that is started again would take the withdrawal for somebody's edit.
        with transaction.atomic():
            if article.status in RELEASED:
                article = publishing.withdraw(article=article, by=None, note=f"{path} was deleted")
            pair.is_gone, pair.sha256 = True, digest_on_site(article)
            self.remember()

    def _file_has_moved(self, old: str, new: str, article: Article) -> None:
        """In this layout a file's name is the article's slug, so a renamed file is an article that moves."""
        slug = slug_of(new)
        document = text_of(article)
        moves = bool(slug) and slug != article.slug
        if moves and (article.has_staged_edits or document is None):
            self._settled |= {old, new}
            self._say(
                new, "conflict", f"Renamed from {old}; the article has unpublished edits, so rename it there."
            )
            return
        if moves and document is not None and not self._plan:
            enacted = self._enacted(new, article, document.replace(slug=slug), f"{old} was renamed to {new}")
            if enacted is None:
                self._settled.add(old)
                return
            article = enacted
        if moves:
            self._say(new, "updated", f"Renamed from {old}; the old address leads to the new one.")
        else:
            self._say(new, "renamed", f"From {old}; the address stays.", article.get_absolute_url())
        if self._plan:
            self._settled |= {old, new}
            if moves:
                self._say(new, "written", "Its new address is noted in it.")
            return
        Origin.objects.filter(key=self._files.key(old)).update(key=self._files.key(new), path=new)
        pair = self._pairs.pop(old)
        self._pairs[new] = Pair(pair.article, pair.sha256, article.slug)

    def _enacted(
        self, path: str, article: Article, document: Document, note: str, kind: str = Revision.Kind.IMPORT
    ) -> Article | None:
        """The article saying `document`; None if that is refused, or somebody has saved it meanwhile, which is told."""
        seen = article.latest_revision
        try:
            return publishing.enact(document=document, article=article, seen=seen, note=note, kind=kind)
        except REFUSALS as refused:
            self._settled.add(path)
            self._say(path, "kept", str(refused), article.get_absolute_url())
            return None

    # -- From the folder ----------------------------------------------------------------------------------------

    def take_in(self) -> None:
        """Import what the folder has that is new or changed."""
        if self._is_new:
            return
        documents = self._files.documents()
        leave = frozenset(str(self._folder / path) for path in self._settled | self._files.hidden())

        def note(done: int, total: int, line: Line) -> None:
            if line.source in self._settled:
                return
            if line.result in {*TO_THE_SITE, *OPEN}:
                self._note(line)
            elif line.result == "ignored" and line.source in documents:
                self._say(line.source, "ignored", line.error.message if line.error else "", of=line)

        outcome = run_import([self._folder], Options(plan=self._plan, leave=leave), note)
        self.outcome.run = outcome.run
        run = Run.objects.filter(pk=outcome.run).first() if outcome.run else None
        if run is not None and not run.items.exists() and not run.broken_off().exists():
            # A folder may be synced every minute, and there is nothing to be taken back.
            run.delete()
            self.outcome.run = None

    def _note(self, line: Line) -> None:
        message = line.error.message if line.error else "; ".join(line.changes)
        if line.result in OPEN:
            self._settled.add(line.source)
        if line.result == "conflict" and not self._plan:
            article = Article.objects.get(slug=line.slug)
            pair = self._pairs.setdefault(line.source, Pair(article.pk, "", article.slug))
            pair.contradicts = digest_on_site(article)
            kept = article.revisions.filter(kind=Revision.Kind.CONFLICT).first()
            pair.kept = kept.number if kept is not None else 0
        self._say(line.source, line.result, message, line.url, of=line)  # type: ignore[arg-type]

    # -- To the folder ------------------------------------------------------------------------------------------

    def write_out(self) -> None:
        """Write what the site has and the folder has not, or has otherwise."""
        where = self._places()
        self._note_moves(where)
        lost: list[str] = []
        for file in export_files(everything=True, lost=lost.append):
            if file.article is None or file.revision is None:
                self._write_other(file)
            elif place := where.of.get(file.article.pk):
                expected = where.left.get(place.path, "") if place.moves or not place.before else place.known
                self._write_document(file, file.article, file.revision, place, expected)
        for path in lost:
            self._say(path, "kept", "The site has lost this picture's file.")
        self._remove_left(where)

    def _places(self) -> Places:
        """Where each article's file belongs by now."""
        has_text = Article.objects.exclude(live_revision=None, latest_revision=None)
        slugs = dict(has_text.order_by("slug").values_list("pk", "slug"))
        origins = Origin.objects.filter(source=str(self._folder)).order_by("pk")
        known = [Known(*row) for row in origins.values_list("article_id", "path", "sha256")]
        had = {path: pair.slug for path, pair in self._pairs.items()}
        where = places(slugs, known, had, self._files.documents(), self._settled)
        edited = [
            place.before
            for place in where.of.values()
            if place.moves and not self._plan and self._files.digest(place.before) != place.known
        ]
        for path in edited:
            self._say(path, "kept", "The file was edited while this ran; sync again.")
        self._settled.update(edited)
        return places(slugs, known, had, self._files.documents(), self._settled) if edited else where

    def _note_moves(self, where: Places) -> None:
        """Note beforehand which file will be whose: one that is written over another's looks like an edit of that."""
        moving = {key: place for key, place in where.of.items() if place.moves}
        if self._plan or not moving:
            return
        coming = {
            moving[article.pk].path: Pair(article.pk, digest_on_site(article), article.slug)
            for article in Article.objects.filter(pk__in=moving).select_related(
                "live_revision", "latest_revision"
            )
        }
        self._memory.files = {path: vars(pair) for path, pair in {**self._pairs, **coming}.items()}
        self._memory.save()

    def _write_document(
        self, file: ExportFile, article: Article, revision: Revision, place: Place, expected: str
    ) -> None:
        """`expected` is the digest of what may be written over."""
        path = place.path
        if {path, place.before, file.path} & self._settled:
            return
        data = self._files.marked(place.before or path, file.data)
        there, wanted = self._files.digest(path), sha256_of(data)
        pair = self._pairs.get(path)
        if there not in {"", wanted, expected} and not self._plan:
            self._settled |= {path, place.before}
            why = (
                "A symbolic link is in the way."
                if there == LINK
                else "The file was edited while this ran; sync again."
            )
            self._say(path, "kept", why)
            return
        if place.moves:
            message = f"From {place.before}: the article has moved."
            self._say(path, "renamed", message, article.get_absolute_url())
            self._put(path, data)
        elif there != wanted:
            if self._plan and there and pair is not None and there != pair.sha256:
                # The file's own edits come first; what both give together is known once they are merged.
                return
            self._say(path, "written", "", article.get_absolute_url())
            self._put(path, data)
        if not self._plan:
            if there != wanted or place.moves or pair is None:
                note_origin(self._folder, path, article, revision, data)
            self._pairs[path] = Pair(article.pk, wanted, article.slug)

    def _remove_left(self, where: Places) -> None:
        """Remove the files whose articles now have another one."""
        stays = {place.path for place in where.of.values()} | self._settled
        for path, known in where.left.items():
            if self._plan or path in stays:
                continue
            if self._files.digest(path) == known:
                self._files.remove(path)
            self._pairs.pop(path, None)
            Origin.objects.filter(key=self._files.key(path)).delete()

    def _write_other(self, file: ExportFile) -> None:
        """Pictures, and the site file unless somebody has edited it."""
        there, wanted = self._files.digest(file.path), sha256_of(file.data)
        if file.path == SITE_FILE:
            if there not in {"", wanted, self._memory.site_file}:
                self._say(
                    file.path, "kept", "Edited by hand; what was missing on the site was taken over, no more."
                )
                return
            self._memory.site_file = wanted
        if there != wanted:
            self._say(file.path, "written")
            self._put(file.path, file.data)

    def _put(self, path: str, data: bytes) -> None:
        if not self._plan:
            self._files.put(path, data)

    # -- In the end ---------------------------------------------------------------------------------------------

    def remember(self) -> None:
        """Note which files and articles now belong together."""
        if not self._plan:
            self._memory.files = {path: vars(pair) for path, pair in sorted(self._pairs.items())}
            self._memory.save()

    def _say(
        self, path: str, result: Result, message: str = "", url: str = "", *, of: Line | None = None
    ) -> None:
        self.outcome.counts[result] += 1
        if self._report:
            self._report(Step(path, result, message, url, of.warnings if of else ()))
