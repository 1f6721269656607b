"""Files of which no article comes, by the ends of their names, and what is said of each."""

from articles.document import Problem

from .readers.restructured_header import SUFFIXES as RST_SUFFIXES

# Formats that other programs publish from and this importer does not read.
_OTHER_MARKUP = {
    ".html": "HTML",
    ".htm": "HTML",
    ".adoc": "AsciiDoc",
    ".asciidoc": "AsciiDoc",
    ".org": "Org mode",
    ".ipynb": "Jupyter notebooks",
    ".tex": "LaTeX",
    ".docx": "Word documents",
    ".odt": "OpenDocument texts",
}
_TEMPLATES = """.njk .liquid .hbs .handlebars .mustache .ejs .pug .jade .haml .slim .erb .j2 .jinja .jinja2 .mako .tera
    .tmpl .gohtml .twig .astro .vue .svelte .jsx .tsx .webc"""


def _why(code: str, message: str) -> Problem:
    return Problem(code, message, severity="error")


_RESTRUCTURED = _why("not-an-article", "reStructuredText that names no date, so it is no post of a blog.")
_TEMPLATE = _why("template", "A template, of which only its program knows what it shows.")
_UNKNOWN = _why("not-an-article", "Not a text that could be an article.")
_KNOWN = {
    **dict.fromkeys(RST_SUFFIXES, _RESTRUCTURED),
    **dict.fromkeys(_TEMPLATES.split(), _TEMPLATE),
    **{
        suffix: _why("format-unsupported", f"{named} can't be imported; convert it to Markdown.")
        for suffix, named in _OTHER_MARKUP.items()
    },
}


def what_it_is(suffix: str) -> Problem:
    """Why no article comes of a file whose name ends in `suffix`."""
    return _KNOWN.get(suffix, _UNKNOWN)
