"""Tables of HTML bodies: Markdown where that says the same, the alignment of columns included."""

import pytest

from interchange.readers.html import to_markdown


def table(head: list[str], *rows: list[str]) -> str:
    """A table of cells that are given with their attributes: ` align="left">text`."""
    lines = [f"<thead><tr>{''.join(f'<th{cell}</th>' for cell in head)}</tr></thead><tbody>"]
    lines += [f"<tr>{''.join(f'<td{cell}</td>' for cell in row)}</tr>" for row in rows]
    return f"<table>{''.join(lines)}</tbody></table>"


@pytest.mark.parametrize(
    "right",
    [
        ' align="right"',
        ' ALIGN=right width="5"',
        ' style="color: red; text-align: right"',
        " style='text-align:right;'",
        ' class="a has-text-align-right" data-align="right"',
        ' class="text-right"',
        ' data-align="right"',
    ],
)
def test_columns_are_aligned_as_their_cells(right: str) -> None:
    """Whichever way the cells say it."""
    html = table([">a", f"{right}>b"], [">1", f"{right}>2"], [">3", f"{right}>4"])

    converted = to_markdown(html, here=True)

    assert converted.markdown == "| a | b |\n| --- | ---: |\n| 1 | 2 |\n| 3 | 4 |\n"
    assert converted.kept == ()


def test_all_ways_of_alignment() -> None:
    """A table that says none has none."""
    cells = [f' align="{way}">{way}' for way in ("left", "center", "right")]

    assert "| :--- | :---: | ---: |" in to_markdown(table(cells, cells), here=True).markdown
    assert "| --- |" in to_markdown(table([' style="vertical-align: top">a'], [">b"]), here=True).markdown


@pytest.mark.parametrize(
    "html",
    [
        table([' align="right">a'], [">1"]),
        table([">a"], [' align="right">1'], [">2"]),
        table(['>a"align=right'], [' align="right">1']),
    ],
)
def test_cells_that_differ_within_a_column(html: str) -> None:
    """Markdown has one way for a column: such a table stays as it is."""
    converted = to_markdown(html, here=True)

    assert converted.kept == ("table",)
    assert 'align="right"' in converted.markdown


def test_what_cells_say_is_no_attribute() -> None:
    """Text that looks like a style of a cell's, and a cell beside one that has it."""
    html = table([">a", ' class="text-center">b'], [">style=text-align:right", ' class="text-center">c'])

    assert to_markdown(html, here=True).markdown.splitlines()[1] == "| --- | :---: |"
