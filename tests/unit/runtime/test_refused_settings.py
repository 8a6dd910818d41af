"""Settings that are refused at start, and in which words."""

from pathlib import Path

import pytest

from runtime.settings.settings import BadSettings, load_settings

pytestmark = pytest.mark.usefixtures("no_settings")


@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        (
            {"API_HOST": "0.0.0.0"},
            "API_HOST is 0.0.0.0, which others can reach: set API_KEYS, or listen on 127.0.0.1.",
        ),
        (
            {"ALLOWED_ORIGINS": "*"},
            "ALLOWED_ORIGINS is * but there are no keys, so any web page could spend here: "
            "set API_KEYS, or name origins.",
        ),
        (
            {"ALLOWED_ORIGINS": "https://a.example, https://b.example/"},
            "ALLOWED_ORIGINS=https://b.example/ cannot be used: "
            "write each as https://host or http://host:port, without a path, or * for all.",
        ),
        (
            {"AI_API_KEY": "sk-1"},
            "AI_API_KEY is set but AI_PROVIDER names no vendor: set AI_PROVIDER to openai, anthropic or gemini.",
        ),
        (
            {"AI_PROVIDER": "openai"},
            "AI_PROVIDER is openai but there is no key for it: set AI_API_KEY or OPENAI_API_KEY.",
        ),
        (
            {"VIDEO_PROVIDER": "replicate"},
            "VIDEO_PROVIDER is replicate but there is no key for it: set REPLICATE_API_TOKEN.",
        ),
        (
            {"IMAGE_PROVIDER": "runway"},
            "IMAGE_PROVIDER is runway but there is no key for it: set RUNWAYML_API_SECRET.",
        ),
        (
            {"VOICE_PROVIDER": "elevenlabs"},
            "VOICE_PROVIDER is elevenlabs but there is no key for it: set ELEVENLABS_API_KEY.",
        ),
        (
            {"VOICE_PROVIDER": "hal"},
            "VOICE_PROVIDER=hal cannot be used: should be local, elevenlabs, gemini or none.",
        ),
        (
            {"VOICE_NAME": "hal"},
            "VOICE_NAME is hal, which no local voice is called: set heart, en-US, en-GB, de-DE, es-ES, fr-FR or it-IT.",
        ),
        (
            {"VOICE_MODEL": "hal"},
            "VOICE_MODEL is hal, which local does not have: set local-1.",
        ),
        (
            {"SCENES_PER_VIDEO_MIN": "8"},
            "SCENES_PER_VIDEO_MIN is 8, more than SCENES_PER_VIDEO_MAX, 7.",
        ),
        (
            {"SCENES_PER_VIDEO_MAX": "21"},
            "SCENES_PER_VIDEO_MAX=21 cannot be used: should be less than or equal to 20.",
        ),
        (
            {"API_PORT": "http"},
            "API_PORT=http cannot be used: should be a valid integer, unable to parse string as an integer.",
        ),
        (
            {"AI_PROVIDER": "hal"},
            "AI_PROVIDER=hal cannot be used: should be template, openai, anthropic or gemini.",
        ),
        (
            {"VIDEO_PROVIDER": "zeta"},
            "VIDEO_PROVIDER=zeta cannot be used: should be animatic, replicate, gemini, runware or runway.",
        ),
        (
            {"DATABASE_URL": "mysql://me:secret@db/x"},
            "DATABASE_URL cannot be used: write postgresql://user:password@host:port/database.",
        ),
        (
            {"TEMPORAL_ADDRESS": "https://temporal.example.com"},
            "TEMPORAL_ADDRESS=https://temporal.example.com cannot be used: "
            "write host:port, such as temporal.example.com:7233.",
        ),
        (
            {"BLOB_STORAGE_TYPE": "s3"},
            "BLOB_STORAGE_TYPE is s3 but no bucket is named: set S3_BUCKET_NAME.",
        ),
        (
            {"BLOB_STORAGE_TYPE": "s3", "S3_BUCKET_NAME": "ads", "AWS_ACCESS_KEY_ID": "AKIA"},
            "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY belong together: set both, or neither.",
        ),
        (
            {"S3_ENDPOINT_URL": "minio:9000"},
            "S3_ENDPOINT_URL=minio:9000 cannot be used: "
            "write https://host, with a port and a path where there are some.",
        ),
        (
            {"ASSET_DELIVERY": "pigeon"},
            "ASSET_DELIVERY=pigeon cannot be used: should be proxy or redirect.",
        ),
        (
            {"REGENERATE_RATE": "often"},
            "REGENERATE_RATE=often cannot be used: write a number and a unit of time, such as 20/minute.",
        ),
        (
            {"VENDOR_CONCURRENCY": "replicate"},
            "VENDOR_CONCURRENCY=replicate cannot be used: write name=number, with commas between them.",
        ),
        (
            {"VENDOR_CONCURRENCY": "replicate=10, runway=0"},
            "VENDOR_CONCURRENCY=0 cannot be used: should be greater than or equal to 1.",
        ),
        (
            {"VENDOR_CONCURRENCY": "hal=9000"},
            "VENDOR_CONCURRENCY limits hal, which neither films, draws nor speaks: "
            "there is replicate, gemini, runware, runway, openai, elevenlabs.",
        ),
        (
            {"VENDOR_RATE": "replicate=60"},
            "VENDOR_RATE=60 cannot be used: write a number and a unit of time, such as 20/minute.",
        ),
        (
            {"VENDOR_RATE": "anthropic=60/minute"},
            "VENDOR_RATE limits anthropic, which neither films, draws nor speaks: "
            "there is replicate, gemini, runware, runway, openai, elevenlabs.",
        ),
        (
            {"REGENERATE_RATE": "0/minute"},
            "REGENERATE_RATE=0/minute cannot be used: write a number and a unit of time, such as 20/minute.",
        ),
        (
            {"PRICE_TABLE": "/nowhere/prices.toml"},
            "PRICE_TABLE cannot be used: /nowhere/prices.toml cannot be read: No such file or directory.",
        ),
        (
            {"CREDIT_PRICES": "generate_image"},
            "CREDIT_PRICES=generate_image cannot be used: write name=number, with commas between them.",
        ),
        (
            {"CREDIT_PRICES": "generate_images=2"},
            "CREDIT_PRICES=generate_images cannot be used: should be generate_image.",
        ),
        (
            {"CREDIT_PRICES": "generate_image=-1"},
            "CREDIT_PRICES=-1 cannot be used: should be greater than or equal to 0.",
        ),
        (
            {"SMTP_URL": "smtp://mail.example.com"},
            "A mail server is set but no sender: set MAIL_FROM, such as Greenlight <films@example.com>.",
        ),
        (
            {"MAIL_FROM": "films@example.com"},
            "MAIL_FROM is set but no server that sends mail: set SMTP_URL, or SMTP_HOST.",
        ),
        (
            {"SMTP_URL": "https://user:secret@mail.example.com", "MAIL_FROM": "films@example.com"},
            "SMTP_URL cannot be used: write smtp://user:password@host:port, or smtps:// for TLS from the beginning.",
        ),
        (
            {"SMTP_URL": "smtp://mail.example.com", "SMTP_HOST": "mail.example.com", "MAIL_FROM": "films@example.com"},
            "SMTP_URL and SMTP_HOST say the same thing: set one of them.",
        ),
        (
            {"SMTP_PORT": "25"},
            "SMTP_PORT is set but there is no server: set SMTP_HOST, or SMTP_URL instead.",
        ),
        (
            {"SMTP_HOST": "mail.example.com", "SMTP_USERNAME": "films", "MAIL_FROM": "films@example.com"},
            "SMTP_USERNAME and SMTP_PASSWORD belong together: set both, or neither.",
        ),
        (
            {"SMTP_HOST": "mail.example.com", "MAIL_FROM": "Films <films@example.com>, eve@evil.example"},
            "MAIL_FROM=Films <films@example.com>, eve@evil.example cannot be used: "
            "write an address, or Name <address>.",
        ),
        (
            {"ASSET_ALLOWED_NETWORKS": "10.0.0.0/8, intranet"},
            "ASSET_ALLOWED_NETWORKS=intranet cannot be used: value is not a valid IPv4 or IPv6 network.",
        ),
    ],
    ids=lambda value: list(value)[-1] if isinstance(value, dict) else "",
)
def test_a_fault_is_one_sentence_that_names_the_variable(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], sentence: str
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)

    with pytest.raises(BadSettings) as refused:
        load_settings()

    assert refused.value.faults == (sentence,)


