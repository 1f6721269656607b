"""Why a write was refused. Every message is for the person who asked for it."""

from .document import Conflict
from .models import Revision


class PublishingError(Exception):
    """A write that was refused; nothing has changed."""


class NotAllowed(PublishingError):
    """The user may not do this."""


class WrongState(PublishingError):
    """The article does not stand where this verb begins."""


class Unpublishable(PublishingError):
    """The document lacks what a published article needs."""


class EditConflict(PublishingError):
    """Somebody else changed the same lines. Nothing is lost: `revision` keeps the refused text beside the history."""

    def __init__(self, message: str, *, revision: Revision, conflicts: tuple[Conflict, ...]) -> None:
        super().__init__(message)
        self.revision = revision
        self.conflicts = conflicts
