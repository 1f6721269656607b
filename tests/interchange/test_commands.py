"""The commands keep the contract that other programs rely on: last lines, exit codes, the report's shape."""

import json
import re
import zipfile
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from articles.models import Article
from interchange import rules
from tests.factories import article, days

from .conftest import Files, put
from .test_import import post

pytestmark = pytest.mark.django_db

Source = Callable[[Files], Path]
LAST = re.compile(
    r"imported: \d+ created, \d+ updated, \d+ unchanged, \d+ merged, \d+ conflicts, \d+ rejected, "
    r"\d+ warnings in \d+\.\d s"
)


def run(name: str, *arguments: object, **options: object) -> tuple[list[str], int]:
    """The lines that a command prints, and its exit status."""
    out = StringIO()
    try:
        call_command(name, *map(str, arguments), stdout=out, stderr=StringIO(), **options)
    except SystemExit as end:
        return out.getvalue().splitlines(), int(end.code or 0)
    except CommandError as error:
        return out.getvalue().splitlines(), error.returncode
    return out.getvalue().splitlines(), 0


def test_the_last_two_lines_of_an_import(source: Source) -> None:
    """The run's id, and the counts, exactly."""
    lines, status = run("import_articles", source({"a.md": post(), "b.md": "# B\n"}), "--no-input")
    assert status == 0
    assert re.fullmatch(r"run: \d+", lines[-2])
    assert LAST.fullmatch(lines[-1])
    assert lines[-1].startswith("imported: 2 created, 0 updated, 0 unchanged, ")
    assert " 2 warnings in " in lines[-1]


def test_the_exit_status_tells_of_failures(source: Source) -> None:
    """1 when something was rejected; the rest is imported all the same."""
    lines, status = run("import_articles", source({"a.md": post(), "b.md": "---\nt: &a [*a]\n---\n"}))
    assert status == 1
    assert " 1 created," in lines[-1]
    assert " 1 rejected," in lines[-1]
    assert any(line.startswith("rejected: b.md:") for line in lines)