@pytest.mark.parametrize(
    ("table", "fault"),
    [
        ("as_of = yesterday", "Invalid value (at line 1, column 9)"),
        ("as_of = 2026-11-21\nvideo = {}", "image: Field required"),
        (
            "as_of = 2026-11-21\nimage = {}\n[video.runway]\n'gen4.5' = -1",
            "video.runway.gen4.5: Input should be greater than or equal to 0",
        ),
    ],
)
def test_an_invalid_price_table_is_refused_at_start(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, table: str, fault: str
) -> None:
    (tmp_path / "prices.toml").write_text(table)
    monkeypatch.setenv("PRICE_TABLE", "prices.toml")

    with pytest.raises(BadSettings) as refused:
        load_settings()

    assert refused.value.faults == (f"PRICE_TABLE cannot be used: {tmp_path}/prices.toml is no price table: {fault}.",)


def test_all_faults_are_reported_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("API_HOST", "192.0.2.1")
    monkeypatch.setenv("AI_API_KEY", "sk-1")

    with pytest.raises(BadSettings) as refused:
        load_settings()

    assert len(refused.value.faults) == 2


@pytest.mark.parametrize(
    "origin",
    [
        *("app.example.com", "localhost:3000", "https://", "https://a.example/app", "https://a.example?x", "null"),
        *("https://*.a.example", "https://u:p@a.example", "ftp://a.example", "https://a.example:0", "https://a b"),
        *("https://a.example:99999", "https://ä.example", "https://a.example https://b.example"),
    ],
)
def test_what_is_no_origin_is_refused(monkeypatch: pytest.MonkeyPatch, origin: str) -> None:
    monkeypatch.setenv("ALLOWED_ORIGINS", origin)
    with pytest.raises(BadSettings, match=r"^ALLOWED_ORIGINS=.* cannot be used: write each as https://host"):
        load_settings()
