"""YAML, TOML and JSON beside documents, from anybody: parsed within bounds of depth and size.

libyaml builds values by calling itself, and ends the whole process when they are nested too deeply; so what it would
build is counted first, from its events, and what aliases repeat is counted each time. tomllib looks at each part of a
dotted key once for each other part, and PyYAML multiplies numbers such as `1:59:59` part by part.
"""

import json
import re
import tomllib

import yaml

from articles.document.values import storable

_DEEPEST = 64
# Texts, lists and tables. Each takes some 300 bytes once it is read.
_MOST_VALUES = 300_000
# More parts of a dotted key than there may be levels.
_DEEP_KEY = re.compile(
    rf"(?<![\w-])(?:(?:[\w-]++|\"[^\"\\\n]*+\"|'[^'\n]*+')[ \t]*+\.[ \t]*+){{{_DEEPEST}}}[\w\"'-]", re.ASCII
)
# No number that means something has so many digits, with or without colons between them.
_LONG_NUMBER = re.compile(r"[-+]?[0-9][0-9_:.]{400,}")
# What PyYAML makes of values that are not what their tags say (`!!bool maybe`).
_DAMAGES = (yaml.YAMLError, ValueError, RecursionError, TypeError, LookupError, AttributeError, OverflowError)


class UnreadableData(ValueError):
    """The text is none of what its suffix says, or too much of it. The message is for people."""


def read_data(text: str, suffix: str) -> object:
    """The value in a file that ends in `suffix`: ".json", ".toml", or any other for YAML. Raises UnreadableData.

    Texts in it are without what is no character.
    """
    try:
        match suffix:
            case ".json":
                return storable(json.loads(text))
            case ".toml":
                return _read_toml(text)
            case _:
                return read_yaml(text)
    except (ValueError, RecursionError) as error:
        raise UnreadableData(str(error)) from error


def read_yaml(text: str | bytes) -> object:
    """The value of a YAML document. Raises UnreadableData."""
    try:
        _measure(text)
        return storable(yaml.load(text, Loader=yaml.CSafeLoader))
    except _DAMAGES as error:
        raise UnreadableData(str(error)) from error


def _read_toml(text: str) -> object:
    if _DEEP_KEY.search(text):
        raise _too_deep()
    return storable(tomllib.loads(text))


def _measure(text: str | bytes) -> None:
    """Raises UnreadableData for what would be too much once every alias is what it stands for."""
    values = 0
    # Since when they count, for the collections that are open; and how many values each anchor stands for.
    opened: list[tuple[int, str | None]] = []
    anchored: dict[str, int] = {}
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        match event:
            case yaml.CollectionEndEvent():
                since, anchor = opened.pop()
                if anchor:
                    anchored[anchor] = values - since
            case yaml.CollectionStartEvent():
                opened.append((values, event.anchor))
                values += 1
            case yaml.AliasEvent():
                # One that stands inside of what it repeats is not known yet: reading it goes on for ever.
                values += anchored.get(str(event.anchor), _MOST_VALUES)
            case yaml.ScalarEvent():
                values += 1
                if event.anchor:
                    anchored[event.anchor] = 1
                if event.implicit[0] and _LONG_NUMBER.fullmatch(event.value):
                    raise UnreadableData("a number in it has more than 400 digits")
        if len(opened) > _DEEPEST:
            raise _too_deep()
        if values > _MOST_VALUES:
            raise UnreadableData(f"it has more than {_MOST_VALUES:,} values")


def _too_deep() -> UnreadableData:
    return UnreadableData(f"it is nested deeper than {_DEEPEST} levels")
