"""Shortcodes in square brackets as what they show, where that is known; the others stay as they are and are named."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from html import escape, unescape

from articles.document import Problem

from . import wordpress_layouts as layouts

_SHORTCODE = re.compile(
    r"(?P<open>\[)?\[(?P<end>/)?(?P<name>[A-Za-z][\w-]{0,60}(?:\.tv|#[\w-]{1,40})?)(?P<says>(?:[=\s/]|:(?=[^\s/]))[^\[\]]{0,5000})?\]"
    r"(?P<close>\])?"
)
_SAID = re.compile(r"""([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'\]]+))|"([^"]*)"|'([^']*)'|([^\s"']+)""")
# Shortcodes of one address, or of what follows from it.
_PLAYERS = """embed embedyt youtube
    su_youtube su_youtube_advanced vimeo su_vimeo dailymotion su_dailymotion twitter tweet
    soundcloud instagram spotify gist ted facebook tiktok googlemaps flickr vc_video et_pb_video fusion_youtube
    fusion_vimeo av_video videopress wpvideo reddit pinterest codepen iframe googlevideo pdf pdf-embedder pdfjs-viewer
    gview embeddoc gdoc"""
_ADDRESSED = frozenset(_PLAYERS.split())
# How the address of a number is put together, by shortcode, and what such a number looks like.
_NUMBERED = {
    "youtube": (re.compile(r"[\w-]{6,20}"), "https://www.youtube.com/watch?v={}"),
    "vimeo": (re.compile(r"\d+"), "https://vimeo.com/{}"),
    "gist": (re.compile(r"[\w/-]+"), "https://gist.github.com/{}"),
    "dailymotion": (re.compile(r"\w+"), "https://www.dailymotion.com/video/{}"),
    "tweet": (re.compile(r"\d{6,}"), "https://twitter.com/i/web/status/{}"),
    "twitter": (re.compile(r"\d{6,}"), "https://twitter.com/i/web/status/{}"),
    "videopress": (re.compile(r"\w{8}"), "https://videopress.com/v/{}"),
    "wpvideo": (re.compile(r"\w{8}"), "https://videopress.com/v/{}"),
    "fusion_youtube": (re.compile(r"[\w-]{6,20}"), "https://www.youtube.com/watch?v={}"),
    "fusion_vimeo": (re.compile(r"\d+"), "https://vimeo.com/{}"),
}
_ADDRESSES = ("src", "url", "link", "href", "video", "file", "key")
# Recordings of which a shortcode of any name gives the address, and of those the ones that no browser plays.
_RECORDING = re.compile(
    r"https?://[^\s\"'<>|,\[\]]+?\.(?P<kind>mp3|m4a|ogg|oga|wav|flac|opus|wma|mp4|m4v|ogv|webm|mov|flv|wmv|avi|swf)"
    r"(?![\w.-])(?:\?[^\s\"'<>|,\[\]]*)?",
    re.IGNORECASE,
)
# What is told of one.
_WORDS = ("title", "text", "caption", "description")
_SOUNDS = frozenset(["mp3", "m4a", "ogg", "oga", "wav", "flac", "opus", "wma"])
_UNPLAYED = frozenset(["wma", "flv", "wmv", "avi", "swf"])
# Shortcodes with a colon behind their name: "[edit: a word]" are the author's own.
_WITH_COLON = frozenset({*_ADDRESSED, "audio", "video", "tab", "flv", "mp3", "dewplayer", "gallery"})
_NOTES = frozenset({"footnote", "footnotes", "efn_note", "ref", "mfn", "fn", "note_ref"})
_PICTURED = frozenset(
    {"gallery", "vc_gallery", "vc_single_image", "vc_images_carousel", "et_pb_gallery", "fusion_gallery",
     "fusion_images"}
)  # fmt: skip
_IDS = ("ids", "include", "images", "image", "gallery_ids", "image_ids")
# Around what only some readers were shown: members, those who had paid or knew a password.
_FOR_SOME = """private members_only members member membership memberonly restrict wcm_restrict s2if mepr-show
    mepr-active pmpro_member swpm_protected emember_protected wlm_private ihc-hide-content um_loggedin loggedin
    is_logged_in is_user_logged_in protected content_protector passster paywall arm_restrict_content"""
_GATES = frozenset(_FOR_SOME.split())
# What is a shortcode whether it has settings or not.
_BARE = """toc contact archives sitemap recent-posts woocommerce polldaddy ratings videopress wpvideo sociallinkz
    nggallery slideshow print_link latex products polls"""
_KNOWN = frozenset(_BARE.split())
_WEB = ("http://", "https://", "//")


@dataclass(frozen=True)
class Picture:
    """An attachment as far as a text can show it."""

    address: str
    alt: str = ""
    caption: str = ""


class Shortcodes:
    """Reads one text. `pictures` gives what a [gallery] shows, by its ids ("" for all of the post's own); `note` gives
    the mark of a footnote by its text; `tell` is given what can't be shown.
    """

    def __init__(
        self,
        pictures: Callable[[str], list[Picture]],
        note: Callable[[str], str],
        tell: Callable[[Problem], None],
    ) -> None:
        self._pictures = pictures
        self._note = note
        self._tell = tell
        # The shortcodes that only some readers could see into.
        self.gates: dict[str, None] = {}
        self._endless: set[str] = set()
        self._left: dict[str, int] = {}
        # The beginnings of layout that wait for their end, and all names of layout that there were.
        self._opened: list[tuple[str, dict[str, str]]] = []
        self._unwrapped: dict[str, None] = {}

    def read(self, text: str) -> str:
        out: list[str] = []
        at = 0
        while found := _SHORTCODE.search(text, at):
            out.append(text[at : found.start()])
            at = found.end()
            shown, at = self._read_one(found, text, at)
            out.append(shown)
        for name, times in self._left.items():
            times_said = f", {times} times" if times > 1 else ""
            self._tell(Problem("shortcode-left", f"The shortcode [{name}] was left as it is{times_said}."))
        if self._unwrapped:
            named = ", ".join(f"[{name}]" for name in self._unwrapped)
            self._tell(
                Problem(
                    "shortcode-unwrapped",
                    f"Of the shortcodes {named}, which lay out a page, what they hold was kept.",
                )
            )
        return "".join([*out, text[at:]])

    def _read_one(self, found: re.Match[str], text: str, at: int) -> tuple[str, int]:
        """What one shortcode shows, and where the text goes on behind it."""
        name, says = found["name"].lower(), found["says"] or ""
        if found["open"] and found["close"]:
            # [[gallery]] is how one writes about shortcodes.
            return found[0][1:-1], at
        bracket, rest = found["open"] or "", found["close"] or ""
        if found["end"]:
            closed = self._close(name)
            return (found[0] if closed is None else f"{bracket}{closed}{rest}"), at
        end = self._end(found["name"], text, at)
        inside = text[at : end.start()] if end and not says.rstrip().endswith("/") else None
        attributes = _attributes(says)
        shown = self._shown(name, attributes, inside)
        if shown is not None:
            goes_on = end.end() if end and inside is not None and name not in _PICTURED else at
            return f"{bracket}{shown}{rest}", goes_on
        begun = layouts.opening(name, attributes, closed=inside is not None)
        if begun is not None:
            if inside is not None:
                self._opened.append((name, attributes))
            self._unwrapped[name] = None
            return f"{bracket}{begun}{rest}", at
        if name in _GATES and inside is not None:
            self.gates[name] = None
        if _is_shortcode(found, text, closed=end is not None):
            self._left[name] = self._left.get(name, 0) + 1
        return found[0], at

    def _close(self, name: str) -> str | None:
        """What an end stands for; None where nothing of that name was begun."""
        for place in range(len(self._opened) - 1, max(-1, len(self._opened) - 40), -1):
            if self._opened[place][0] == name:
                return layouts.closing(*self._opened.pop(place))
        return "" if name in _PICTURED or name in self._unwrapped else None

    def _end(self, name: str, text: str, at: int) -> re.Match[str] | None:
        """Where a shortcode's content ends. A name that once had no end further down is not looked for again."""
        if name in self._endless:
            return None
        end = re.compile(rf"\[/{re.escape(name)}\]", re.IGNORECASE).search(text, at)
        if end is None:
            self._endless.add(name)
        return end

    def _shown(self, name: str, says: dict[str, str], inside: str | None) -> str | None:
        """The HTML that a shortcode stands for as a whole; None where it stands for none, or only lays out a page."""
        shown = None
        if name in _PICTURED:
            shown = self._gallery(says)
        elif name in _ADDRESSED:
            shown = _addressed(name, says, inside)
        elif name in {"audio", "video"} and not says.get("0", "").startswith(":"):
            shown = _player(name, says)
        elif name == "playlist":
            shown = self._playlist(says)
        elif inside is None or not inside.strip():
            shown = layouts.alone(name, says) or _recordings(" ".join(says.values()), says)
        elif _RECORDING.fullmatch(inside.strip()):
            shown = _recordings(inside, says)
        elif name in _NOTES:
            shown = self._note(inside.strip())
        elif name in {"caption", "wp_caption"}:
            shown = _captioned(inside, says)
        elif name == "vc_raw_html":
            shown = layouts.raw_html(inside)
        elif name == "fusion_imageframe" and inside.strip().startswith(_WEB):
            shown = _figure(Picture(unescape(inside.strip()), says.get("alt", "")))
        return shown

    def _gallery(self, says: dict[str, str]) -> str | None:
        ids = next((says[key] for key in _IDS if says.get(key)), "")
        pictures = self._pictures(ids)
        if not pictures:
            return None
        return "\n\n" + "\n\n".join(map(_figure, pictures)) + "\n\n"

    def _playlist(self, says: dict[str, str]) -> str | None:
        """A list of recordings as links to them."""
        files = self._pictures(says["ids"]) if says.get("ids") else []
        items = "".join(f"<li>{_link(each.address, each.address.rpartition('/')[2])}</li>" for each in files)
        return f"\n\n<ul>{items}</ul>\n\n" if items else None


def _is_shortcode(found: re.Match[str], text: str, *, closed: bool) -> bool:
    """Whether words in brackets are a shortcode and not the author's own: it has settings, an end or a known name."""
    says, name = found["says"] or "", found["name"]
    if says.startswith(":"):
        return closed or name.lower() in _WITH_COLON or says[1:].startswith(_WEB)
    return (
        closed
        or "=" in says
        or "_" in name
        or says.rstrip().endswith("/")
        or name.lower() in _KNOWN
        or "-" in name
        or "#" in name
        or "." in name
        or (not says and name.islower() and _is_alone(found, text))
    )


def _is_alone(found: re.Match[str], text: str) -> bool:
    """Whether nothing else stands on the line."""
    before = text[max(0, found.start() - 200) : found.start()].rpartition("\n")[2]
    behind = text[found.end() : found.end() + 200].partition("\n")[0]
    return not (re.sub(r"<[^<>]*>", "", before).strip() or re.sub(r"<[^<>]*>", "", behind).strip())


def _attributes(text: str) -> dict[str, str]:
    """`id="a" align=left b` -> {"id": "a", "align": "left", "0": "b"}."""
    said: dict[str, str] = {}
    count = 0
    for name, double, single, plain, *alone in _SAID.findall(text):
        if name:
            said[name.lower()] = double or single or plain
        else:
            said.setdefault(str(count), "".join(alone))
            count += 1
    return said


def _captioned(inside: str, says: dict[str, str]) -> str:
    shown = re.match(r"\s*((?:<a\b[^>]*>\s*)?<img\b[^>]*>(?:\s*</a>)?)(.*)", inside, re.DOTALL)
    if shown is None:
        return f"\n\n{inside.strip()}\n\n"
    caption = shown[2].strip() or says.get("caption", "")
    told = f"<figcaption>{caption}</figcaption>" if caption else ""
    return f"\n\n<figure>{shown[1]}{told}</figure>\n\n"


def _figure(picture: Picture) -> str:
    told = f"<figcaption>{escape(picture.caption, quote=False)}</figcaption>" if picture.caption else ""
    return f'\n\n<figure><img src="{escape(picture.address)}" alt="{escape(picture.alt)}">{told}</figure>\n\n'


def _addressed(name: str, says: dict[str, str], inside: str | None) -> str | None:
    said = next((says[key] for key in _ADDRESSES if says.get(key)), "")
    address = unescape((inside or "").strip() or said or says.get("0", "").lstrip("=:"))
    if not address.startswith(_WEB):
        number = says.get("id") or says.get("video_id") or says.get("video") or address
        shape, form = _NUMBERED.get(name.removeprefix("su_"), (None, ""))
        if shape is None or not shape.fullmatch(number):
            return None
        address = form.format(number)
    if re.search(r"[\s<>\[\]]", address):
        return None
    return f"\n\n<p>{_link(address)}</p>\n\n"


def _player(name: str, says: dict[str, str]) -> str | None:
    formats = ("src", "mp3", "mp4", "m4a", "m4v", "ogg", "ogv", "webm", "wav", "flac", "wma", "wmv", "flv")
    address = next((says[key] for key in formats if says.get(key)), "") or says.get("0", "")
    # The first player of WordPress.com had its settings behind the address.
    address = unescape(address).partition("|")[0].strip()
    # "[video below]" are words.
    is_file = "/" in address or "." in address
    return f'\n\n<{name} src="{escape(address)}"></{name}>\n\n' if is_file else None


def _recordings(text: str, says: dict[str, str]) -> str | None:
    """Players for the recordings in `text`, links to those that no browser plays; None without any."""
    shown: dict[str, str] = {}
    for found in _RECORDING.finditer(unescape(text)):
        kind, address = found["kind"].lower(), found[0]
        # The same recording in another format is no other one.
        stem = address[: found.start("kind") - found.start()]
        if kind in _UNPLAYED:
            shown.setdefault(stem, f"<p>{_link(address)}</p>")
        else:
            tag = "audio" if kind in _SOUNDS else "video"
            shown.setdefault(stem, f'<{tag} src="{escape(address)}"></{tag}>')
    if not shown:
        return None
    words = next((says[key] for key in _WORDS if says.get(key)), "")
    told = f"<p>{escape(unescape(words), quote=False)}</p>" if words else ""
    return "\n\n" + "\n\n".join([*shown.values(), told]) + "\n\n"


def _link(address: str, words: str = "") -> str:
    return f'<a href="{escape(address)}">{escape(words or address, quote=False)}</a>'
