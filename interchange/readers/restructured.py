"""Documents in reStructuredText, the language in which Pelican and Nikola are at home: read by docutils, as Markdown.

docutils writes HTML, which becomes Markdown as that of exports does. It is asked for no file, and reads none.
Directives and roles of the program that a document was written for, which docutils does not know, stay as they are
written and are named; those that only show something from another site become links to it.
"""

import re
from collections.abc import Iterator
from html import escape
from typing import Any, ClassVar

from docutils import nodes
from docutils.core import publish_doctree
from docutils.frontend import get_default_settings
from docutils.parsers.rst import Directive, directives, roles
from docutils.parsers.rst import Parser as RstParser
from docutils.transforms.writer_aux import Admonitions
from docutils.writers.html5_polyglot import HTMLTranslator, Writer

from articles.document import Document, Problem
from articles.markup import RenderRefused

from .html import to_markdown
from .parts import remarks_on
from .restructured_header import address_of

_LINE_LIMIT = 200_000  # characters
_SETTINGS = {
    # Nothing of this machine may come into an article: no files, no addresses, no settings.
    "file_insertion_enabled": False,
    "_disable_config": True,
    "image_loading": "link",
    # HTML inside is sanitised as any other.
    "raw_enabled": True,
    "halt_level": 5,
    "report_level": 2,
    "warning_stream": False,
    "doctitle_xform": False,
    "docinfo_xform": False,
    "sectsubtitle_xform": False,
    "syntax_highlight": "none",
    "math_output": "LaTeX",
    "smart_quotes": False,
    "line_length_limit": _LINE_LIMIT,
    "initial_header_level": 2,
    "embed_stylesheet": False,
    "input_encoding": "unicode",
    "language_code": "en",
}
# Directives of Nikola and of plugins of Pelican that show what is elsewhere, and where that is.
_ELSEWHERE = {
    "youtube": "https://www.youtube.com/watch?v={}",
    "vimeo": "https://vimeo.com/{}",
    "gist": "https://gist.github.com/{}",
    "soundcloud": "https://soundcloud.com/tracks/{}",
}
_MORE = re.compile(r"(?:TEASER_END(?::.*)?|PELICAN_(?:BEGIN|END)_SUMMARY|more|END_SUMMARY)\Z", re.IGNORECASE)
_UNKNOWN_DIRECTIVE = re.compile(r"Unknown directive type \"(?P<name>[^\"]+)\"")
_UNKNOWN_ROLE = re.compile(r"Unknown interpreted text role \"(?P<name>[^\"]+)\"")
_DOCUMENT = re.compile(r"(?:(?P<words>.*?)\s*<)?(?P<slug>[^<>]+)>?\Z", re.DOTALL)
_PROBLEM = 3  # docutils' level of an error
_DISABLED = re.compile(r"directive disabled|access deactivated")
# GitHub's callouts, by what docutils calls them.
_CALLOUTS = {
    **dict.fromkeys(("note", "seealso"), "NOTE"),
    **dict.fromkeys(("tip", "hint"), "TIP"),
    **dict.fromkeys(("warning", "attention"), "WARNING"),
    **dict.fromkeys(("caution", "danger", "error"), "CAUTION"),
    "important": "IMPORTANT",
}
# The brackets of notes and callouts on their way through HTML, in which they would be no more than brackets.
_OPEN, _CLOSE = "\ue0f0", "\ue0f1"
_TO_MARKDOWN = str.maketrans({_OPEN: "[", _CLOSE: "]"})
_NONE_OF_OURS = str.maketrans({_OPEN: None, _CLOSE: None})


def in_markdown(document: Document) -> tuple[Document, list[Problem]]:
    """The document with its body as Markdown, and what the report says of that. For a process that can be killed.

    Raises RenderRefused for one that is nested too deeply.
    """
    try:
        body, problems = _html(document.body.translate(_NONE_OF_OURS), document.body_line)
    except RecursionError as error:
        message = "The text is nested too deeply: too many lists or quotations inside each other."
        raise RenderRefused("nesting", message) from error
    converted = to_markdown(body, here=True)
    markdown = converted.markdown.translate(_TO_MARKDOWN)
    return document.with_body(f"\n{markdown.strip()}\n"), [*problems, *remarks_on(converted)]


def _html(text: str, first: int) -> tuple[str, list[Problem]]:
    """The HTML of a text that begins on line `first` of its document, and a warning for each thing not understood."""
    names: set[tuple[str, str]] = set()
    tree = _parsed(text)
    while unknown := _unknown(tree) - names:
        names |= unknown
        for name, kind in unknown:
            if kind == "directive":
                directives.register_directive(name, _Unknown)
            else:
                roles.register_local_role(name, _unknown_role)
        tree = _parsed(text)
    problems = [*_left(tree, first), *_mended(tree, first)]
    Admonitions(tree).apply()
    translator = _Translator(tree)
    tree.walkabout(translator)
    return "".join(translator.body), problems


