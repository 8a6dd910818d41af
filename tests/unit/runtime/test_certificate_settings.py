"""The operator's certificate is checked at start."""

from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID

from runtime.settings.settings import BadSettings, load_settings
from tests.harness.certificates import NAME, operators_certificate

pytestmark = pytest.mark.usefixtures("no_settings")

Made = tuple[Path, Path]


def set_files(monkeypatch: pytest.MonkeyPatch, chain: Path, key: Path) -> None:
    monkeypatch.setenv("C2PA_CERTIFICATE", str(chain))
    monkeypatch.setenv("C2PA_PRIVATE_KEY", str(key))


def of_another_key(folder: Path) -> Made:
    (folder / "other").mkdir()
    return operators_certificate(folder)[0], operators_certificate(folder / "other")[1]


def without_a_file(folder: Path) -> Made:
    return folder / "gone.pem", folder / "gone.pem"


def test_a_certificate_and_its_key_are_accepted(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    set_files(monkeypatch, *operators_certificate(tmp_path))

    assert load_settings().c2pa_certificate == tmp_path / "chain.pem"


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (without_a_file, "gone.pem cannot be read: No such file or directory."),
        (of_another_key, "key.pem is not that of the first certificate in"),
        (lambda folder: operators_certificate(folder, days=-1), "chain.pem is not valid now, but until 2"),
        (lambda folder: operators_certificate(folder, issuer=NAME), "has issued itself, which C2PA does not take."),
        (
            lambda folder: operators_certificate(folder, purpose=ExtendedKeyUsageOID.SERVER_AUTH),
            "its extended key usage must name documentSigning or emailProtection.",
        ),
        (lambda folder: operators_certificate(folder, password=b"secret"), "has a password; write it without one."),
        (lambda folder: operators_certificate(folder, rsa.generate_private_key(65537, 1024)), "is too weak"),
    ],
    ids=["no file", "another key", "expired", "self-issued", "for servers", "password", "weak"],
)
def test_what_cannot_sign_is_refused_in_one_sentence(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, make: Callable[[Path], Made], reason: str
) -> None:
    set_files(monkeypatch, *make(tmp_path))

    with pytest.raises(BadSettings) as raised:
        load_settings()

    (fault,) = raised.value.faults
    assert fault.startswith("C2PA_CERTIFICATE and C2PA_PRIVATE_KEY cannot be used: ")
    assert reason in fault


def test_a_certificate_without_its_key_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("C2PA_CERTIFICATE", str(operators_certificate(tmp_path)[0]))

    with pytest.raises(BadSettings, match="C2PA_CERTIFICATE and C2PA_PRIVATE_KEY belong together"):
        load_settings()
