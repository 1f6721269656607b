"""What load balancers and supervisors are told."""

import pytest
from django.db import OperationalError
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from pytest_django import Settings


def test_healthz_needs_no_database(client: Client) -> None:
    """`/healthz` answers without any query (this test has no database) and is never cached."""
    response = client.get("/healthz")

    assert response.status_code == 200
    assert response.json() == {"status": "ok"}
    assert "no-store" in response.headers["Cache-Control"]


@pytest.mark.django_db
def test_readyz(client: Client) -> None:
    """`/readyz` is 200 on a migrated database, and never cached."""
    response = client.get("/readyz")

    assert response.status_code == 200
    assert response.json() == {"status": "ready", "database": "ok"}
    assert "no-store" in response.headers["Cache-Control"]


@pytest.mark.django_db
def test_unapplied_migration(client: Client) -> None:
    """A database that lacks a migration of this code makes `/readyz` 503 and name it."""
    newest = MigrationRecorder.Migration.objects.filter(app="sessions").latest("id")
    newest.delete()

    response = client.get("/readyz")

    assert response.status_code == 503
    assert response.json()["unapplied_migrations"] == [f"sessions.{newest.name}"]


@pytest.mark.django_db
def test_database_away(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a database `/readyz` is 503 and keeps the driver's message, which names hosts, to itself."""

    def fail(self: MigrationRecorder) -> None:
        raise OperationalError("connection to server at db.internal failed")

    monkeypatch.setattr(MigrationRecorder, "applied_migrations", fail)

    response = client.get("/readyz")

    assert response.status_code == 503
    assert response.json() == {"status": "unavailable", "database": "unreachable"}


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
@pytest.mark.django_db
def test_plain_http_is_answered(client: Client, settings: Settings, path: str) -> None:
    """A probe inside the private network is answered, not redirected to https."""
    settings.SECURE_SSL_REDIRECT = True

    assert client.get(path).status_code == 200


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_only_reading(client: Client, path: str) -> None:
    """Nothing can be posted to them."""
    assert client.post(path).status_code == 405
