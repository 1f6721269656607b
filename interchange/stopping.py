"""What may end a command before its work is done, told as one line instead of a traceback."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management.base import CommandError
from django.db import OperationalError

from articles.imaging import NotStored

from .reports import one_line


@contextmanager
def told(afterwards: str) -> Iterator[None]:
    """Say why the work inside stopped, and `afterwards`, and end with exit code 1."""
    try:
        yield
    except KeyboardInterrupt:
        raise CommandError(f"Broken off. {afterwards}", returncode=130) from None
    except OperationalError as error:
        raise CommandError(
            _line(f"The database can't be used: {_sentence(error)}", afterwards), returncode=1
        ) from error
    except (NotStored, OSError) as error:
        raise CommandError(_line(str(error), afterwards), returncode=1) from error


def _sentence(error: Exception) -> str:
    """What a database says on several lines, as one that ends."""
    return f"{' '.join(str(error).split()).rstrip('.')}."


def _line(why: str, afterwards: str) -> str:
    return one_line(f"Broken off. {why} {afterwards}")