def _parsed(text: str) -> nodes.document:
    tree: nodes.document = publish_doctree(text, settings_overrides=_SETTINGS)
    defaults = get_default_settings(RstParser, Writer)
    for name, value in vars(defaults).items():
        if not hasattr(tree.settings, name):
            setattr(tree.settings, name, value)
    return tree


def _messages(tree: nodes.document) -> Iterator[nodes.system_message]:
    yield from {
        id(each): each for each in (*tree.findall(nodes.system_message), *tree.parse_messages)
    }.values()


def _unknown(tree: nodes.document) -> set[tuple[str, str]]:
    """The names of directives and roles that docutils does not know, with what they are."""
    found = set()
    for message in _messages(tree):
        said = message.astext()
        found |= {(each["name"], "directive") for each in _UNKNOWN_DIRECTIVE.finditer(said)}
        found |= {(each["name"], "role") for each in _UNKNOWN_ROLE.finditer(said)}
    return found


def _left(tree: nodes.document, first: int) -> Iterator[Problem]:
    """A warning for each kind of thing that was left as it is written, with its first line."""
    seen = set()
    for node in tree.findall(lambda each: isinstance(each, nodes.Element) and "unknown" in each):
        if node["unknown"] not in seen:
            seen.add(node["unknown"])
            line = node.get("at") or node.line
            message = f"{node['unknown']} was left as it is; readers see it."
            yield Problem("rst-left", message, line + first - 1 if line else None)


def _mended(tree: nodes.document, first: int) -> Iterator[Problem]:
    """What docutils could not read is shown as it is written, and named; its messages are nothing for readers."""
    for message in list(_messages(tree)):
        source = next(iter(message.findall(nodes.literal_block)), None)
        said = message.children[0].astext() if message.children else ""
        is_lost = message["level"] >= _PROBLEM or bool(_DISABLED.search(said))
        if is_lost:
            line = message.get("line")
            yield Problem("rst-unread", " ".join(said.split())[:300], line + first - 1 if line else None)
        if not any(each is message for each in getattr(message.parent, "children", ())):
            continue
        if source is not None and is_lost:
            message.parent.replace(message, source)
        else:
            message.parent.remove(message)
    for section in list(tree.findall(nodes.section)):
        if "system-messages" in section["classes"]:
            section.parent.remove(section)
    for problem in list(tree.findall(nodes.problematic)):
        problem.parent.replace(problem, nodes.Text(problem.astext()))


class _Anything(dict[str, Any]):
    """The options of a directive of which nothing is known."""

    def __missing__(self, name: str) -> Any:
        return directives.unchanged


class _Unknown(Directive):  # type: ignore[misc]
    """A directive that means nothing here: it is shown as it is written."""

    optional_arguments = 100
    final_argument_whitespace = True
    has_content = True
    option_spec: ClassVar[Any] = _Anything(any=directives.unchanged)

    def run(self) -> list[nodes.Node]:
        block = nodes.literal_block(self.block_text, self.block_text.strip("\n"))
        block["unknown"] = f"The directive “{self.name}”"
        block["at"] = self.lineno
        return [block]


class _Elsewhere(_Unknown):
    """A directive that shows what is on another site: a link to it."""

    def run(self) -> list[nodes.Node]:
        name = "".join(self.arguments[:1]).strip()
        address = name if "://" in name else _ELSEWHERE[self.name].format(name)
        link = nodes.reference(address, address, refuri=address)
        return [nodes.paragraph("", "", link)]


class _Code(_Unknown):
    """A block of code, whatever options its program has."""

    def run(self) -> list[nodes.Node]:
        code = "\n".join(self.content)
        language = [] if not self.arguments else [self.arguments[0].split()[0]]
        return [nodes.literal_block(code, code, classes=["code", *language])]


class _More(_Unknown):
    """The end of what lists show of a text."""

    def run(self) -> list[nodes.Node]:
        return [nodes.raw("", "<!--more-->", format="html")]


class _Thumbnail(_Unknown):
    """Nikola's picture that grows when it is clicked."""

    def run(self) -> list[nodes.Node]:
        path = "".join(self.arguments[:1]).strip()
        image = nodes.image(path, uri=path, alt=self.options.get("alt", ""))
        caption = " ".join(" ".join(self.content).split())
        return [nodes.figure("", image, nodes.caption(caption, caption))] if caption else [image]


