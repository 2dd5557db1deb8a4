"""What the shop sells, in an SQLite file."""

import contextlib
import sqlite3


class Catalogue:
    def __init__(self, path):
        self.path = path

    @contextlib.contextmanager
    def connect(self):
        connection = sqlite3.connect(self.path, timeout=5)
        connection.row_factory = sqlite3.Row
        try:
            with connection:
                yield connection
        finally:
            connection.close()

    def count(self):
        with self.connect() as db:
            return db.execute("SELECT count(*) FROM products").fetchone()[0]

    def all(self):
        with self.connect() as db:
            return [dict(row) for row in db.execute("SELECT id, name, price, stock FROM products ORDER BY id LIMIT 100")]

    def get(self, key):
        with self.connect() as db:
            row = db.execute("SELECT id, name, price, stock FROM products WHERE id = ?", (key,)).fetchone()
            return dict(row) if row else None

    def add(self, name, price):
        with self.connect() as db:
            return db.execute("INSERT INTO products (name, price) VALUES (?, ?)", (name, price)).lastrowid