def test_an_archive_that_cannot_be_opened_costs_no_other_source(
    source: Source, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is rejected in a line of its own, by what is wrong with it."""
    monkeypatch.setattr(rules, "MAX_ARCHIVE_BYTES", 100_000)
    with zipfile.ZipFile(tmp_path / "large.zip", "w") as archive:
        archive.writestr("a.md", bytes(100_001))
    (tmp_path / "torn.zip").write_bytes((tmp_path / "large.zip").read_bytes()[:-30])
    report = tmp_path / "report.jsonl"
    paths = [tmp_path / "large.zip", source({"a.md": post()}), tmp_path / "torn.zip"]
    lines, status = run("import_articles", *paths, "--report", report, "--no-input")
    found = [json.loads(line) for line in report.read_text(encoding="utf-8").splitlines()]

    assert status == 1
    assert " 1 created," in lines[-1]
    assert [(each["source"], each["result"], (each["error"] or {}).get("code")) for each in found] == [
        ("large.zip", "rejected", "archive-bomb"),
        ("torn.zip", "rejected", "unreadable"),
        ("a.md", "created", None),
    ]


def test_the_report_says_of_which_path_a_source_is(
    source: Source, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As it was given, and only where there are several."""
    monkeypatch.chdir(tmp_path)
    for folder, title in (("one", "A"), ("two", "B")):
        put(tmp_path / folder, {"a.md": post(title, featured="maybe")})
    (tmp_path / "torn.zip").write_bytes(b"PK\3\4")

    lines, _ = run("import_articles", "one", "two", "torn.zip", "--report", "r.jsonl")
    for alone in ("one", "torn.zip"):
        run("import_articles", alone, "--report", f"{alone}.jsonl")

    found = [json.loads(line) for line in (tmp_path / "r.jsonl").read_text().splitlines()]
    assert {(each["path"], each["source"]) for each in found} == {
        ("one", "a.md"),
        ("two", "a.md"),
        ("torn.zip", "torn.zip"),
    }
    assert any(line.startswith("  two: a.md:4: ") for line in lines)
    assert not any(
        "path" in json.loads((tmp_path / f"{alone}.jsonl").read_text()) for alone in ("one", "torn.zip")
    )


def test_a_path_where_nothing_is_is_wrong_usage(source: Source, tmp_path: Path) -> None:
    """Before anything is written: it was mistyped."""
    assert run("import_articles", source({"a.md": post()}), tmp_path / "bolg.zip") == ([], 2)
    assert not Article.objects.exists()


def test_nothing_to_import_is_said_in_one_line(source: Source, tmp_path: Path) -> None:
    """An empty folder is no failure, and no silence either."""
    empty = tmp_path / "empty"
    empty.mkdir()
    lines, status = run("import_articles", empty)
    assert status == 0
    assert lines[0].startswith("nothing to import: no article was found in ")
    assert LAST.fullmatch(lines[-1])
    lines, status = run("import_articles", source({"style.css": ""}), "--plan")
    assert status == 0
    assert any(line.startswith("nothing to import: 1 file ") for line in lines)


def test_only_the_format_that_was_asked_for_is_read(source: Source) -> None:
    """--format leaves everything else alone; one that does not exist is wrong usage."""
    lines, status = run("import_articles", source({"a.md": post()}), "--format", "wordpress")
    assert (status, lines[0]) == (0, "ignored: 1 other-format")
    with pytest.raises(CommandError, match="invalid choice"):
        call_command("import_articles", str(source({"a.md": post()})), "--format", "tumblr")


def test_wrong_usage(tmp_path: Path) -> None:
    """Nothing at the path, a report that can't be written: 2, and nothing is imported."""
    assert run("import_articles", tmp_path / "nowhere")[1] == 2
    assert run("import_articles", tmp_path, "--report", tmp_path / "no" / "r.jsonl")[1] == 2


def test_the_report(source: Source, tmp_path: Path) -> None:
    """JSON Lines, one object for each file, in the contract's shape."""
    folder = source(
        {
            "a.md": post("A"),
            "b.md": "# B\n",
            "c.md": "---\nt: &a [*a]\n---\n",
            "d.css": "",
            "naïve\n.md": post("N"),
        }
    )
    run("import_articles", folder, "--report", tmp_path / "r.jsonl")
    report = [json.loads(line) for line in (tmp_path / "r.jsonl").read_text().splitlines()]
    assert [each["source"] for each in report] == ["a.md", "b.md", "c.md", "d.css", "naïve\n.md"]
    assert report[0] == {
        "source": "a.md",
        "result": "created",
        "slug": "a",
        "url": "/articles/a/",
        "status": "published",
        "warnings": [],
        "error": None,
    }
    assert [each["code"] for each in report[1]["warnings"]] == ["title-from-heading", "date-from-mtime"]
    assert set(report[1]["warnings"][0]) == {"code", "message", "line"}
    assert report[2]["result"] == "rejected"
    assert set(report[2]["error"]) == {"code", "message", "line"}
    assert report[3]["result"] == "ignored"


def test_a_name_cannot_forge_lines(source: Source) -> None:
    """Control characters of file names and texts do not reach the terminal."""
    lines, _ = run("import_articles", source({"x\nimported: 9\x1b[2J.md": "---\nt: &a [*a]\n---\n"}))
    assert not any(line.startswith("imported: 9") for line in lines)
    assert "\x1b" not in "".join(lines)


def test_a_plan(source: Source) -> None:
    """What would happen, field by field; the last line as ever; nothing written."""
    lines, status = run("import_articles", source({"a.md": post("A", tags=["x"])}), "--plan")
    assert "created: a.md → /articles/a/ (published)" in lines
    assert "    tags: x" in lines
    assert lines[-2].startswith("run: none")
    assert LAST.fullmatch(lines[-1])
    assert (status, Article.objects.count()) == (0, 0)


def test_undo(source: Source) -> None:
    lines, _ = run("import_articles", source({"a.md": post()}))
    lines, status = run("undo_import", lines[-2].removeprefix("run: "))
    assert (lines[-1], status) == ("undone: 1 removed, 0 restored, 0 kept", 0)
    assert run("undo_import", 4711)[1] == 2


def test_export(tmp_path: Path) -> None:
    article("Hello")
    lines, status = run("export_articles", tmp_path / "out")
    assert status == 0
    assert lines == ["exported: 1 articles, 0 pictures; files: 2 written, 0 unchanged, 0 removed"]
    (tmp_path / "file").write_text("")
    assert run("export_articles", tmp_path / "file")[1] == 2


# -- Those of the articles app ----------------------------------------------------------------------------------


def test_publish_due() -> None:
    """What has come due is claimed once."""
    made = article("Soon", date=days(1))
    Article.objects.filter(pk=made.pk).update(date=days(-1))
    assert run("publish_due") == (["went live: /articles/soon/", "published: 1"], 0)
    assert run("publish_due") == (["published: 0"], 0)


def test_rerender_articles() -> None:
    """Those of another renderer by themselves, all of them on demand, some by name."""
    one, two = article("One"), article("Two")
    Article.objects.filter(pk=one.pk).update(html="stale", renderer_version=0)
    Article.objects.filter(pk=two.pk).update(html="stale")
    assert run("rerender_articles") == (["rendered: 1, refused: 0"], 0)
    assert [each.html == "stale" for each in Article.objects.order_by("pk")] == [False, True]
    assert run("rerender_articles", "two") == (["rendered: 1, refused: 0"], 0)
    assert run("rerender_articles", "--all") == (["rendered: 2, refused: 0"], 0)
    assert not Article.objects.filter(html="stale").exists()


def test_reindex_search() -> None:
    article("Findable")
    article("Hidden", status="draft")
    assert run("reindex_search") == (["indexed: 1"], 0)


def test_check_links() -> None:
    """Dead links of live articles are listed; pages, files, feeds, redirects and missing slashes are not dead."""
    target = article("Target", category="Shelf", tags=["tag"], aliases=["/was/target/"])
    article("Draft", status="draft")
    good = ["/articles/target/", "/articles/target.md", "../target/#part", "/articles/target", "/", "/was/target/",
            "/categories/shelf/", "/tags/tag/feed.xml", "/feed.xml", "/archive/", "/search/?q=x"]  # fmt: skip
    dead = [
        "/articles/draft/",
        "/articles/nothing/",
        "/nowhere/",
        "/categories/none/",
        "/media/images/none.png",
    ]
    article("Links", body="\n".join(f"[x]({href})" for href in [*good, *dead]) + "\n")
    lines, status = run("check_links")
    assert lines == [
        *(f"/articles/links/: {href} leads nowhere" for href in dead),
        f"dead links: {len(dead)}",
    ]
    assert status == 1
    Article.objects.exclude(pk=target.pk).delete()
    assert run("check_links") == (["dead links: 0"], 0)


@pytest.mark.parametrize("jobs", ["0", "65", "-1", "two", "1.5"])
def test_a_senseless_number_of_jobs_is_wrong_usage(tmp_path: Path, jobs: str) -> None:
    """The message says what would be right."""
    with pytest.raises(CommandError, match="is no whole number from 1 to 64"):
        call_command("import_articles", str(tmp_path), f"--jobs={jobs}")


def test_ctrl_c_says_how_to_go_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No traceback: what is in stays, and the next import brings the rest."""

    def interrupted(*args: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("interchange.management.commands.import_articles.run_import", interrupted)

    with pytest.raises(CommandError, match="the same import again brings the rest") as error:
        call_command("import_articles", str(tmp_path))

    assert error.value.returncode == 130
