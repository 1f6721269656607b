"""Full-text search over what readers may see, on SQLite and on PostgreSQL alike.

`query` understands what was typed, `articles.words` what a word is; `sqlite` and `postgres` keep the index, and
`highlight` shows where the words stand.
"""

from .index import reindex, settle
from .results import PER_PAGE, Hit, Results, find

__all__ = ["PER_PAGE", "Hit", "Results", "find", "reindex", "settle"]
