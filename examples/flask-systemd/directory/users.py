"""Adds a user, or gives one a new password: python -m directory.users someone@example.org

The password is asked for, or read as the first line of standard input: on the command line everybody on the machine would see it.
"""

import getpass
import os
import sys

import psycopg2

from .passwords import keep

SHORTEST = 12

UPSERT = """
INSERT INTO users (email, password) VALUES (%s, %s)
ON CONFLICT (email) DO UPDATE SET password = EXCLUDED.password
"""


def main(email):
    password = getpass.getpass() if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
    if len(password) < SHORTEST:
        sys.exit(f"a password has at least {SHORTEST} characters")
    with psycopg2.connect(os.environ["DATABASE_URL"], application_name="directory users") as connection:
        with connection.cursor() as cursor:
            cursor.execute(UPSERT, (email, keep(password)))
    print(f"{email} can log in")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python -m directory.users EMAIL")
    main(sys.argv[1])
