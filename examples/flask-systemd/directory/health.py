"""Whether this process can do its work, and which release it is."""

import psycopg2
from flask import Blueprint, current_app, jsonify

from .database import rows

blueprint = Blueprint("health", __name__)


@blueprint.get("/health")
def health():
    answer = {"version": current_app.config["VERSION"], "release": current_app.config["RELEASE"]}
    try:
        rows("SELECT 1 FROM companies LIMIT 1")
    except psycopg2.Error as error:
        current_app.logger.error("the database does not answer: %s", str(error).strip().split("\n")[0])
        return jsonify(status="degraded", database="unreachable", **answer), 503
    return jsonify(status="ok", database="connected", **answer)
