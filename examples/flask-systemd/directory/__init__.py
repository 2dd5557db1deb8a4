"""A company directory: list, detail, search, news, log-in."""

import os
from pathlib import Path

from flask import Flask

from . import health, pages
from .database import close

HERE = Path(__file__).resolve().parent.parent


def read_version(folder=HERE):
    """What it was released as, in one line that the deploy wrote."""
    file = folder / ".lockgate-version"
    return file.read_text().strip() if file.exists() else "development"


# Read once, so that a process says what it was started from and not what lies there now.
VERSION = read_version()


def create_app():
    app = Flask(__name__)
    app.secret_key = os.environ["FLASK_SECRET_KEY"]
    app.config["SESSION_COOKIE_SAMESITE"] = "Lax"
    app.config["DATABASE_URL"] = os.environ["DATABASE_URL"]
    app.config["VERSION"] = VERSION
    app.config["RELEASE"] = HERE.name
    app.teardown_appcontext(close)
    app.register_blueprint(pages.blueprint)
    app.register_blueprint(health.blueprint)
    return app
