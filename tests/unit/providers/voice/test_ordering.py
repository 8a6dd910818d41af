"""A line is ordered once, and each way in which its answer may fail is told by who can help."""

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from domain.errors import AccountProblem, InputRejected, NotAccepted, OutcomeUnknown
from domain.ports.speech import SOUND
from domain.task_queues import vendor_queue
from providers import registry
from providers.common.voice_models import VendorVoice
from tests.simulators.film import MediaVendor, drops, never_answers, says_nonsense
from tests.simulators.language import Answer, breaks_off, says_raw
from tests.unit.providers.adapters import made_by, opened, voice_at
from tests.unit.providers.voice.lines import line, unsaid

Voice = VendorVoice[Any]


async def test_the_answer_to_an_order_is_the_speech(voice: Voice, vendor: MediaVendor, tmp_path: Path) -> None:
    order_id = await voice.order(line(voice.model), tmp_path)

    assert order_id.startswith(f"{vendor.name}-")
    assert (tmp_path / SOUND).read_bytes().endswith(made_by(vendor))
    assert vendor.sold("Slow mornings, finally.") == 1


@pytest.mark.parametrize("status", [429, 503])
async def test_a_busy_vendor_did_not_take_the_order_and_says_when_to_try_again(
    voice: Voice, vendor: MediaVendor, tmp_path: Path, status: int
) -> None:
    vendor.faults["refuse"].append(vendor.fails(status, retry_after=7))

    error = await unsaid(voice, tmp_path)

    assert isinstance(error, NotAccepted)
    assert error.retry_after == timedelta(seconds=7)
    assert (vendor.calls["order"], vendor.accepted.total()) == (1, 0)


async def test_a_refused_connection_took_nothing(vendor: MediaVendor, tmp_path: Path) -> None:
    vendor.url = "http://127.0.0.1:9"

    assert isinstance(await unsaid(voice_at(vendor), tmp_path), NotAccepted)


@pytest.mark.parametrize("status", [408, 409, 425, 500, 502, 504])
async def test_any_other_trouble_leaves_the_order_unknown(
    voice: Voice, vendor: MediaVendor, tmp_path: Path, status: int
) -> None:
    vendor.faults["order"].append(vendor.fails(status))

    assert type(await unsaid(voice, tmp_path)) is OutcomeUnknown
    assert (vendor.calls["order"], vendor.accepted.total()) == (1, 1)


@pytest.mark.parametrize(
    "answer",
    [drops, says_nonsense, breaks_off, says_raw("[]"), says_raw("{}")],
    ids=["dropped", "no JSON", "broken off", "a list", "an empty object"],
)
async def test_a_lost_or_unreadable_answer_leaves_the_order_unknown(
    voice: Voice, vendor: MediaVendor, tmp_path: Path, answer: Answer
) -> None:
    vendor.faults["order"].append(answer)

    assert type(await unsaid(voice, tmp_path)) is OutcomeUnknown
    assert (vendor.calls["order"], vendor.accepted.total()) == (1, 1)


async def test_an_answer_that_never_comes_leaves_the_order_unknown(vendor: MediaVendor, tmp_path: Path) -> None:
    vendor.faults["order"].append(never_answers)

    assert type(await unsaid(voice_at(vendor, timeout=0.3), tmp_path)) is OutcomeUnknown
    assert (vendor.calls["order"], vendor.accepted.total()) == (1, 1)


async def test_a_cancelled_order_call_is_not_sent_again(voice: Voice, vendor: MediaVendor, tmp_path: Path) -> None:
    vendor.faults["order"].append(never_answers)
    ordering = asyncio.create_task(voice.order(line(voice.model), tmp_path))
    await vendor.until_ordered(1)

    ordering.cancel()
    await asyncio.gather(ordering, return_exceptions=True)

    assert vendor.calls["order"] == 1


@pytest.mark.parametrize("status", [400, 413, 422])
async def test_a_rejected_input_is_told_in_the_vendors_words(
    voice: Voice, vendor: MediaVendor, tmp_path: Path, status: int
) -> None:
    vendor.faults["refuse"].append(vendor.fails(status, "this text is against our policy"))

    error = await unsaid(voice, tmp_path)

    assert isinstance(error, InputRejected)
    assert "this text is against our policy" in error.message
    assert (vendor.calls["order"], vendor.accepted.total()) == (1, 0)


async def test_a_withheld_speech_is_told_in_the_vendors_words(
    voice: Voice, vendor: MediaVendor, tmp_path: Path
) -> None:
    vendor.ends.append(vendor.filtered("against our policy"))

    error = await unsaid(voice, tmp_path)

    assert isinstance(error, InputRejected)
    assert "against our policy" in error.message


async def test_a_wrong_key_says_which_variable_holds_it(voice: Voice, vendor: MediaVendor, tmp_path: Path) -> None:
    vendor.key = "another"

    error = await unsaid(voice, tmp_path)

    assert isinstance(error, AccountProblem)
    assert vendor.key_variable in error.message


async def test_a_lack_of_credit_is_an_account_problem(voice: Voice, vendor: MediaVendor, tmp_path: Path) -> None:
    vendor.faults["refuse"].append(vendor.is_out_of_credit())

    error = await unsaid(voice, tmp_path)

    assert isinstance(error, AccountProblem)
    assert vendor.key_variable in error.message
    assert (vendor.calls["order"], vendor.accepted.total()) == (1, 0)


async def test_a_model_that_is_not_known_here_is_not_asked(voice: Voice, vendor: MediaVendor, tmp_path: Path) -> None:
    error = await unsaid(voice, tmp_path, line("sings-1"))

    assert isinstance(error, InputRejected)
    assert "has no voice model sings-1 here; there is " in error.message
    assert vendor.calls["order"] == 0


async def test_each_model_is_taken_with_all_that_a_line_has(voice: Voice, vendor: MediaVendor, tmp_path: Path) -> None:
    for model in voice.models:
        order = line(model, language="de", seed=2**40, previous_text="Guten Morgen.")
        await voice.order(order, tmp_path)

    assert vendor.accepted.total() == len(voice.models)


async def test_each_order_has_a_new_connection(voice: Voice, vendor: MediaVendor, tmp_path: Path) -> None:
    for seed in range(3):
        await voice.order(line(voice.model, seed=seed), tmp_path)

    assert len(set(vendor.connections)) == 3


async def test_lines_have_the_task_queue_of_their_vendor(voice: Voice, vendor: MediaVendor) -> None:
    assert voice.queue == vendor_queue(vendor.name)


@pytest.mark.parametrize("tail", ["", "/v1", "/v1/"])
async def test_an_adapter_is_built_from_the_environment_with_a_version_in_its_url_or_not(
    vendor: MediaVendor, tail: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv(vendor.key_variable, vendor.key)
    monkeypatch.setenv(vendor.url_variable, vendor.url + tail)
    voice = opened(registry.VOICES.create(vendor.name))

    await voice.order(line(voice.model), tmp_path)

    assert vendor.accepted.total() == 1


def test_a_missing_key_is_named_in_one_sentence(
    vendor: MediaVendor, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    for variable in registry.VOICES.key_variables(vendor.name):
        monkeypatch.delenv(variable, raising=False)

    with pytest.raises(AccountProblem, match=rf"^[^.]* needs a key: set {vendor.key_variable}\.$"):
        registry.VOICES.create(vendor.name)
