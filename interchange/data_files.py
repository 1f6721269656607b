"""YAML, TOML and JSON beside documents, from anybody: parsed within bounds of depth and size.

libyaml builds values by calling itself, and ends the whole process when they are nested too deeply; so what it would
build is counted first, from its events.
"""

import json
import tomllib

import yaml

from articles.document.values import storable

_DEEPEST = 64
# Texts, lists and tables. Each takes some 300 bytes once it is read.
_MOST_VALUES = 300_000


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
                return storable(tomllib.loads(text))
            case _:
                return read_yaml(text)
    except (ValueError, RecursionError) as error:
        raise UnreadableData(str(error)) from error


def read_yaml(text: str | bytes) -> object:
    """The value of a YAML document. Raises UnreadableData."""
    try:
        _measure(text)
        return storable(yaml.load(text, Loader=yaml.CSafeLoader))
    except (yaml.YAMLError, ValueError, RecursionError, TypeError) as error:
        raise UnreadableData(str(error)) from error


def _measure(text: str | bytes) -> None:
    depth = values = 0
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        if isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        elif isinstance(event, yaml.NodeEvent):
            values += 1
            depth += isinstance(event, yaml.CollectionStartEvent)
        if depth > _DEEPEST:
            raise UnreadableData(f"it is nested deeper than {_DEEPEST} levels")
        if values > _MOST_VALUES:
            raise UnreadableData(f"it has more than {_MOST_VALUES:,} values")
