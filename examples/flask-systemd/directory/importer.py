"""Imports companies from a CSV file: python -m directory.importer companies.csv

The file has a header; `name` is required, `city`, `website` and `about` are taken where they are there. A company whose name
and city are known already is brought up to date. Everything is imported, or nothing.
"""

import csv
import os
import sys

import psycopg2

UPSERT = """
INSERT INTO companies (name, city, website, about) VALUES (%(name)s, %(city)s, %(website)s, %(about)s)
ON CONFLICT (name, city) DO UPDATE SET website = EXCLUDED.website, about = EXCLUDED.about
"""


def read(file):
    for number, row in enumerate(csv.DictReader(file), start=2):
        if not (row.get("name") or "").strip():
            raise ValueError(f"line {number} has no name")
        yield {key: (row.get(key) or "").strip() or None for key in ("name", "city", "website", "about")} | {"city": (row.get("city") or "").strip()}


def main(path):
    with open(path, newline="", encoding="utf-8") as file, psycopg2.connect(os.environ["DATABASE_URL"], application_name="directory import") as connection:
        with connection.cursor() as cursor:
            count = 0
            for row in read(file):
                cursor.execute(UPSERT, row)
                count += 1
    print(f"{count} companies imported")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python -m directory.importer FILE.csv")
    main(sys.argv[1])
