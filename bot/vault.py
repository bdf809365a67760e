"""What is made of SECRET_KEY: the key that stored tokens are encrypted with, and the one behind pseudonyms.

Nothing here stores or logs anything.
"""

import base64

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from pydantic import SecretStr

from bot.settings import Settings, SettingsError

# SECRET_KEY has several uses, and each has a key of its own.
PURPOSE = b"reciprocal: stored Slack tokens"
FORGOTTEN = b"reciprocal: addresses of people who asked to be forgotten"
PSEUDONYMS = b"reciprocal: pseudonyms in research exports"
LOST_KEY = (
    "SECRET_KEY is not the one with which the tokens in the database were encrypted: set that one. If it is lost, "
    "empty the table `installations` and have every workspace install the app again at /slack/install."
)


class WrongKey(Exception):
    """SECRET_KEY is not the one with which a token was encrypted."""


def derived_key(secret_key: SecretStr, purpose: bytes) -> bytes:
    """Return the 32 bytes that one use of SECRET_KEY has for itself (HKDF with SHA-256)."""
    return HKDF(SHA256(), length=32, salt=None, info=purpose).derive(secret_key.get_secret_value().encode())


def key_of(settings: Settings, purpose: bytes) -> bytes:
    """Return the key for one purpose, nothing where there is neither a SECRET_KEY nor a SQLite file to keep one by."""
    try:
        return derived_key(settings.key(), purpose)
    except SettingsError:
        return b""


class Vault:
    """Encrypts and decrypts tokens (Fernet: AES-128-CBC with HMAC-SHA256, the key by HKDF from `secret_key`)."""

    def __init__(self, secret_key: SecretStr) -> None:
        self._fernet = Fernet(base64.urlsafe_b64encode(derived_key(secret_key, PURPOSE)))

    def seal(self, token: str) -> str:
        """Return the token encrypted, as ASCII text."""
        return self._fernet.encrypt(token.encode()).decode("ascii")

    def unseal(self, sealed: str) -> str:
        """Return the token that was sealed. Raises WrongKey."""
        try:
            return self._fernet.decrypt(sealed.encode("ascii")).decode()
        except InvalidToken:
            raise WrongKey from None
