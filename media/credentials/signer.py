"""Sign films in a process of its own, so that whatever the native library does, the film is there as it was cut."""

from collections.abc import Awaitable, Callable
from importlib import import_module
from pathlib import Path

from domain import timeouts
from domain.errors import MAX_MESSAGE, DatabaseUnavailable, GreenlightError, InputRejected
from domain.job.film.content_credentials import ContentCredentials, FilmClaim
from domain.ports.film_signer import FilmSigner, SigningCertificate
from media.bounded_process import BoundsExceeded, run_bounded


class ProcessSigner(FilmSigner):
    """A signer with one certificate, which is read once."""

    def __init__(self, certificate: Callable[[], Awaitable[SigningCertificate]], timestamps: str | None) -> None:
        """`timestamps` is the URL of the authority that dates signatures; None: no network is used."""
        self._read_certificate = certificate
        self._certificate: SigningCertificate | None = None
        self._timestamps = timestamps

    async def sign(self, film: Path, into: Path, claim: FilmClaim) -> ContentCredentials:
        try:
            used = self._certificate = self._certificate or await self._read_certificate()
            dates = self._timestamps
            await run_bounded(
                film.name, timeouts.SIGN_FILM, _sign, film, into, claim, used, dates, has_network=dates is not None
            )
        except DatabaseUnavailable:
            raise
        except BoundsExceeded:
            return ContentCredentials.none("the library that signs crashed, or did not end")
        except GreenlightError as error:
            return ContentCredentials.none(error.message)
        except Exception as error:  # of the process, not of the film
            return ContentCredentials.none(f"it cannot be signed: {type(error).__name__}")
        return ContentCredentials(signed=True, signer=used.signer, self_signed=used.is_self_made)


def _sign(film: Path, into: Path, claim: FilmClaim, certificate: SigningCertificate, timestamps: str | None) -> None:
    """Import the native library, and know its errors, only here: in the process that may crash."""
    try:
        import_module("media.credentials.c2pa_file").write_signed(film, into, claim, certificate, timestamps)
    except Exception as error:  # whatever the library raises
        raise InputRejected(f"it cannot be signed: {error}"[:MAX_MESSAGE]) from None
