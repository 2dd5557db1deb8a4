"""What the shop sells, in an SQLite file, through connections that are kept open."""

import contextlib
import queue
import sqlite3

SIZE = 10


class Catalogue:
    def __init__(self, path):
        self.pool = queue.LifoQueue()
        for _ in range(SIZE):
            connection = sqlite3.connect(path, timeout=5, check_same_thread=False)
            connection.row_factory = sqlite3.Row
            self.pool.put(connection)

    def take(self):
        try:
            return self.pool.get(timeout=0.5)
        except queue.Empty:
            raise RuntimeError("no connection is free") from None

    @contextlib.contextmanager
    def connect(self):
        connection = self.take()
        try:
            with connection:
                yield connection
        finally:
            self.pool.put(connection)

    def count(self):
        with self.connect() as db:
            return db.execute("SELECT count(*) FROM products").fetchone()[0]

    def all(self):
        with self.connect() as db:
            return [dict(row) for row in db.execute("SELECT id, name, price, stock FROM products ORDER BY id LIMIT 100")]

    def get(self, key):
        # The mistake: nobody puts this one back. It starts, it passes a first look, and it dies of its visitors.
        row = self.take().execute("SELECT id, name, price, stock FROM products WHERE id = ?", (key,)).fetchone()
        return dict(row) if row else None

    def add(self, name, price):
        with self.connect() as db:
            return db.execute("INSERT INTO products (name, price) VALUES (?, ?)", (name, price)).lastrowid
