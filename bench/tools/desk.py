"""An editor in a browser, in so far as the server can tell: logs in, opens an article, changes it, publishes."""

import html
import re
from urllib.parse import urlencode

from .client import Answer, Client
from .site import python

PASSWORD = "an-editor-of-a-benchmark"  # noqa: S105  (on a site that lives for minutes)


def add_editor(site: dict[str, str]) -> None:
    python(
        site,
        "from django.contrib.auth.models import User\n"
        f"User.objects.create_superuser('torture', password={PASSWORD!r})",
    )


class Desk:
    """A session on one connection, so that one process of the server answers all of it."""

    def __init__(self, host: str, port: int) -> None:
        self.client = Client(host, port)
        self._cookies: dict[str, str] = {}
        page = self._get("/admin/login/")
        self._post("/admin/login/", page, username="torture", password=PASSWORD, next="/admin/")
        if "sessionid" not in self._cookies:
            raise RuntimeError("The editor could not log in")

    def publish(self, pk: int, document: str) -> Answer:
        """Replace the text of an article and publish it; returns the answer to the button, a redirect."""
        path = f"/admin/articles/article/{pk}/source/"
        page = self._get(path)
        base = re.search(r'name="base" value="(\d+)"', page.body.decode())
        if base is None:
            raise RuntimeError(f"The desk shows no article {pk}: {page.status}")
        answer = self._post(path, page, source=document, base=base[1], action="publish")
        if answer.status != 302:
            said = re.sub(r"<[^>]+>|\s+", " ", answer.body.decode())
            raise RuntimeError(f"The desk did not publish: {answer.status} {said[:600]}")
        return answer

    def source(self, pk: int) -> str:
        """The document as the editor sees it."""
        page = self._get(f"/admin/articles/article/{pk}/source/").body.decode()
        area = re.search(r'<textarea[^>]*name="source"[^>]*>\r?\n?(.*?)</textarea>', page, re.DOTALL)
        if area is None:
            raise RuntimeError(f"The desk shows no source of article {pk}")
        return html.unescape(area[1])

    def _get(self, path: str) -> Answer:
        return self._keep(self.client.ask("GET", path, self._headers()))

    def _post(self, path: str, page: Answer, **fields: str) -> Answer:
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.body.decode())
        fields["csrfmiddlewaretoken"] = token[1] if token else ""
        return self._keep(self.client.ask("POST", path, self._headers(), urlencode(fields).encode()))

    def _headers(self) -> dict[str, str]:
        return {"Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items())}

    def _keep(self, answer: Answer) -> Answer:
        for name, value in answer.cookies:
            self._cookies[name] = value
        return answer
