"""Write a signed claim into an MP4 file by c2pa, a native library."""

from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from c2pa import Builder, C2paSignerInfo, Context, Settings, Signer

from domain.job.film.content_credentials import FilmClaim
from domain.ports.film_signer import SigningCertificate

TAKES: Final = "film.greenlight.takes"
"""The label of our own assertion, which names the takes."""

_ACTIONS: Final = "c2pa.actions"

_SETTINGS: Final[dict[str, Any]] = {
    "version": 1,
    # Whoever reads the film checks it; here that would read it a second time.
    "verify": {"verify_after_sign": False, "verify_trust": False, "remote_manifest_fetch": False, "ocsp_fetch": False},
    "builder": {"thumbnail": {"enabled": False}, "created_assertion_labels": [_ACTIONS, TAKES]},
}


def write_signed(
    film: Path, into: Path, claim: FilmClaim, certificate: SigningCertificate, timestamps: str | None
) -> None:
    """Write the film with the claim to `into`. The network is used for a time stamp only, by the URL `timestamps`."""
    key = certificate.key.get_secret_value().encode()
    signing = C2paSignerInfo(certificate.algorithm, certificate.chain.encode(), key, timestamps)
    with (
        Settings.from_dict(_SETTINGS) as settings,
        Signer.from_info(signing) as signer,
        Context(settings, signer) as context,
        Builder(_manifest(claim), context) as builder,
        film.open("rb") as source,
        into.open("w+b") as target,
    ):
        builder.sign("video/mp4", source, target)


def _manifest(claim: FilmClaim) -> dict[str, Any]:
    """Return the claim as c2pa takes it. It says nothing of training and data mining."""
    agent = {"name": "Greenlight", "version": version("greenlight")}
    created = {"action": "c2pa.created", "digitalSourceType": claim.source_type.uri, "softwareAgent": agent}
    takes = [
        {"takeId": str(take.take_id), "vendor": take.vendor, "model": take.model, "sha256": take.sha256}
        for take in claim.takes
    ]
    return {
        "claim_generator_info": [agent],
        "title": f"{claim.film_id}.mp4",
        "format": "video/mp4",
        "assertions": [
            {"label": _ACTIONS, "data": {"actions": [created]}},
            {"label": TAKES, "data": {"jobId": str(claim.job_id), "filmId": str(claim.film_id), "takes": takes}},
        ],
    }
