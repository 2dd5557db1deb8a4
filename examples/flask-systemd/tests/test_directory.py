"""What can be said without a database: python3 -m unittest"""

import io
import os
import unittest

os.environ.setdefault("FLASK_SECRET_KEY", "for tests alone, thirty-two characters")
os.environ.setdefault("DATABASE_URL", "host=/nonexistent dbname=none")

from directory import create_app, importer, passwords  # noqa: E402


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
        self.assertEqual(answer.get_json()["version"], "development")


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
