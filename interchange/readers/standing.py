"""Whether a document that says no status is for readers."""

from articles.document import Document

from ..items import Context
from ..naming import PathFacts
from .local_times import is_to_come
from .own_ways import unpublished
from .publish_dates import embargo_of

# Programs to which a name that begins with an underscore is a part of something else, or not ready.
_LEAVE_OUT = frozenset({"astro", "docusaurus"})


def _is_locked(document: Document) -> bool:
    """Whether readers needed a password, as in blogs of Hexo."""
    password = document.data.get("password")
    return isinstance(password, str | int) and not isinstance(password, bool) and bool(str(password).strip())


def _is_private(document: Document) -> bool:
    """Whether only its author saw it, as in Halo (`visible: PRIVATE`)."""
    return str(document.data.get("visible")).strip().lower() == "private"


def held_back(document: Document, facts: PathFacts, context: Context) -> tuple[str, str] | None:
    """Why a document that says no status becomes a draft: the code and message of the warning."""
    if any(problem.code == "status-unknown" for problem in document.problems):
        return "status-from-unknown", "Its status is not one that is known here; it is kept as a draft."
    if unpublished(document.data, context.flavour):
        message = "Its program shows it in no list, or makes no page of it; it is kept as a draft."
        return "status-hidden", message
    if _is_private(document) or _is_locked(document):
        why = "It was for its author alone" if _is_private(document) else "A password protects it"
        return "status-hidden", f"{why}, for which there is no place here; it is kept as a draft."
    # Until its version 8.
    if context.flavour == "nikola" and {"draft", "private"} & {tag.lower() for tag in document.fields.tags}:
        return "status-from-tag", "Nikola keeps posts with such a tag to itself; it is kept as a draft."
    if facts.draft and context.flavour in _LEAVE_OUT:
        return (
            "status-from-filename",
            "Its program leaves out names that begin with an underscore, and drafts.",
        )
    return ("status-from-folder", "It lies in a folder of drafts.") if facts.draft else None


def is_unseen(document: Document, facts: PathFacts, context: Context) -> bool:
    """Whether readers will not see the article: it will be a draft, or wait, or is withdrawn."""
    embargo = embargo_of(document, context.clock)
    if is_to_come(document.fields.date or facts.date) or (embargo and is_to_come(embargo.until)):
        return True
    if context.status != "keep":
        return context.status == "draft"
    said, _ = context.said.values.get("status", ("", ""))
    status = document.fields.status or said
    if status:
        return status not in {"published", "scheduled"}
    return held_back(document, facts, context) is not None
