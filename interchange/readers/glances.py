"""What other documents must know of one: read from its frontmatter alone, in a fraction of the time of reading it."""

from dataclasses import dataclass

from articles.document import Document, repair
from articles.document.fields import Moment
from articles.inline import inline_text
from articles.slugs import chosen_slug, slug_for

from ..items import Context
from .former import moved_to, old_paths, own_slug
from .local_times import settle_times
from .markdown import headed
from .no_posts import no_article
from .path_facts import facts_in
from .publish_dates import dated_by_site, in_sites_order
from .standing import is_unseen
from .titles import is_title, title_of


@dataclass(frozen=True)
class Glance:
    """A document: the slug that it asks for, its title, and the paths at which it was found, said or by rule.

    One that only sends readers on has their `target`, and becomes no article.
    """

    slug: str
    title: str
    old_paths: tuple[str, ...]
    target: str = ""
    # What it says of its language.
    language: str = ""
    date: Moment | None = None
    # Whether it becomes an article that readers do not see.
    unseen: bool = False
    # Whether it names the slug itself.
    is_said: bool = False


def glance(document: Document, context: Context) -> Glance | None:
    """What is seen of a document at a glance; None where it gives neither an article nor a redirect."""
    if any(problem.severity == "error" for problem in document.problems) or not document.text.strip():
        return None
    document = headed(document, context)
    facts = facts_in(context)
    document, _ = in_sites_order(document, context.clock, facts.date)
    facts = dated_by_site(facts, document, context.clock)
    document, _ = settle_times(document, context.clock)
    target = moved_to(document)
    if not target and no_article(document, context):
        return None
    document, slug = own_slug(document, facts, context)
    if not slug and not document.fields.slug:
        # Only here does the title count; reading repairs it.
        document = repair(document)
    said = document.fields.title
    title = inline_text(said if is_title(said) else title_of(document, facts)[0])
    paths = (*old_paths(document, facts, context, title=title), *document.fields.aliases)
    chosen = chosen_slug(document.fields.slug)
    wanted = chosen or chosen_slug(slug) or slug_for(title)
    date, unseen = document.fields.date or facts.date, is_unseen(document, facts, context)
    return Glance(wanted, title, paths, target, document.fields.language, date, unseen, bool(chosen))
