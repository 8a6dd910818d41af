"""The port to the signer of films, which writes into a film's file who made it: Content Credentials (C2PA)."""

from pathlib import Path
from typing import Protocol

from pydantic import SecretStr

from domain.base import Frozen
from domain.job.film.content_credentials import ContentCredentials, FilmClaim


class SigningCertificate(Frozen):
    """A certificate and its key in PEM. `chain` has it first, then those that issued it.

    `algorithm` is C2PA's name of the signature. `signer` is whom it names. `is_self_made`: no authority vouches for it.
    """

    chain: str
    key: SecretStr
    algorithm: str
    signer: str
    is_self_made: bool


class FilmSigner(Protocol):
    """Signs films."""

    async def sign(self, film: Path, into: Path, claim: FilmClaim) -> ContentCredentials:
        """Write the film with the signed claim to `into`, if it can be signed. Say who signed it, or why nobody did.

        Errors: DatabaseUnavailable, when the certificate cannot be read.
        """
