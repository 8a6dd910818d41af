"""Texts that say when they were signed for what, and that nobody without the key can make."""

import hashlib
import hmac
import secrets
from datetime import timedelta

_NONCE_BYTES = 16


def sign(key: bytes, purpose: str, lifetime: timedelta, now: float) -> str:
    """Return `expiry.nonce.signature`. `now` is in seconds since 1970. No two are the same."""
    content = f"{int(now + lifetime.total_seconds())}.{secrets.token_urlsafe(_NONCE_BYTES)}"
    return f"{content}.{_signature(key, purpose, content)}"


def is_signed(key: bytes, purpose: str, text: str, now: float) -> bool:
    """Return whether the text was signed with the key for that purpose, and has not expired."""
    content, _, signature = text.rpartition(".")
    is_ours = hmac.compare_digest(_signature(key, purpose, content).encode(), signature.encode("utf-8", "replace"))
    return is_ours and int(content.partition(".")[0]) > now


def _signature(key: bytes, purpose: str, content: str) -> str:
    return hmac.new(key, f"greenlight {purpose} {content}".encode("utf-8", "replace"), hashlib.sha256).hexdigest()
