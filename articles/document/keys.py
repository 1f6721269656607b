"""The words for the same thing: which keys of which blog engines mean which canonical key.

Names are compared without case, `-`, `_` and spaces; a dot leads into a nested table. Of several present the
first one that says something wins.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

CANONICAL: Final = (
    "title", "description", "date", "updated", "category", "tags", "authors", "image", "slug", "aliases", "status",
    "series", "featured", "canonical", "language", "noindex", "expires", "dialect", "layout",
)  # fmt: skip

# Tables in which a theme or a plugin keeps keys that mean the same as at the top.
CONTAINERS: Final = ("extra", "params", "taxonomies", "taxonomy", "meta", "metadata", "seo")

_NAMES: Final[dict[str, str]] = {
    "title": "title headline post_title 标题 標題 タイトル 제목 título titulo titre заголовок название",
    "description": """description summary excerpt deck subtitle standfirst teaser abstract lede lead intro blurb
        tagline subheading custom_excerpt meta_description seo_description og_description desc post_excerpt
        og.description spoiler""",
    # What Hugo shows is `date`; until when `publishDate` keeps a post back is for imports to see to.
    "date": """date publish_date pub_date published_at published_date published_on date_published published posted
        posted_at posted_on post_date publication_date release_date datetime pub_datetime publish_datetime
        published_datetime created created_at created_on date_created creation_date timestamp
        date.created date.published created_time created_date create_date create_time publish_time published_time
        pub_time post_time date_posted first_published issued
        日期 创建日期 发布日期 发布时间 创建时间 建立時間 作成日時 作成日 日付 公開日
        날짜 작성일 생성일 fecha datum дата""",
    "updated": """updated update lastmod modified last_modified last_modified_at updated_date updated_at updated_on
        modified_date modified_at date_modified date_updated last_updated last_updated_at last_update.date
        last_update post_modified edited edited_at revised revision_date update_date mod_datetime modified_time
        updated_datetime modified_datetime date.updated date.modified date.lastmod last_edited_time
        last_edited last_edit edit_date last_modified_date last_modified_time update_time updated_time last_change
        更新时间 更新時間 更新日 更新日期 修改时间 修改日期 更新日時 수정일""",
    "expires": "expires expiry_date expires_at expire_date expiration_date expiry unpublish_date unpublish_at",
    "category": """category categories primary_category primary_tag section topic topics 分类 分類 カテゴリ カテゴリー
        카테고리 categoría categoria catégorie kategorie категория""",
    "tags": "tags tag keywords labels post_tag tag_list 标签 標籤 タグ 태그 etiquetas étiquettes теги метки",
    "authors": """authors author by byline creator writer writers contributors post_author dc:creator
        primary_author author_name 作者 著者 작성자 autor auteur автор""",
    "image": """image cover hero hero_image feature_image featured_image cover_image banner header_image image_url
        header_image_file featured_img main_image lead_image post_image banner_image header_img cover_img top_img
        index_img banner_img
        splash photo photos images picture header.image header.overlay_image header.teaser og_image og.image
        social_image share_image twitter_image preview_image card_image social_card social_media_card
        image_preview thumbnail thumb thumbnail_image thumbnail_url thumbnail_img share_img big_img head_img img
        img_url poster background""",
    "slug": "slug post_slug permalink url path basename post_name",
    "aliases": """aliases alias redirect_from redirects old_urls old_url previous_urls blogger_orig_url wordpress_url
        tumblr_url permalink url path slug routes.aliases routes.default""",
    "status": """status draft published publish archived state post_status is_draft is_published hidden private
        unlisted hide_in_list visibility layout encrypt encrypted members_only public listed wip""",
    "series": "series serie",
    "series.position": """series_order series_index series_part series_position series_number series_weight part
        order_in_series""",
    "featured": "featured pinned pin sticky is_featured highlight highlighted feature top is_top",
    "canonical": "canonical canonical_url canonical_link original_url og_url",
    "language": "language lang locale",
    "noindex": "noindex robots",
    "dialect": "dialect",
    "layout": "layout",
    "image.alt": """image_alt alt_text image_alt_text feature_image_alt featured_image_alt hero_alt hero_image_alt
        cover_alt cover_image_alt banner_alt thumbnail_alt og_image_alt image_description""",
    "image.caption": """image_caption image_figcaption feature_image_caption featured_image_caption hero_caption
        hero_image_caption cover_caption cover_image_caption banner_caption thumbnail_caption caption
        image_credit""",
    "author.url": "author_url author_link author_website",
    "author.email": "author_email email",
    "author.bio": "author_bio author_title",
    "author.image": "author_image author_image_url author_avatar",
}

# Where a value is itself a table: the keys in it that mean the part.
IMAGE_PARTS: Final = {
    "src": "src url path image file filename feature href public_url source teaser overlay_image relative_path",
    "alt": "alt alt_text description title",
    "caption": "caption figcaption credit attribution",
}
AUTHOR_PARTS: Final = {
    "name": "name display_name full_name label title",
    "slug": "slug key id username login handle",
    "url": "url link website homepage uri",
    "email": "email mail",
    "bio": "bio description about title",
    "image": "image image_url avatar avatar_url picture photo profile_image",
}
SERIES_PARTS: Final = {
    "name": "name title label slug",
    "position": "position order part index number weight",
}
TERM_PARTS: Final = "name label title slug"

# Values of `layout` that say no more than "this is a post".
ORDINARY_LAYOUTS: Final = frozenset({"", "post", "posts", "blog", "blogpost", "article", "default", "single"})


@lru_cache(maxsize=4096)
def normal(key: str) -> str:
    """Return a key as it is compared: `published_at`, `publishedAt` and `Published-At` are one.

    So is `$title@`, as Grow has it.
    """
    return key.lower().replace("_", "").replace("-", "").replace(" ", "").strip("$@")


def _index() -> dict[str, tuple[tuple[str, int], ...]]:
    found: dict[str, list[tuple[str, int]]] = {}
    for canonical, names in _NAMES.items():
        for rank, name in enumerate(names.split()):
            found.setdefault(normal(name), []).append((canonical, rank))
            if "." not in name:
                for depth, container in enumerate(CONTAINERS, start=1):
                    found.setdefault(f"{container}.{normal(name)}", []).append(
                        (canonical, rank + 100 * depth)
                    )
    return {name: tuple(places) for name, places in found.items()}


# Normalised dotted name -> the canonical keys it can mean, each with its rank (lower wins).
MEANINGS: Final = _index()
# Top-level tables that are looked into for such names.
TABLES: Final = frozenset(name.split(".")[0] for name in MEANINGS if "." in name)


def parts(table: dict[str, str]) -> dict[str, tuple[str, ...]]:
    """Return the synonyms of a table's parts in normalised form, best first."""
    return {part: tuple(normal(name) for name in names.split()) for part, names in table.items()}
