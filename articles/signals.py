"""What the core tells whoever stands above it. The sender is always `Article`.

`projected` and `retracted` are sent inside the transaction, so that what is derived from an article (the search
index) changes with it or not at all. The others are sent once it has committed.
"""

from django.dispatch import Signal

# Columns that readers may come to see were written anew. Arguments: articles, a list; and, from who wrote many,
# at_hand: by their keys, what each is filed under (a `filing.Filing`) and the tokens of its text, or None.
projected = Signal()
# The article was taken out of what readers may see (withdrawn, returned to draft, deleted). Arguments: article.
retracted = Signal()

# Something that readers see has changed, appeared or gone. Arguments: article, moved_from (an old path or "").
changed = Signal()
# Readers can see the article for the first time since it was last hidden; sent exactly once. Arguments: article,
# on_schedule (whether the clock alone has brought it, so that nothing was projected).
went_live = Signal()
