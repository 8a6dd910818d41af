"""How often the holder of a key may call."""

import re
from dataclasses import dataclass

import httpx
import pytest
from pydantic import SecretStr

from api.http.access.request_rate import Quota, RequestRates
from runtime.settings.setting_types import Rate
from tests.harness.api_client import Http, json_of
from tests.unit.api.conftest import Serving

KEYS = (SecretStr("first-key"), SecretStr("second-key"))
FIRST = {"Authorization": "Bearer first-key"}
SECOND = {"Authorization": "Bearer second-key"}
TWO_AN_HOUR = Rate(count=2, seconds=3600)


@dataclass
class Clock:
    now: float = 1000.0

    def __call__(self) -> float:
        return self.now


def left_of(answer: httpx.Response) -> int:
    """How many requests the key has left, within an hour of which hardly anything is over."""
    told = re.fullmatch(r'"default";r=(\d);t=(\d+)', answer.headers["RateLimit"])
    assert told
    assert 3000 < int(told[2]) <= 3600
    return int(told[1])


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def limited(serving: Serving) -> Http:
    return await serving(api_keys=KEYS, request_rate=TWO_AN_HOUR)


async def test_an_answer_says_what_the_key_has_left(limited: Http) -> None:
    answers = [await limited.get("/healthz", headers=FIRST) for _ in range(2)]

    assert [answer.headers["RateLimit-Policy"] for answer in answers] == ['"default";q=2;w=3600'] * 2
    assert [left_of(answer) for answer in answers] == [1, 0]


async def test_an_error_says_it_too(limited: Http) -> None:
    answer = await limited.get("/api/v3/nothing", headers=FIRST)

    assert (answer.status_code, left_of(answer)) == (404, 1)


async def test_a_request_beyond_the_rate_is_refused_and_says_when_to_try_again(limited: Http) -> None:
    for _ in range(2):
        await limited.get("/healthz", headers=FIRST)

    refused = await limited.get("/healthz", headers=FIRST)

    problem = json_of(refused, 429)
    assert (problem["code"], problem["retryable"]) == ("too_many_requests", True)
    seconds = refused.headers["Retry-After"]
    assert f"2 requests in 3600 s; wait {seconds} s" in problem["detail"]
    assert refused.headers["RateLimit"] == f'"default";r=0;t={seconds}'
    assert left_of(refused) == 0


async def test_each_key_is_counted_by_itself(limited: Http) -> None:
    for _ in range(3):
        await limited.get("/healthz", headers=FIRST)

    assert (await limited.get("/healthz", headers=SECOND)).status_code == 200


async def test_a_session_counts_for_the_key_that_began_it(limited: Http) -> None:
    await limited.post("/api/v3/session", json={"key": "first-key"})

    in_session = await limited.get("/healthz")
    with_key = await limited.get("/healthz", headers=FIRST)

    assert [left_of(in_session), left_of(with_key)] == [1, 0]


async def test_who_calls_without_a_key_is_neither_counted_nor_told(serving: Serving) -> None:
    http = await serving(request_rate=TWO_AN_HOUR)

    answers = [await http.get("/healthz") for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200] * 3
    assert "RateLimit" not in answers[0].headers


def test_a_new_period_begins_with_the_first_request_after_the_last_one(clock: Clock) -> None:
    rates = RequestRates(Rate(count=2, seconds=60), clock)
    for _ in range(3):
        rates.count("a")
    clock.now += 59.5
    assert rates.count("a") == Quota(0, 1, is_exceeded=True)

    clock.now += 0.5
    assert rates.count("a") == Quota(1, 60, is_exceeded=False)


def test_what_is_left_late_in_a_period_promises_no_higher_rate_than_the_policy(clock: Clock) -> None:
    rates = RequestRates(Rate(count=600, seconds=60), clock)
    assert rates.count("a") == Quota(599, 60, is_exceeded=False)

    clock.now += 58
    assert rates.count("a") == Quota(20, 2, is_exceeded=False)


def test_callers_whose_period_is_over_are_forgotten(clock: Clock) -> None:
    rates = RequestRates(Rate(count=2, seconds=60), clock)
    for number in range(10_000):
        rates.count(f"caller {number}")
    clock.now += 60
    rates.count("another")

    assert rates.callers == 1
