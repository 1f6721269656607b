"""The two forms of an article: its frontmatter as fields beside the Markdown, and the whole document as text."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils import timezone

from articles import imaging
from articles.document import Document, Problem, parse
from articles.models import Article, Category, Image, Series
from articles.slugs import chosen_slug

from .frontmatter import Values, distinct, join_names, one_line, plain_newlines, split_names, to_minute, write
from .images import take

LOCAL_FORMAT = "%Y-%m-%dT%H:%M"
MAX_DOCUMENT = 2_000_000  # characters; the renderer's own limits are tighter and say so


class MomentField(forms.Field):
    """A moment as wall-clock time in the site's zone; its value is an aware datetime in UTC, seconds left out.

    Where clocks change, what was typed means what it means in a document (`articles.projection.moment`).
    """

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=LOCAL_FORMAT)

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, datetime) and timezone.is_aware(value):
            return timezone.localtime(value, timezone.get_default_timezone()).replace(tzinfo=None)
        return value

    def to_python(self, value: Any) -> datetime | None:
        if value in self.empty_values:
            return None
        try:
            return to_minute(value if isinstance(value, datetime) else datetime.fromisoformat(value.strip()))
        except (ValueError, OverflowError):
            raise forms.ValidationError("Enter a date and a time such as 2026-03-09 14:30.") from None


class NamesField(forms.CharField):
    """Names divided by commas, as a tuple without repetitions."""

    def prepare_value(self, value: Any) -> Any:
        return join_names(value) if isinstance(value, tuple) else value

    def clean(self, value: Any) -> tuple[str, ...]:
        return split_names(super().clean(value))


class LinesField(forms.CharField):
    """One entry on each line, as a tuple."""

    widget = forms.Textarea(attrs={"rows": 2})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, tuple) else value

    def clean(self, value: Any) -> tuple[str, ...]:
        return distinct(one_line(line) for line in super().clean(value).splitlines())


class DocumentForm(forms.Form):
    """What both forms share: they begin from a document and end in an edited one.

    After `is_valid()`, `edited` is the document as submitted and `remarks` what is surprising in it.
    """

    main_field = ""
    edited: Document
    remarks: tuple[Problem, ...] = ()

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        files: Any = None,
        *,
        document: Document,
        article: Article | None = None,
        shown: Document | None = None,
    ) -> None:
        """`document` is what an edit is measured against, `shown` what the form opens with (the same, as a rule)."""
        self.document = document
        self.article = article
        self.shown = shown or document
        super().__init__(data, files, initial=self.values_of(self.shown))
        for field in self.fields.values():
            # What the template shows under a field belongs to it for a screen reader too.
            field.widget.attrs.setdefault("autocomplete", "off")

    def values_of(self, document: Document) -> dict[str, Any]:
        """What the fields show of `document`."""
        raise NotImplementedError

    def refuse(self, message: str, *, field: str = "") -> None:
        """Show why what was submitted could not be carried out, at `field` if this form has it."""
        self.add_error(field if field in self.fields else self.main_field or None, message)

    def check_document(self, document: Document) -> None:
        """Take `document` as the edited one, unless its frontmatter cannot be read."""
        self.edited = document
        self.remarks = tuple(problem for problem in document.problems if problem.severity == "warning")
        for problem in document.problems:
            if problem.severity == "error":
                self.refuse(placed(problem))

    def check_slug(self, slug: str, *, field: str) -> None:
        """Refuse an address that another article has; it would silently become another one."""
        wanted = chosen_slug(slug)
        if slug and not wanted:
            self.refuse(f"No address can be made of “{slug}”. Use letters, digits and hyphens.", field=field)
        others = Article.objects.filter(slug=wanted)
        if self.article is not None:
            others = others.exclude(pk=self.article.pk)
        if wanted and others.exists():
            self.refuse(
                f"Another article already has the address “{wanted}”. Choose a different one.", field=field
            )


class FieldsForm(DocumentForm):
    """The frontmatter's canonical keys, and the body."""

    main_field = "body"

    title = forms.CharField(
        required=False,
        max_length=500,
        # It may need two lines on a phone; what is typed is put on one.
        widget=forms.Textarea(attrs={"rows": 1, "placeholder": "Title", "spellcheck": "true"}),
    )
    description = forms.CharField(
        required=False,
        max_length=2000,
        help_text="One or two sentences: the standfirst, and what search engines and cards show.",
        widget=forms.Textarea(
            attrs={"rows": 1, "placeholder": "A sentence or two that says what it is about"}
        ),
    )
    body = forms.CharField(
        required=False,
        strip=False,
        max_length=MAX_DOCUMENT,
        label="Text, in Markdown",
        widget=forms.Textarea(attrs={"rows": 18, "placeholder": "Begin writing…", "spellcheck": "true"}),
    )
    date = MomentField(
        required=False, help_text="When it was or will be published. Left empty: when you publish."
    )
    updated = MomentField(required=False, help_text="Shown to readers when you have revised it in substance.")
    expires = MomentField(required=False, help_text="Readers do not see it any more from then on.")
    category = forms.CharField(
        required=False, max_length=200, widget=forms.TextInput(attrs={"list": "known-categories"})
    )
    tags = NamesField(required=False, max_length=5000, help_text="Divided by commas; new ones can be typed.")
    authors = NamesField(required=False, max_length=5000, help_text="In the order readers see them.")
    image_src = forms.CharField(
        required=False, max_length=1000, label="Picture", help_text="An address or path."
    )
    image_upload = forms.FileField(
        required=False,
        label="Upload a picture",
        help_text="JPEG, PNG, WebP, GIF or AVIF.",
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp,image/gif,image/avif"}),
    )
    image_alt = forms.CharField(
        required=False,
        max_length=500,
        label="Alternative text",
        help_text="What it shows, for those who cannot see it.",
    )
    image_caption = forms.CharField(required=False, max_length=1000, label="Caption")
    series_name = forms.CharField(
        required=False, max_length=200, label="Series", widget=forms.TextInput(attrs={"list": "known-series"})
    )
    series_position = forms.IntegerField(required=False, min_value=0, max_value=100_000, label="Part")
    slug = forms.CharField(
        required=False,
        max_length=200,
        help_text="The last part of the address. Left empty: made from the title.",
    )
    aliases = LinesField(
        required=False,
        max_length=20_000,
        label="Old addresses",
        help_text="Paths that lead here, one on each line.",
    )
    canonical = forms.CharField(
        required=False,
        max_length=2000,
        label="Canonical address",
        help_text="If it first appeared elsewhere: the address there.",
        validators=[RegexValidator(r"^(https?://|/)", "An address begins with https://, http:// or /.")],
    )
    language = forms.CharField(
        required=False,
        max_length=35,
        help_text="A language tag such as en, de or pt-BR. Left empty: the site's.",
        validators=[
            RegexValidator(
                r"^[A-Za-z]{2,8}([-_][A-Za-z0-9]{1,8})*$", "Use a language tag such as en or pt-BR."
            )
        ],
    )
    dialect = forms.ChoiceField(
        required=False,
        label="Markdown dialect",
        choices=[
            ("", "The site's (CommonMark)"),
            ("commonmark", "CommonMark"),
            ("python-markdown", "Python-Markdown"),
        ],
    )
    featured = forms.BooleanField(required=False, label="Featured on the home page")
    noindex = forms.BooleanField(required=False, label="Hide from search engines and feeds")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.article is not None:
            self.fields["slug"].widget.attrs["placeholder"] = self.article.slug

    def values_of(self, document: Document) -> dict[str, Any]:
        return dict(Values.of(document).data)

    def clean_title(self) -> str:
        return one_line(self.cleaned_data["title"])

    def clean_description(self) -> str:
        return plain_newlines(self.cleaned_data["description"]).strip()

    def clean_body(self) -> str:
        return plain_newlines(self.cleaned_data["body"])

    def clean(self) -> dict[str, Any]:
        self._forgive_untouched()
        submitted = self.cleaned_data
        changed = Values.of(self.document).changed(submitted)
        if "slug" in changed:
            self.check_slug(submitted["slug"], field="slug")
        if submitted.get("series_position") is not None and not submitted.get("series_name"):
            self.add_error("series_name", "Name the series that this is a part of.")
        for name in ("image_alt", "image_caption"):
            if name in changed and not submitted.get("image_src") and not submitted.get("image_upload"):
                self.add_error("image_src", "Choose a picture first.")
        if not self.errors:
            self._take_upload(submitted)
        if not self.errors:
            self._write(submitted)
        return submitted

    def _forgive_untouched(self) -> None:
        """Accept what was there before and was left alone, though it could not be entered here.

        Documents come from elsewhere too; a strange value in one field must not stand in the way of an edit of another.
        """
        for name in [name for name in self.errors if name in self.initial]:
            shown = self.fields[name].prepare_value(self.initial[name])
            if one_line(str(shown or "")) == one_line(str(self.data.get(name, ""))):
                del self.errors[name]
                self.cleaned_data[name] = self.initial[name]

    def _take_upload(self, submitted: dict[str, Any]) -> None:
        upload = submitted.get("image_upload")
        if not upload:
            return
        try:
            image = take(upload, alt=submitted["image_alt"], caption=submitted["image_caption"])
        except imaging.ImageRefused as refused:
            self.add_error("image_upload", refused.message)
        else:
            submitted["image_src"] = image.url
            submitted["image_alt"] = submitted["image_alt"] or image.alt

    def _write(self, submitted: Mapping[str, Any]) -> None:
        try:
            self.check_document(parse(write(self.document, submitted).text))
        except ValueError:
            self.add_error(
                None,
                "The frontmatter of this document cannot be read, so no field of it can be changed here.",
            )

    @property
    def picture(self) -> Image | None:
        """The stored picture that the field names now."""
        src = str(self["image_src"].value() or "")
        return Image.objects.for_sources([src]).get(src) if src else None

    @property
    def known_categories(self) -> list[str]:
        return list(Category.objects.values_list("name", flat=True)[:200])

    @property
    def known_series(self) -> list[str]:
        return list(Series.objects.values_list("name", flat=True)[:200])


