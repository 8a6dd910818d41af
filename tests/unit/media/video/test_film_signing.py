"""Films say in their own file where they come from, signed."""

import json
from pathlib import Path
from typing import Any
from uuid import UUID

import av
import pytest
from c2pa import Reader
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

from domain.errors import InputRejected
from domain.job.film.content_credentials import ContentCredentials, FilmClaim, PublicTake, SourceType
from domain.ports.editor import CutPlan
from domain.ports.film_signer import SigningCertificate
from media.credentials.certificate import SELF_MADE_NAME, make_certificate, read_certificate
from media.credentials.signer import ProcessSigner
from media.video.cut_film import cut
from tests.harness.certificates import NAME, PrivateKey, operators_certificate
from tests.unit.media.material import TINY, a_cut_clip

FILM_ID = UUID("5b0c2f4e-6a51-5d0a-9a7e-1f2d3c4b5a69")
TAKE = PublicTake(take_id=UUID(int=7), vendor="replicate", model="seedance", sha256="ab" * 32)
CLAIM = FilmClaim(job_id=UUID(int=1), film_id=FILM_ID, source_type=SourceType.GENERATED, takes=(TAKE,))
NOT_TRUSTED = "signingCredential.untrusted"

Read = dict[str, Any]


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A film of one second; not to be changed."""
    folder = tmp_path_factory.mktemp("film")
    cut(CutPlan(clips=(a_cut_clip(folder, "s0", frames=30),)), folder / "film.mp4", TINY)
    return folder / "film.mp4"


@pytest.fixture(scope="module")
async def signed(film: Path) -> Path:
    """The film, signed by a certificate that was made here; not to be changed."""
    into = film.with_name("signed.mp4")
    assert await sign(film, into, make_certificate()) == ContentCredentials(
        signed=True, signer=SELF_MADE_NAME, self_signed=True
    )
    return into


async def sign(
    film: Path, into: Path, certificate: SigningCertificate, timestamps: str | None = None
) -> ContentCredentials:
    async def kept() -> SigningCertificate:
        return certificate

    return await ProcessSigner(kept, timestamps).sign(film, into, CLAIM)


def read(path: Path) -> tuple[Read, set[str]]:
    """Return the manifest of the file, and the codes of what is wrong with it."""
    with path.open("rb") as file, Reader("video/mp4", file) as reader:
        found = json.loads(reader.json())
    return found["manifests"][found["active_manifest"]], {each["code"] for each in found["validation_status"]}


def packets(path: Path) -> list[tuple[int, int | None, bytes]]:
    with av.open(str(path)) as container:
        return [(packet.stream_index, packet.pts, bytes(packet)) for packet in container.demux() if packet.size]


def test_a_signed_film_is_valid_apart_from_the_unknown_signer(signed: Path) -> None:
    manifest, wrong = read(signed)

    assert wrong == {NOT_TRUSTED}
    assert manifest["signature_info"]["common_name"] == SELF_MADE_NAME
    assert manifest["claim_generator_info"][0]["name"] == "Greenlight"


def test_a_signed_film_says_how_it_was_made_and_names_its_takes(signed: Path) -> None:
    said = {each["label"]: each["data"] for each in read(signed)[0]["assertions"]}

    (action,) = said["c2pa.actions.v2"]["actions"]
    assert action["action"] == "c2pa.created"
    assert action["digitalSourceType"] == "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"
    assert said["film.greenlight.takes"] == {
        "jobId": str(CLAIM.job_id),
        "filmId": str(FILM_ID),
        "takes": [{"takeId": str(TAKE.take_id), "vendor": "replicate", "model": "seedance", "sha256": "ab" * 32}],
    }


@pytest.mark.parametrize("place", [0.3, 0.6, 0.999], ids=["in the index", "in a frame", "at the end"])
def test_a_changed_byte_is_found(signed: Path, tmp_path: Path, place: float) -> None:
    content = bytearray(signed.read_bytes())
    begin = content.index(b"moov")
    content[begin + int(place * (len(content) - begin))] ^= 1
    (tmp_path / "changed.mp4").write_bytes(content)

    assert "assertion.bmffHash.mismatch" in read(tmp_path / "changed.mp4")[1]


def test_signing_changes_no_frame_and_no_sound_and_leaves_the_index_first(film: Path, signed: Path) -> None:
    content = signed.read_bytes()

    assert packets(signed) == packets(film)
    assert content.index(b"moov") < content.index(b"mdat")
    assert len(content) - film.stat().st_size < 20_000


KEYS: dict[str, PrivateKey] = {
    "P-256": ec.generate_private_key(ec.SECP256R1()),
    "P-384": ec.generate_private_key(ec.SECP384R1()),
    "RSA": rsa.generate_private_key(65537, 2048),
    "Ed25519": ed25519.Ed25519PrivateKey.generate(),
}


@pytest.mark.parametrize("key", KEYS.values(), ids=KEYS)
async def test_an_operators_certificate_signs_by_any_kind_of_key(film: Path, tmp_path: Path, key: PrivateKey) -> None:
    certificate = read_certificate(*operators_certificate(tmp_path, key))

    credentials = await sign(film, tmp_path / "signed.mp4", certificate)

    assert credentials == ContentCredentials(signed=True, signer=NAME, self_signed=False)
    assert read(tmp_path / "signed.mp4")[1] == {NOT_TRUSTED}


async def test_a_film_that_cannot_be_signed_is_unsigned_with_the_reason(tmp_path: Path) -> None:
    (tmp_path / "film.mp4").write_bytes(b"no film")

    credentials = await sign(tmp_path / "film.mp4", tmp_path / "signed.mp4", make_certificate())

    assert (credentials.signed, credentials.signer) == (False, None)
    assert credentials.error


async def test_without_its_authority_of_time_stamps_a_film_is_unsigned(film: Path, tmp_path: Path) -> None:
    credentials = await sign(film, tmp_path / "signed.mp4", make_certificate(), "http://127.0.0.1:9/")

    assert not credentials.signed


async def test_a_certificate_that_cannot_be_read_leaves_the_film_unsigned(film: Path, tmp_path: Path) -> None:
    async def gone() -> SigningCertificate:
        raise InputRejected("chain.pem cannot be read: No such file or directory")

    credentials = await ProcessSigner(gone, None).sign(film, tmp_path / "signed.mp4", CLAIM)

    assert credentials == ContentCredentials.none("chain.pem cannot be read: No such file or directory")
