"""Manifests on the command line."""

import json
from pathlib import Path
from typing import Any

from tests.unit.cli.conftest import Greenlight
from tests.unit.cli.fake_api import FakeApi, answer, job

TAKE = {
    "number": 2,
    "vendor": "replicate",
    "model": "seedance",
    "version": None,
    "cost": 0.6,
    "inFilm": True,
    "outputs": {"original": {"sha256": "9f86d081884c7d65", "sizeBytes": None}, "working": None},
}


LINE = {"vendor": "local", "model": "local-1", "voice": "heart", "status": "done", "seconds": 2.14, "cost": 0.0}


def manifest_of(job_id: str) -> dict[str, Any]:
    return {
        "jobId": job_id,
        "brief": {"adBasics": {"productName": "Ember"}},
        "storyboard": {"revision": 3, "verdict": "approved", "approval": {"amount": 2.4, "name": "Ann", "by": "link"}},
        "scenes": [
            {"sceneNumber": 1, "take": TAKE, "speech": LINE},
            {"sceneNumber": 2, "take": None, "speech": None},
        ],
        "takes": [TAKE, {**TAKE, "inFilm": False, "cost": 0.5}],
        "film": {
            "duration": 20.0,
            "sizeBytes": 2_400_000,
            "sha256": "ab12",
            "finishing": {"music": {"name": "Warm piano", "licence": "CC0-1.0"}},
            "contentCredentials": {"signed": True, "signer": "Acme Ltd", "selfSigned": False, "error": None},
        },
        "totals": {"cost": 1.1, "costInFilm": 0.6},
    }


def test_manifest_shows_who_approved_what_was_made_by_whom_and_the_films_hash(
    api: FakeApi, greenlight: Greenlight
) -> None:
    job_id = api.add(job())
    api.answers["GET", f"/api/v3/jobs/{job_id}/manifest"] = answer({"data": manifest_of(job_id)})

    shown = greenlight("manifest", "last").out

    assert shown.splitlines()[3:] == [
        "storyboard  revision 3, approved for 2.40 USD by Ann",
        "scene 1     take 2, replicate's seedance, 0.60 USD, 9f86d081884c",
        "  line      local's local-1 as heart, 2.1 s, 0.00 USD",
        "scene 2     not filmed",
        "others      1 takes that are not in the film, 0.50 USD",
        "cost        1.10 USD, 0.60 of it in the film",
        "film        20 s, 2.4 MB, SHA-256 ab12",
        "music       Warm piano, CC0-1.0",
        "signed      Acme Ltd",
    ]


def test_manifest_says_which_takes_are_drafts_or_made_by_another_provider(api: FakeApi, greenlight: Greenlight) -> None:
    job_id = api.add(job())
    instead = {"take": "x", "provider": "replicate", "reason": "no knives"}
    draft, other = {**TAKE, "draft": True}, {**TAKE, "vendor": "runway", "model": "gen4.5", "fallbackOf": instead}
    scenes = [{"sceneNumber": number, "take": take, "speech": None} for number, take in enumerate((draft, other), 1)]
    api.answers["GET", f"/api/v3/jobs/{job_id}/manifest"] = answer({"data": manifest_of(job_id) | {"scenes": scenes}})

    shown = greenlight("manifest", "last").out

    assert shown.splitlines()[4:6] == [
        "scene 1     take 2, replicate's seedance as a draft, 0.60 USD, 9f86d081884c",
        "scene 2     take 2, runway's gen4.5 in place of replicate, 0.60 USD, 9f86d081884c",
    ]


def test_manifest_is_saved_as_the_api_sent_it(api: FakeApi, greenlight: Greenlight, tmp_path: Path) -> None:
    job_id = api.add(job())
    api.answers["GET", f"/api/v3/jobs/{job_id}/manifest"] = answer({"data": manifest_of(job_id)})

    greenlight("manifest", "last", "-o", str(tmp_path / "manifest.json"))

    assert json.loads((tmp_path / "manifest.json").read_text()) == manifest_of(job_id)
