"""Hashes of passwords: scrypt, with a salt of its own for each."""

import asyncio
import base64
import hashlib
import hmac
import secrets

_COST, _BLOCK_SIZE, _PARALLEL = 2**15, 8, 1
_MEMORY = 64 * 1024 * 1024
"""Bytes that OpenSSL may use: 128 · cost · block size, which is 32 MB, and a little."""


async def hash_password(password: str) -> str:
    """Return `scrypt$cost$salt$hash`."""
    salt = secrets.token_bytes(16)
    return f"scrypt${_COST}${_text(salt)}${_text(await _scrypt(password, salt, _COST))}"


async def is_password(password: str, hashed: str) -> bool:
    """Return whether it is the password of which this is the hash. Takes about a tenth of a second of a core."""
    _, cost, salt, expected = hashed.split("$")
    found = await _scrypt(password, base64.b64decode(salt), int(cost))
    return hmac.compare_digest(_text(found), expected)


async def _scrypt(password: str, salt: bytes, cost: int) -> bytes:
    return await asyncio.to_thread(
        hashlib.scrypt, password.encode(), salt=salt, n=cost, r=_BLOCK_SIZE, p=_PARALLEL, maxmem=_MEMORY, dklen=32
    )


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()
