"""Contradictions between a file and its article that wait for a person: have they been settled on the site? Pure."""

from articles.document import Document, Merge, merge


def settled(base: Document | None, before: Document | None, now: Document, theirs: Document) -> Merge | None:
    """What the article's text `now` and the file's are together, once somebody has settled it; None while it is open.

    `before` is the article's text that contradicted the file, `base` what both began from; None if not known. It is
    settled when no place says what it said on both sides; where they still differ, the article counts.
    """
    if before is not None and now.text == before.text:
        return None
    if base is None or before is None:
        return Merge(now)
    merged = merge(base, now, theirs)
    once = {(each.field, each.ours, each.theirs) for each in merge(base, before, theirs).conflicts}
    still = {(each.field, each.ours, each.theirs) for each in merged.conflicts}
    return None if once & still else merged
