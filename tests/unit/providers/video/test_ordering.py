"""An order for a clip is sent once, and each way in which its answer may fail is told by who can help."""

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from domain.base import evolve
from domain.errors import AccountProblem, InputRejected, NotAccepted, OutcomeUnknown
from providers import registry
from tests.simulators.film import MediaVendor, drops, never_answers, says_nonsense
from tests.simulators.language import Answer, as_json
from tests.unit.providers.adapters import KEY, Video, body_of, downloads, opened, refused, shot, video_at


async def test_an_order_is_known_by_the_vendors_id(video: Video, vendor: MediaVendor) -> None:
    order_id = await video.order(shot(video.model))

    assert order_id.removeprefix(f"{vendor.name}-") in vendor.orders
    assert (vendor.calls["order"], vendor.accepted.total()) == (1, 1)


@pytest.mark.parametrize("status", [429, 503])
async def test_a_busy_vendor_did_not_take_the_order_and_says_when_to_try_again(
    video: Video, vendor: MediaVendor, status: int
) -> None:
    vendor.faults["refuse"].append(vendor.fails(status, retry_after=7))

    error = await refused(video)

    assert isinstance(error, NotAccepted)
    assert error.retry_after == timedelta(seconds=7)
    assert (vendor.calls["order"], vendor.accepted.total()) == (1, 0)


async def test_a_refused_connection_took_nothing(vendor: MediaVendor) -> None:
    vendor.url = "http://127.0.0.1:9"

    assert isinstance(await refused(video_at(vendor)), NotAccepted)


@pytest.mark.parametrize("status", [408, 409, 425, 500, 502, 504])
async def test_any_other_trouble_leaves_the_order_unknown(video: Video, vendor: MediaVendor, status: int) -> None:
    vendor.faults["order"].append(vendor.fails(status))

    assert type(await refused(video)) is OutcomeUnknown
    assert (vendor.calls["order"], vendor.accepted.total()) == (1, 1)


@pytest.mark.parametrize(
    "answer",
    [drops, says_nonsense, as_json({}), as_json({"id": ""})],
    ids=["dropped", "no JSON", "empty", "empty id"],
)
async def test_a_lost_or_unreadable_answer_leaves_the_order_unknown(
    video: Video, vendor: MediaVendor, answer: Answer
) -> None:
    vendor.faults["order"].append(answer)

    assert type(await refused(video)) is OutcomeUnknown
    assert (vendor.calls["order"], vendor.accepted.total()) == (1, 1)


async def test_an_answer_that_never_comes_leaves_the_order_unknown(vendor: MediaVendor) -> None:
    vendor.faults["order"].append(never_answers)

    assert type(await refused(video_at(vendor, timeout=0.3))) is OutcomeUnknown
    assert (vendor.calls["order"], vendor.accepted.total()) == (1, 1)


async def test_a_cancelled_order_call_is_not_sent_again(video: Video, vendor: MediaVendor) -> None:
    vendor.faults["order"].append(never_answers)
    ordering = asyncio.create_task(video.order(shot(video.model)))
    await vendor.until_ordered(1)

    ordering.cancel()
    await asyncio.gather(ordering, return_exceptions=True)

    assert vendor.calls["order"] == 1


@pytest.mark.parametrize("status", [400, 413, 422])
async def test_a_rejected_input_is_told_in_the_vendors_words(video: Video, vendor: MediaVendor, status: int) -> None:
    vendor.faults["refuse"].append(vendor.fails(status, "this prompt is against our policy"))

    error = await refused(video)

    assert isinstance(error, InputRejected)
    assert "this prompt is against our policy" in error.message
    assert (vendor.calls["order"], vendor.accepted.total()) == (1, 0)


@pytest.mark.parametrize("status", [401, 403, 404])
async def test_an_account_problem_says_what_to_check(video: Video, vendor: MediaVendor, status: int) -> None:
    vendor.faults["refuse"].append(vendor.fails(status))

    error = await refused(video)

    assert isinstance(error, AccountProblem)
    assert f"Check {vendor.key_variable}" in error.message


async def test_a_wrong_key_says_which_variable_holds_it(video: Video, vendor: MediaVendor) -> None:
    vendor.key = "another"

    error = await refused(video)

    assert isinstance(error, AccountProblem)
    assert vendor.key_variable in error.message
    assert vendor.accepted.total() == 0


async def test_a_lack_of_credit_is_an_account_problem(video: Video, vendor: MediaVendor) -> None:
    vendor.faults["refuse"].append(vendor.is_out_of_credit())

    error = await refused(video)

    assert isinstance(error, AccountProblem)
    assert vendor.key_variable in error.message
    assert (vendor.calls["order"], vendor.accepted.total()) == (1, 0)


async def test_a_scene_longer_than_any_clip_is_rejected_before_it_is_sent(video: Video, vendor: MediaVendor) -> None:
    error = await refused(video, shot(video.model, seconds=40))

    assert isinstance(error, InputRejected)
    assert "s at most and the scene is 40 s long; make the scene shorter" in error.message
    assert vendor.calls["order"] == 0


@pytest.mark.parametrize("tail", ["", "/", "/v1", "/v1/"])
async def test_an_adapter_is_built_from_the_environment_with_a_version_in_its_url_or_not(
    vendor: MediaVendor, tail: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(vendor.key_variable, vendor.key)
    monkeypatch.setenv(vendor.url_variable, vendor.url + tail)
    video = opened(registry.VIDEO.create(vendor.name, downloads()))

    await video.order(shot(video.model, key=KEY))

    assert video.queue == f"greenlight-{vendor.name}"
    assert video.model in video.models
    assert vendor.accepted.total() == 1


async def test_the_env_file_is_read(vendor: MediaVendor, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for variable in vendor.environment():
        monkeypatch.delenv(variable, raising=False)
    (tmp_path / ".env").write_text("".join(f"{name}={value}\n" for name, value in vendor.environment().items()))
    video = opened(registry.VIDEO.create(vendor.name, downloads()))

    await video.order(shot(video.model))

    assert vendor.accepted.total() == 1


def test_a_missing_key_is_named_in_one_sentence(
    vendor: MediaVendor, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    for variable in registry.VIDEO.key_variables(vendor.name):
        monkeypatch.delenv(variable, raising=False)

    with pytest.raises(AccountProblem, match=rf"^[^.]* needs a key: set {vendor.key_variable}\.$"):
        registry.VIDEO.create(vendor.name, downloads())


async def test_the_prompt_that_is_noted_is_the_one_that_is_sent(video: Video, vendor: MediaVendor) -> None:
    wordy = shot(video.model)
    wordy = wordy.model_copy(update={"text": evolve(wordy.text, camera="push in " * 200, lighting="dim " * 400)})

    await video.order(wordy)

    assert video.prompt(wordy) in texts_in(body_of(vendor))


def texts_in(value: Any) -> list[str]:
    match value:
        case dict():
            return [text for each in value.values() for text in texts_in(each)]
        case list():
            return [text for each in value for text in texts_in(each)]
    return [value] if isinstance(value, str) else []
