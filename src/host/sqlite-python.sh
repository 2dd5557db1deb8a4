# shellcheck shell=sh
# A stand-in for the sqlite3 program on hosts that have Python instead: the same scripts, the same output.

lg_sqlite_program() {
  cat <<'LG_PYTHON'
import re, sqlite3, subprocess, sys, time

TOKEN = re.compile(r"""'[^']*'|"[^"]*"|`[^`]*`|\[[^\]]*\]|--[^\n]*|/\*.*?\*/|;""", re.S)
BLANK = re.compile(r"(?:\s+|--[^\n]*(?:\n|$)|/\*.*?\*/)*", re.S)
SPACE = re.compile(r"\s*")


def connect(mode, path):
    if path == ":memory:":
        return sqlite3.connect(path, isolation_level=None)
    uri = "file:" + path.replace("%", "%25").replace("?", "%3f").replace("#", "%23")
    query = {"read": "mode=ro", "still": "immutable=1", "mend": "mode=rw", "write": "mode=rwc"}[mode]
    connection = sqlite3.connect(uri + "?" + query, uri=True, isolation_level=None)
    # Bytes as they are stored: text in a database need not be valid UTF-8.
    connection.text_factory = bytes
    return connection


def as_bytes(value):
    if value is None:
        return b""
    if isinstance(value, float):
        text = "%.15g" % value
        if "e" in text and "." not in text:
            text = text.replace("e", ".0e")
        elif not re.search("[.einf]", text):
            text += ".0"
        return text.encode()
    return value if isinstance(value, bytes) else str(value).encode()


class Runner:
    def __init__(self, connection):
        self.connection = connection
        self.once = None

    def run(self, text):
        at = 0
        while True:
            at = SPACE.match(text, at).end()
            if at >= len(text):
                return
            if text[at] == ".":
                end = text.find("\n", at)
                end = len(text) if end < 0 else end
                self.command(*text[at:end].strip().partition(" ")[::2])
            else:
                end = self.end_of_statement(text, at)
                if end is None:
                    return
                self.execute(text[at:end])
            at = end

    def try_all(self, text):
        """Every statement, whatever became of the ones before it; says of each that fails where it begins."""
        at = 0
        while True:
            at = SPACE.match(text, at).end()
            end = self.end_of_statement(text, at) if at < len(text) else None
            if end is None:
                return
            try:
                self.connection.execute(text[at:end]).close()
            except (sqlite3.Error, sqlite3.Warning) as error:
                sys.stderr.write("Error: near line %d: %s\n" % (text.count("\n", 0, BLANK.match(text, at).end()) + 1, error))
            at = end

    @staticmethod
    def end_of_statement(text, at):
        for token in TOKEN.finditer(text, at):
            if token.group() == ";" and sqlite3.complete_statement(text[at : token.end()]):
                return token.end()
        if BLANK.match(text, at).end() < len(text):
            raise sqlite3.OperationalError("incomplete input")
        return None

    def command(self, name, word):
        if name == ".timeout":
            self.connection.execute("PRAGMA busy_timeout=%d" % int(word))
        elif name == ".once":
            self.once = word
        elif name == ".read":
            with open(word, "r", encoding="utf-8", newline="", errors="surrogateescape") as file:
                self.run(file.read())
        elif name == ".backup":
            copy = sqlite3.connect(word, isolation_level=None)
            copy.execute("PRAGMA synchronous=OFF")
            copy.execute("PRAGMA journal_mode=OFF")
            self.connection.backup(copy, pages=2048)
            copy.close()
        else:
            raise sqlite3.OperationalError("unknown command " + name)

    def execute(self, statement):
        target, self.once = self.once, None
        process = None
        if target is None:
            out = sys.stdout.buffer
        elif target.startswith("|"):
            process = subprocess.Popen(target[1:], shell=True, stdin=subprocess.PIPE)
            out = process.stdin
        else:
            out = open(target, "wb")
        for row in self.connection.execute(statement):
            out.write(b"|".join([as_bytes(value) for value in row]) + b"\n")
        if target is None:
            return
        out.close()
        if process is not None and process.wait() != 0:
            raise sqlite3.OperationalError("the output could not be taken: " + target)


def csv_field(value):
    if value is None:
        return b"- null -"
    value = as_bytes(value)
    return value if re.fullmatch(rb"[A-Za-z0-9_.:+-]+", value) else b'"' + value.replace(b'"', b'""') + b'"'


def query(connection, text):
    began = time.perf_counter()
    cursor = connection.execute(text)
    rows = cursor.fetchall()
    took = time.perf_counter() - began
    lines = [[column[0].encode() for column in cursor.description or []]] + rows
    for line in lines:
        sys.stdout.buffer.write(b",".join([csv_field(value) for value in line]) + b"\r\n")
    sys.stdout.buffer.write(b"Run Time: real %.6f\n" % took)


def main():
    mode, path, what = sys.argv[1:4]
    text = sys.stdin.buffer.read().decode("utf-8", "surrogateescape")
    try:
        connection = connect(mode, path)
        if what == "query":
            connection.execute("PRAGMA busy_timeout=5000")
            query(connection, text)
        elif what == "try":
            Runner(connection).try_all(text)
        else:
            Runner(connection).run(text)
        sys.stdout.buffer.flush()
        connection.close()
    except (sqlite3.Error, sqlite3.Warning, OSError, UnicodeError) as error:
        # What came before an error is flushed, so that it is seen in order; a transaction ends with the connection.
        sys.stdout.buffer.flush()
        sys.stderr.write("Error: %s\n" % error)
        sys.exit(1)


main()
LG_PYTHON
}
