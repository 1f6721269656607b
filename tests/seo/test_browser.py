"""Structured data in a real browser, under the site's own content security policy."""

import json

import pytest
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from articles.models import Article
from tests import factories


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_structured_data_breaks_no_policy(chromium: Browser, live_server: LiveServer) -> None:
    """The strict policy is in force, the data is there to be read, and the browser complains of nothing."""
    title = "</script><script>alert(1)</script><!-- Tips"
    article = factories.article("Tips", slug="tips", body="## FAQ\n\n### Why?\n\nBecause of `</script>`.\n")
    Article.objects.filter(pk=article.pk).update(title=title)
    context = chromium.new_context()
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("dialog", lambda dialog: complaints.append(dialog.message))

    response = page.goto(f"{live_server.url}/articles/tips/", wait_until="networkidle")
    blocks = page.locator('script[type="application/ld+json"]').all_text_contents()
    context.close()

    assert response is not None
    policy = response.headers["content-security-policy"]
    assert "script-src 'self'" in policy
    assert "unsafe-inline" not in policy
    data = {block["@type"]: block for block in map(json.loads, blocks)}
    assert data["BlogPosting"]["headline"] == title
    assert data["FAQPage"]["mainEntity"][0]["name"] == "Why?"
    assert complaints == []
