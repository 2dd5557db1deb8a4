"""What can be said without a database: python3 -m unittest discover -s tests -t ."""

import io
import os
import tempfile
import unittest
from pathlib import Path

os.environ.setdefault("FLASK_SECRET_KEY", "for tests alone, thirty-two characters")
os.environ.setdefault("DATABASE_URL", "host=/nonexistent dbname=none")

from directory import create_app, importer, passwords, read_version  # noqa: E402


class Passwords(unittest.TestCase):
    def test_only_the_right_one_matches(self):
        kept = passwords.keep("sesame")
        self.assertTrue(passwords.matches("sesame", kept))
        self.assertFalse(passwords.matches("Sesame", kept))
        self.assertFalse(passwords.matches("sesame", "plain$00$00"))


class Health(unittest.TestCase):
    def test_says_that_the_database_is_out_of_reach(self):
        answer = create_app().test_client().get("/health")
        self.assertEqual(answer.status_code, 503)
        self.assertEqual(answer.get_json()["status"], "degraded")
        self.assertEqual(answer.get_json()["database"], "unreachable")
        self.assertEqual(answer.get_json()["release"], Path(__file__).resolve().parent.parent.name)


class Version(unittest.TestCase):
    def test_is_what_the_deploy_wrote(self):
        with tempfile.TemporaryDirectory() as folder:
            self.assertEqual(read_version(Path(folder)), "development")
            (Path(folder) / ".lockgate-version").write_text("v1.4.0\n")
            self.assertEqual(read_version(Path(folder)), "v1.4.0")


class Login(unittest.TestCase):
    def test_is_a_form(self):
        answer = create_app().test_client().get("/login")
        self.assertEqual(answer.status_code, 200)
        self.assertIn('type="password"', answer.get_data(as_text=True))

    def test_ends(self):
        client = create_app().test_client()
        with client.session_transaction() as session:
            session["user"] = 1
        client.post("/logout")
        with client.session_transaction() as session:
            self.assertNotIn("user", session)


class Companies(unittest.TestCase):
    def test_need_a_name(self):
        answer = create_app().test_client().post("/companies", json={"city": "Łódź"})
        self.assertEqual(answer.status_code, 400)


class Import(unittest.TestCase):
    def test_reads_what_is_there(self):
        self.assertEqual(list(importer.read(io.StringIO("name,city\nPixlab,Kraków\n"))), [{"name": "Pixlab", "city": "Kraków", "website": None, "about": None}])

    def test_names_the_line_that_has_no_name(self):
        with self.assertRaisesRegex(ValueError, "line 3"):
            list(importer.read(io.StringIO("name,city\nPixlab,Kraków\n,Gdynia\n")))


if __name__ == "__main__":
    unittest.main()
