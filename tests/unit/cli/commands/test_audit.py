"""Who did what, on the command line."""

from typing import Any

from tests.unit.cli.conftest import Greenlight
from tests.unit.cli.fake_api import FakeApi, answer, job


def entry(action: str, **fields: Any) -> dict[str, Any]:
    usual: dict[str, Any] = {
        "by": "key",
        "name": "Ann",
        "label": None,
        "outcome": "applied",
        "details": {},
        "refusal": None,
    }
    return {"at": "2026-03-02T09:30:00.000000Z", "action": action, **usual, **fields}


def test_each_entry_is_a_line_with_who_did_what(api: FakeApi, greenlight: Greenlight) -> None:
    refusal = {"code": "missing_scope", "message": "this needs a key with the scope spend", "retryable": False}
    approved = {"storyboardRevision": 2, "amount": 2.4}
    api.answers["GET", f"/api/v3/jobs/{api.add(job())}/audit"] = answer(
        {
            "data": [
                entry("approve_storyboard", outcome="unchanged", details=approved, by="link", label="Client", name=""),
                entry("approve_storyboard", details={"storyboardRevision": 2, "amount": None}),
                entry("retry_failed_scenes", outcome="refused", refusal=refusal, name="Rex\x1b[2J"),
                entry("scenes_batch", details={"operations": [{"op": "delete", "scene": 3}]}),
            ]
        }
    )

    shown = greenlight("audit", "last").out

    lines = [" ".join(line.split()) for line in shown.splitlines()[-4:]]
    time = "2026-03-02 09:30:00"
    assert lines == [
        f"{time} approve_storyboard link (Client) storyboardRevision 2, amount 2.4 (changed nothing)",
        f"{time} approve_storyboard Ann, key storyboardRevision 2, amount unknown",
        f"{time} retry_failed_scenes Rex␛[2J, key refused: this needs a key with the scope spend",
        f"{time} scenes_batch Ann, key operations delete 3",
    ]