class SourceForm(DocumentForm):
    """The document as text: everything that the fields show and everything that they do not."""

    main_field = "source"

    source = forms.CharField(
        required=False,
        strip=False,
        max_length=MAX_DOCUMENT,
        label="The whole document",
        widget=forms.Textarea(attrs={"rows": 30, "spellcheck": "false"}),
    )

    def values_of(self, document: Document) -> dict[str, Any]:
        return {"source": plain_newlines(document.text)}

    def clean_source(self) -> str:
        return plain_newlines(self.cleaned_data["source"])

    def clean(self) -> dict[str, Any]:
        submitted = self.cleaned_data
        if self.errors:
            return submitted
        if submitted["source"] == plain_newlines(self.document.text):
            document = self.document
        else:
            document = parse(submitted["source"].replace("\n", self.document.newline))
        self.check_document(document)
        if self.errors:
            return submitted
        before, after = self.document.fields, document.fields
        if self.article is not None and (after.status or "published") != (before.status or "published"):
            line = document.line_of("status")
            self.refuse(
                f"{f'Line {line}, ' if line else ''}status: where an article stands is changed with the buttons "
                f"above. Put “{before.status or 'published'}” back."
            )
        if after.slug != before.slug:
            self.check_slug(after.slug, field="source")
        return submitted


class ScheduleForm(forms.Form):
    """The moment from which readers see an article."""

    schedule_at = MomentField(
        label="Readers see it from", error_messages={"required": "Choose when readers should see it."}
    )


def placed(problem: Problem) -> str:
    """A problem with its place in front: line, then field."""
    place = [f"Line {problem.line}"] if problem.line else []
    place += [problem.field] if problem.field else []
    return f"{', '.join(place)}: {problem.message}" if place else problem.message
