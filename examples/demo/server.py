"""A small shop: list, detail, add, health. Needs nothing but Python."""

import json
import os
import signal
import sqlite3
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from catalogue import Catalogue

HERE = Path(__file__).resolve().parent
VERSION = (HERE / "VERSION").read_text().strip()
CATALOGUE = Catalogue(os.environ.get("DATABASE", "store.db"))


class Shop(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.answer(self.get)

    def do_POST(self):
        self.answer(self.post)

    def get(self):
        if self.path == "/":
            return 200, {"products": CATALOGUE.all()}
        if self.path == "/health":
            CATALOGUE.count()
            return 200, {"status": "ok", "database": "connected", "version": VERSION, "release": HERE.name}
        if self.path.startswith("/products/") and self.path[10:].isdigit():
            product = CATALOGUE.get(int(self.path[10:]))
            if product:
                return 200, product
        return 404, {"error": "there is nothing here"}

    def post(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.path != "/products":
            return 404, {"error": "there is nothing here"}
        try:
            product = json.loads(body)
            return 201, {"id": CATALOGUE.add(product["name"], product["price"])}
        except (ValueError, KeyError, TypeError, sqlite3.IntegrityError) as error:
            return 400, {"error": f"not a product: {error}"}

    def answer(self, handle):
        try:
            status, body = handle()
        except Exception as error:  # an error is an answer too: the health check must see it
            self.log_error("%s %s failed: %s", self.command, self.path, error)
            status, body = 500, {"status": "degraded", "database": str(error), "version": VERSION, "release": HERE.name}
        text = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.send_header("X-Version", VERSION)
        self.end_headers()
        self.wfile.write(text)

    def log_request(self, code="-", size="-"):
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128


def main():
    server = Server((os.environ.get("HOST", "127.0.0.1"), int(os.environ.get("PORT", "8000"))), Shop)
    signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=server.shutdown).start())
    print(f"shop {VERSION} answers on port {server.server_port}", flush=True)
    server.serve_forever(poll_interval=0.05)


if __name__ == "__main__":
    main()
