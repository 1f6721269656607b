"""What follows from the settings, worked out once: settings only change under tests, which say so."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any, ParamSpec, TypeVar, cast

from django.core.signals import setting_changed

_Arguments = ParamSpec("_Arguments")
_Result = TypeVar("_Result")


def settled(most: int) -> Callable[[Callable[_Arguments, _Result]], Callable[_Arguments, _Result]]:
    """`functools.lru_cache` for functions whose results depend on their arguments and on settings."""

    def decorate(function: Callable[_Arguments, _Result]) -> Callable[_Arguments, _Result]:
        kept = lru_cache(most)(function)

        def forget(**kwargs: Any) -> None:
            kept.cache_clear()

        setting_changed.connect(forget, weak=False)
        return cast("Callable[_Arguments, _Result]", kept)

    return decorate
