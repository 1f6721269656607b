"""Pictures in the admin: uploaded through `articles.imaging`, described, found again, and kept while in use."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET, require_POST

from articles import imaging
from articles.models import Article, Author, Image

from .usage import KeptWhileInUse

PER_PAGE = 24
THUMBNAIL_WIDTH = 480
ACCEPTED = "image/jpeg,image/png,image/webp,image/gif,image/avif"


def take(
    upload: "UploadedFile[Any]", *, alt: str = "", caption: str = "", told: list[str] | None = None
) -> Image:
    """Store an uploaded picture; `told` is given what of it could not be kept.

    Raises ImageRefused, before it is read into memory if it is too large.
    """
    name = upload.name or "picture"
    if upload.size is not None and upload.size > imaging.MAX_BYTES:
        limit = imaging.MAX_BYTES // 2**20
        raise imaging.ImageRefused("image-too-large", f"{name}: the file is over the limit of {limit} MB.")
    return imaging.ingest(upload.file or upload.read(), name=name, alt=alt, caption=caption, told=told)


class UploadForm(forms.ModelForm):  # type: ignore[type-arg]
    """A new picture. `ingested` is its row once the form is valid: an old one, if the content was here before.

    `told` is what of it could not be kept.
    """

    picture = forms.FileField(
        help_text="JPEG, PNG, WebP, GIF or AVIF. What cameras write into it (place, device) is taken out.",
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
    )
    ingested: Image
    told: list[str]

    class Meta:
        model = Image
        fields = ["alt", "caption"]

    def clean_picture(self) -> Any:
        upload = self.cleaned_data["picture"]
        self.told = []
        try:
            self.ingested = take(upload, told=self.told)
        except imaging.ImageRefused as refused:
            raise forms.ValidationError(refused.message, code=refused.code) from refused
        return upload


class ImageAdmin(KeptWhileInUse, admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ["thumbnail", "name", "alt", "size_in_pixels", "created"]
    list_display_links = ["thumbnail", "name"]
    search_fields = ["name", "alt", "caption", "file"]
    date_hierarchy = "created"
    list_per_page = 48
    fields = ["shown", "alt", "caption", "name", "address", "size_in_pixels", "used_by"]
    readonly_fields = ["shown", "address", "size_in_pixels", "used_by"]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        if obj is None:
            return super().get_form(request, obj, change, form=UploadForm, **kwargs)
        return super().get_form(request, obj, change, **kwargs)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.fields if obj else ["picture", "alt", "caption"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return list(self.readonly_fields) if obj else []

    def save_form(self, request: HttpRequest, form: Any, change: bool) -> Any:
        if change:
            return super().save_form(request, form, change)
        for remark in form.told:
            self.message_user(request, remark, messages.WARNING)
        image: Image = form.ingested
        image.alt = form.cleaned_data["alt"] or image.alt
        image.caption = form.cleaned_data["caption"] or image.caption
        return image

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """A picture has no related rows of its own."""

    def delete_model(self, request: HttpRequest, obj: Image) -> None:
        imaging.discard(obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Image]) -> None:
        for image in queryset:
            imaging.discard(image)

    def uses_of(self, record: Image, request: HttpRequest) -> list[str | SafeString]:
        own = Article.objects.visible_to(request.user)
        articles = _articles_with(record)
        lines: list[str | SafeString] = [
            format_html(
                'The article <a href="{}">{}</a>',
                reverse("admin:articles_article_change", args=[article.pk]),
                article,
            )
            for article in own.filter(pk__in=articles.values("pk")).only("title", "slug")[:20]
        ]
        others = articles.count() - len(lines)
        if others:
            lines.append(f"{others} more article{'' if others == 1 else 's'}")
        lines += [f"The author {author}" for author in Author.objects.filter(image=record)]
        return lines

    # -- Columns and fields -----------------------------------------------------------------------------------------

    @admin.display(description="Picture")
    def thumbnail(self, image: Image) -> SafeString:
        # It is a link, so it needs a name even where nobody has described the picture.
        return format_html(
            '<img class="thumbnail" src="{}" alt="{}" loading="lazy">',
            thumbnail_url(image),
            image.alt or image.name,
        )

    @admin.display(description="Picture")
    def shown(self, image: Image) -> SafeString:
        return format_html('<img class="shown" src="{}" alt="{}">', image.url, image.alt)

    @admin.display(description="Address")
    def address(self, image: Image) -> SafeString:
        return format_html('<code>{}</code> <a href="{}">Open</a>', image.url, image.url)

    @admin.display(description="Size", ordering="width")
    def size_in_pixels(self, image: Image) -> str:
        return f"{image.width} × {image.height}, {max(1, image.size // 1024)} KB"

    @admin.display(description="Where it is used")
    def used_by(self, image: Image) -> SafeString | str:
        number = _articles_with(image).count()
        authors = Author.objects.filter(image=image).count()
        if not number and not authors:
            return "Nowhere. It can be deleted."
        return f"In {number} article{'' if number == 1 else 's'} and for {authors} author{'' if authors == 1 else 's'}"

    # -- For the editor page ------------------------------------------------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("upload/", view(upload), name="articles_image_upload"),
            path("browse/", view(browse), name="articles_image_browse"),
            *super().get_urls(),
        ]


@require_POST
def upload(request: HttpRequest) -> HttpResponse:
    """POST picture: the stored picture as `as_json` gives it, with what of it could not be kept as "remark".

    {"error"} with 400 if it is refused.
    """
    if not request.user.has_perm("articles.add_image"):
        raise PermissionDenied("Your account may not upload pictures.")
    file = request.FILES.get("picture")
    if file is None:
        return JsonResponse({"error": "No picture arrived."}, status=400)
    try:
        told: list[str] = []
        image = take(file, told=told)
    except imaging.ImageRefused as refused:
        return JsonResponse({"error": refused.message}, status=400)
    return JsonResponse(as_json(image) | {"remark": " ".join(told)})


@require_GET
def browse(request: HttpRequest) -> JsonResponse:
    """GET ?q=&page=: {"images": [...], "next": page or null}, newest first."""
    if not request.user.has_perm("articles.view_image"):
        raise PermissionDenied("Your account may not see the pictures.")
    typed = request.GET.get("q", "").strip()[:200]
    found = Image.objects.all()
    if typed:
        found = found.filter(Q(name__icontains=typed) | Q(alt__icontains=typed) | Q(caption__icontains=typed))
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    following = page.next_page_number() if page.has_next() else None
    return JsonResponse({"images": [as_json(image) for image in page], "next": following})


def as_json(image: Image) -> dict[str, Any]:
    return {
        "src": image.url,
        "thumbnail": thumbnail_url(image),
        "name": image.name,
        "alt": image.alt,
        "caption": image.caption,
        "width": image.width,
        "height": image.height,
    }


def thumbnail_url(image: Image) -> str:
    """The smallest variant that is large enough for a list, else the picture itself."""
    names = [each["name"] for each in image.variants if each["width"] <= THUMBNAIL_WIDTH]
    return image.file.storage.url(names[-1]) if names else image.url


def _articles_with(image: Image) -> QuerySet[Article]:
    name = image.file.name
    return Article.objects.filter(
        Q(image=image) | Q(html__contains=name) | Q(latest_revision__text__contains=name)
    ).order_by()
