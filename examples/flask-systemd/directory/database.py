"""One connection per request; the pool is PostgreSQL's own concern behind a socket on the same machine."""

import psycopg2
import psycopg2.extras
from flask import current_app, g


def connection():
    if "connection" not in g:
        g.connection = psycopg2.connect(current_app.config["DATABASE_URL"], connect_timeout=3, application_name="directory")
    return g.connection


def rows(query, values=()):
    with connection().cursor(cursor_factory=psycopg2.extras.RealDictCursor) as cursor:
        cursor.execute(query, values)
        return cursor.fetchall()


def write(query, values=()):
    """Runs one statement in a transaction of its own and answers its RETURNING row, if it has one."""
    with connection() as transaction, transaction.cursor(cursor_factory=psycopg2.extras.RealDictCursor) as cursor:
        cursor.execute(query, values)
        return cursor.fetchone() if cursor.description else None


def close(_error=None):
    opened = g.pop("connection", None)
    if opened is not None:
        opened.close()
