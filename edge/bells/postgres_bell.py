"""PostgreSQL's NOTIFY as a bell. Loaded only where PostgreSQL is the database."""

from typing import Any

import psycopg
from django.db.backends.base.base import BaseDatabaseWrapper

from .remote import CHANNEL, RemoteBell

# What of Django's parameters says how to reach the server, and when it counts as lost.
CONNECTING = frozenset(
    [
        "dbname",
        "user",
        "password",
        "host",
        "port",
        "service",
        "options",
        "sslmode",
        "sslrootcert",
        "tcp_user_timeout",
        "keepalives_idle",
        "keepalives_interval",
        "keepalives_count",
    ]
)


class PostgresBell(RemoteBell):
    """LISTEN, on a connection that does nothing else."""

    broken = psycopg.Error

    def __init__(self, connection: BaseDatabaseWrapper) -> None:
        super().__init__()
        self._parameters = connection.get_connection_params()

    def _connect(self) -> "psycopg.Connection[Any]":
        parameters = {name: value for name, value in self._parameters.items() if name in CONNECTING}
        known = psycopg.conninfo.make_conninfo(**parameters, connect_timeout=3)
        line: psycopg.Connection[Any] = psycopg.connect(known, autocommit=True)
        line.execute(f"LISTEN {CHANNEL}")
        return line

    def _listen(self, line: "psycopg.Connection[Any]", seconds: float) -> None:
        for _ in line.notifies(timeout=seconds, stop_after=1):
            pass
