"""Parts of addresses that are dates: `/archive/2026/03/`."""

from django.urls.converters import IntConverter


class YearConverter(IntConverter):
    """Four digits, as the int they are."""

    regex = "[12][0-9]{3}"


class MonthConverter(IntConverter):
    """01 to 12."""

    regex = "0[1-9]|1[0-2]"

    def to_url(self, value: str | int) -> str:
        return f"{int(value):02d}"
