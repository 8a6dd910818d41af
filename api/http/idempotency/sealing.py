"""Encrypt text that the database, or a page, must not show. Imported with the first secret: `cryptography` is large."""

import base64

from cryptography.fernet import Fernet, InvalidToken


def seal(key: bytes, text: str) -> str:
    """Return the text encrypted by the key, of 32 bytes."""
    return _fernet(key).encrypt(text.encode()).decode()


def unseal(key: bytes, sealed: str) -> str:
    """Return the text. Errors: ValueError if this key has not sealed it."""
    try:
        return _fernet(key).decrypt(sealed.encode()).decode()
    except InvalidToken:
        raise ValueError("not sealed by this key") from None


def _fernet(key: bytes) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(key))
