"""What can go wrong between us and a vendor, and how the job ends then (spec §7)."""

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from domain.base import Frozen
from tests.simulators.film import MediaVendor, Script, drops, has_expired, says_nonsense
from tests.simulators.language import Answer

WORDS = "a stranger's face"
"""What the vendor says of an order that it does not like."""

COMPLETED = "completed"


class Ending(Frozen):
    """`code` is that of the scene's error, else that it is completed. `sold`: orders that the vendor accepted."""

    code: str = COMPLETED
    sold: int = 1
    words: str = ""
    """What the error must say."""


@dataclass(frozen=True)
class Trouble:
    """`script` is what the vendor does with the job's first order."""

    script: Callable[[MediaVendor], Script]
    ending: Ending = field(default_factory=Ending)


def _answering(place: str, *answers: Callable[[MediaVendor], Answer]) -> Callable[[MediaVendor], Script]:
    return lambda vendor: Script({place: deque(answer(vendor) for answer in answers)})


def _ending(end: Callable[[MediaVendor], dict[str, Any]]) -> Callable[[MediaVendor], Script]:
    return lambda vendor: Script(ends=deque([end(vendor)]))


_REFUSED = Ending(code="input_rejected", sold=0, words=WORDS)
_LOST_AFTERWARDS = Ending(code="take_lost", words="cannot be fetched")

_TROUBLES: Mapping[str, Trouble] = {
    "none": Trouble(lambda _: Script()),
    "429 with Retry-After, then 503": Trouble(
        _answering("refuse", lambda vendor: vendor.limits(1), lambda vendor: vendor.fails(503))
    ),
    "500": Trouble(_answering("refuse", lambda vendor: vendor.fails(500))),
    "reply dropped": Trouble(_answering("order", lambda _: drops)),
    "content policy": Trouble(_answering("refuse", lambda vendor: vendor.fails(400, WORDS)), _REFUSED),
    "out of credit": Trouble(
        _answering("refuse", lambda vendor: vendor.is_out_of_credit()), Ending(code="account_problem", sold=0)
    ),
    "wrong key": Trouble(
        _answering("refuse", lambda vendor: vendor.fails(401)), Ending(code="account_problem", sold=0)
    ),
    "slow": Trouble(lambda _: Script(looks=2)),
    "500 to a look, then 429": Trouble(
        _answering("look", lambda vendor: vendor.fails(500), lambda vendor: vendor.limits(1))
    ),
    "half a file": Trouble(_answering("download", lambda vendor: vendor.half_a_file())),
    "expired URL": Trouble(_answering("download", lambda _: has_expired), _LOST_AFTERWARDS),
    "a page instead of the clip": Trouble(
        _answering("download", lambda _: says_nonsense), Ending(code="input_rejected", words="text/html")
    ),
    "done but filtered": Trouble(
        _ending(lambda vendor: vendor.filtered(WORDS)), Ending(code="input_rejected", words=WORDS)
    ),
    "failed at the vendor": Trouble(
        _ending(lambda vendor: vendor.failed(WORDS)), Ending(code="input_rejected", words=WORDS)
    ),
}

_NOBODY_KNOWS = {
    "500": Ending(code="order_unknown", sold=0, words="may or may not"),
    "reply dropped": Ending(code="order_unknown", words="may or may not"),
}
_OWN: Mapping[str, Mapping[str, Ending]] = {
    "gemini": _NOBODY_KNOWS,
    "runway": _NOBODY_KNOWS | {"failed at the vendor": Ending(code="failed", words=WORDS)},
}
"""What some vendors cannot say, and what they say better than others."""


def troubles(vendor: str) -> dict[str, Trouble]:
    """All of them, as they end with that vendor."""
    own = _OWN.get(vendor, {})
    return {name: replace(trouble, ending=own.get(name, trouble.ending)) for name, trouble in _TROUBLES.items()}
