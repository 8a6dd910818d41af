"""Faults between us and a vendor, and how the job ends then."""

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from domain.base import Frozen
from tests.simulators.film import MediaVendor, Script, drops, has_expired, says_nonsense
from tests.simulators.language import Answer

WORDS = "a stranger's face"
"""The vendor's reason for rejecting an order."""

COMPLETED = "completed"


class Ending(Frozen):
    """`code` is the scene's error code, or COMPLETED. `sold` is the number of orders that the vendor accepted."""

    code: str = COMPLETED
    sold: int = 1
    words: str = ""
    """Part of the error's message."""


@dataclass(frozen=True)
class Fault:
    """A fault: `script` is what the vendor does with the job's first order."""

    script: Callable[[MediaVendor], Script]
    ending: Ending = field(default_factory=Ending)


def _answering(place: str, *answers: Callable[[MediaVendor], Answer]) -> Callable[[MediaVendor], Script]:
    return lambda vendor: Script({place: deque(answer(vendor) for answer in answers)})


def _ending(end: Callable[[MediaVendor], dict[str, Any]]) -> Callable[[MediaVendor], Script]:
    return lambda vendor: Script(ends=deque([end(vendor)]))


_REFUSED = Ending(code="input_rejected", sold=0, words=WORDS)
_LOST_AFTERWARDS = Ending(code="take_lost", words="cannot be fetched")

FAULTS: Mapping[str, Fault] = {
    "none": Fault(lambda _: Script()),
    "429 with Retry-After, then 503": Fault(
        _answering("refuse", lambda vendor: vendor.limits(1), lambda vendor: vendor.fails(503))
    ),
    "500": Fault(_answering("refuse", lambda vendor: vendor.fails(500))),
    "reply dropped": Fault(_answering("order", lambda _: drops)),
    "content policy": Fault(_answering("refuse", lambda vendor: vendor.fails(400, WORDS)), _REFUSED),
    "out of credit": Fault(
        _answering("refuse", lambda vendor: vendor.is_out_of_credit()), Ending(code="account_problem", sold=0)
    ),
    "wrong key": Fault(
        _answering("refuse", lambda vendor: vendor.fails(401)), Ending(code="account_problem", sold=0, words="Check ")
    ),
    "slow": Fault(lambda _: Script(looks=2)),
    "500 to a look, then 429": Fault(
        _answering("look", lambda vendor: vendor.fails(500), lambda vendor: vendor.limits(1))
    ),
    "half a file": Fault(_answering("download", lambda vendor: vendor.half_a_file())),
    "expired URL": Fault(_answering("download", lambda _: has_expired), _LOST_AFTERWARDS),
    "a page instead of the clip": Fault(
        _answering("download", lambda _: says_nonsense), Ending(code="input_rejected", words="text/html")
    ),
    "done but filtered": Fault(
        _ending(lambda vendor: vendor.filtered(WORDS)), Ending(code="input_rejected", words=WORDS)
    ),
    "failed at the vendor": Fault(
        _ending(lambda vendor: vendor.failed(WORDS)), Ending(code="input_rejected", words=WORDS)
    ),
}

_CANNOT_SAY = {
    "500": Ending(code="order_unknown", sold=0, words="may or may not"),
    "reply dropped": Ending(code="order_unknown", words="may or may not"),
}
_OWN: Mapping[str, Mapping[str, Ending]] = {
    "gemini": _CANNOT_SAY,
    "runway": _CANNOT_SAY | {"failed at the vendor": Ending(code="failed", words=WORDS)},
}
"""Endings of vendors that cannot look an order up, or that tell their own failures from a rejected input."""


def fault_at(vendor: str, name: str) -> Fault:
    """Return the fault with its ending at that vendor."""
    fault = FAULTS[name]
    return replace(fault, ending=_OWN.get(vendor, {}).get(name, fault.ending))
