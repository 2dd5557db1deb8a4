"""What visitors see."""

import time
from secrets import token_hex

from flask import Blueprint, abort, jsonify, redirect, render_template, request, session, url_for

from .database import rows, write
from .passwords import keep, matches

blueprint = Blueprint("pages", __name__)

PAGE = 50
NOBODY = keep(token_hex())


@blueprint.get("/")
def companies():
    page = max(1, request.args.get("page", 1, type=int))
    found = rows("SELECT id, name, city FROM companies ORDER BY name, id LIMIT %s OFFSET %s", (PAGE, PAGE * (page - 1)))
    return render_template("companies.html", companies=found, page=page, title="Companies")


@blueprint.get("/companies/<int:company>")
def company(company):
    found = rows("SELECT id, name, city, website, about FROM companies WHERE id = %s", (company,))
    if not found:
        abort(404)
    return render_template("company.html", company=found[0], title=found[0]["name"])


@blueprint.post("/companies")
def add_company():
    """Takes JSON, since partners add themselves by program; answers the id."""
    body = request.get_json(silent=True) or {}
    name, city = body.get("name"), body.get("city") or ""
    if not isinstance(name, str) or not isinstance(city, str) or not name.strip():
        return jsonify(error="a company has a name, and a city in words"), 400
    added = write("INSERT INTO companies (name, city) VALUES (%s, %s) RETURNING id", (name.strip(), city))
    return jsonify(id=added["id"]), 201


@blueprint.get("/search")
def search():
    words = request.args.get("q", "").strip()
    pattern = "%" + words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
    found = rows("SELECT id, name, city FROM companies WHERE name ILIKE %s ORDER BY name LIMIT %s", (pattern, PAGE)) if words else []
    return render_template("companies.html", companies=found, page=1, words=words, title="Search")


@blueprint.get("/news")
def news():
    found = rows("SELECT n.id, n.title, n.published_at, c.name AS company FROM company_news n JOIN companies c ON c.id = n.company_id ORDER BY n.published_at DESC LIMIT %s", (PAGE,))
    return render_template("news.html", news=found, title="News")


@blueprint.route("/login", methods=["GET", "POST"])
def login():
    if request.method == "GET":
        return render_template("login.html", title="Log in")
    found = rows("SELECT id, password FROM users WHERE email = %s", (request.form.get("email", ""),))
    # Somebody unknown takes as long as a wrong password: the time must not tell who is known.
    if not matches(request.form.get("password", ""), found[0]["password"] if found else NOBODY):
        return render_template("login.html", title="Log in", problem="This is not right."), 403
    session.clear()
    session["user"] = found[0]["id"]
    return redirect(url_for("pages.companies"))


@blueprint.post("/logout")
def logout():
    session.clear()
    return redirect(url_for("pages.companies"))


@blueprint.get("/report")
def report():
    """A report that takes its time, as reports do."""
    seconds = min(10.0, max(0.0, request.args.get("seconds", 3.0, type=float)))
    time.sleep(seconds)
    return jsonify(companies=rows("SELECT count(*) AS n FROM companies")[0]["n"], seconds=seconds)