def _unknown_role(
    name: str, rawtext: str, text: str, *_: object, **__: object
) -> tuple[list[nodes.Node], list[nodes.system_message]]:
    """A role that means nothing here: its words, as code."""
    words = nodes.literal(rawtext, re.sub(r"\s*<[^<>]*>\Z", "", nodes.unescape(text)))
    words["unknown"] = f"The role “{name}”"
    return [words], []


def _document_role(
    name: str, rawtext: str, text: str, *_: object, **__: object
) -> tuple[list[nodes.Node], list[nodes.system_message]]:
    """Nikola's link to another post by its slug: :doc:`slug` or :doc:`words <slug>`."""
    found = _DOCUMENT.match(nodes.unescape(text))
    slug = found["slug"] if found else text
    words = (found["words"] if found else "") or slug
    return [nodes.reference(rawtext, words.strip(), refuri=f"{{slug}}{slug.strip()}")], []


roles.register_local_role("doc", _document_role)
for _name in ("code-block", "sourcecode", "code", "highlight", "pygments"):
    directives.register_directive(_name, _Code)
for _name in _ELSEWHERE:
    directives.register_directive(_name, _Elsewhere)
directives.register_directive("more", _More)
directives.register_directive("thumbnail", _Thumbnail)


class _Translator(HTMLTranslator):  # type: ignore[misc]
    """HTML in the words that the converter knows."""

    def visit_literal_block(self, node: nodes.literal_block) -> None:
        language = next((each for each in node["classes"] if each != "code"), "")
        named = f' class="language-{escape(language)}"' if "code" in node["classes"] and language else ""
        self.body.append(f"<pre><code{named}>{escape(node.astext(), quote=False)}</code></pre>\n")
        raise nodes.SkipNode

    def visit_reference(self, node: nodes.reference) -> None:
        if "refuri" in node:
            node["refuri"] = address_of(node["refuri"])
        super().visit_reference(node)

    def visit_literal(self, node: nodes.literal) -> None:
        self.body.append(f"<code>{escape(node.astext(), quote=False)}</code>")
        raise nodes.SkipNode

    def visit_image(self, node: nodes.image) -> None:
        # The writer's own would look for the file, to measure it or to put it in.
        address, alt = escape(node["uri"]), escape(node.get("alt", ""))
        self.body.append(f'<img src="{address}" alt="{alt}">')

    def depart_image(self, node: nodes.image) -> None:
        pass

    def visit_paragraph(self, node: nodes.paragraph) -> None:
        if not _is_tight(node):
            self.body.append("<p>")

    def depart_paragraph(self, node: nodes.paragraph) -> None:
        self.body.append("\n" if _is_tight(node) else "</p>\n")

    def visit_admonition(self, node: nodes.admonition) -> None:
        kind = next((_CALLOUTS[each] for each in node["classes"] if each in _CALLOUTS), "")
        self.body.append("<blockquote>\n")
        if kind:
            self.body.append(f"<p>{_OPEN}!{kind}{_CLOSE}</p>\n")
            node.pop(0)

    def depart_admonition(self, node: nodes.admonition) -> None:
        self.body.append("</blockquote>\n")

    def visit_footnote_reference(self, node: nodes.footnote_reference) -> None:
        self.body.append(f"{_OPEN}^{_named(node.astext())}{_CLOSE}")
        raise nodes.SkipNode

    def visit_citation_reference(self, node: nodes.citation_reference) -> None:
        self.visit_footnote_reference(node)

    def visit_footnote(self, node: nodes.footnote) -> None:
        label = node.pop(0)
        if not isinstance(next(iter(node.children), None), nodes.paragraph):
            node.insert(0, nodes.paragraph())
        node.children[0].insert(0, nodes.Text(f"{_OPEN}^{_named(label.astext())}{_CLOSE}: "))

    def depart_footnote(self, node: nodes.footnote) -> None:
        pass

    def visit_citation(self, node: nodes.citation) -> None:
        self.visit_footnote(node)

    def depart_citation(self, node: nodes.citation) -> None:
        pass

    def visit_comment(self, node: nodes.comment) -> None:
        if _MORE.match(node.astext().strip()):
            self.body.append("<!--more-->\n")
        raise nodes.SkipNode


def _is_tight(node: nodes.paragraph) -> bool:
    """Whether a paragraph is all that an item of its list says, in a list of such items."""
    item = node.parent
    if not isinstance(item, nodes.list_item):
        return False
    lists = (nodes.bullet_list, nodes.enumerated_list)
    return all(
        isinstance(each, nodes.paragraph if place == 0 else lists)
        for other in item.parent.children
        for place, each in enumerate(other.children)
    )


def _named(label: str) -> str:
    """The name of a note as Markdown can have it."""
    return re.sub(r"[^\w-]+", "-", label).strip("-")
