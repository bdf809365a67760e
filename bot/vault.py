"""How stored tokens are kept: encrypted with a key derived from SECRET_KEY. Nothing here stores or logs anything."""

import base64

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from pydantic import SecretStr

PURPOSE = b"reciprocal: stored Slack tokens"  # SECRET_KEY has other uses too, and each has a key of its own
LOST_KEY = (
    "SECRET_KEY is not the one with which the tokens in the database were encrypted: set that one. If it is lost, "
    "empty the table `installations` and have every workspace install the app again at /slack/install."
)


class WrongKey(Exception):
    """SECRET_KEY is not the one with which a token was encrypted."""


class Vault:
    """Encrypts and decrypts tokens (Fernet: AES-128-CBC with HMAC-SHA256, the key by HKDF from `secret_key`)."""

    def __init__(self, secret_key: SecretStr) -> None:
        derived = HKDF(SHA256(), length=32, salt=None, info=PURPOSE).derive(secret_key.get_secret_value().encode())
        self._fernet = Fernet(base64.urlsafe_b64encode(derived))

    def seal(self, token: str) -> str:
        """Return the token encrypted, as ASCII text."""
        return self._fernet.encrypt(token.encode()).decode("ascii")

    def unseal(self, sealed: str) -> str:
        """Return the token that was sealed. Raises WrongKey."""
        try:
            return self._fernet.decrypt(sealed.encode("ascii")).decode()
        except InvalidToken:
            raise WrongKey from None
