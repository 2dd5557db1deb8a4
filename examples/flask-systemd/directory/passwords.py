"""Passwords are kept as scrypt$<salt>$<hash>, both in hex."""

import hashlib
import hmac
import os


def derive(password, salt):
    return hashlib.scrypt(password.encode(), salt=salt, n=2**14, r=8, p=1, dklen=32)


def keep(password):
    salt = os.urandom(16)
    return f"scrypt${salt.hex()}${derive(password, salt).hex()}"


def matches(password, kept):
    kind, _, rest = kept.partition("$")
    salt, _, digest = rest.partition("$")
    return kind == "scrypt" and hmac.compare_digest(derive(password, bytes.fromhex(salt)).hex(), digest)
