"""The words of guests' pages in one language. A language that lacks one does not pass the type check."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

from domain.rules.storyboard.approvals import dollars


@dataclass(frozen=True)
class Words:
    """`months` are their names; `day_form` makes a date of `day`, `month`, `year` and `time`. Braces are filled in."""

    language: str
    months: Sequence[str]
    day_form: str
    decimal_point: str
    amount_form: str

    film: str
    preview: str
    preview_help: str
    captions: str
    download_film: str
    draft_film: str
    draft_first: str
    stale_film: str
    storyboard: str
    scene: str
    seconds: str
    still_of: str

    being_written: str
    sent_back: str
    in_review: str
    being_filmed: str
    being_cut: str
    paused: str
    completed: str
    cancelled: str
    approved: str
    approved_by: str
    approved_for: str

    notes: str
    no_notes: str
    resolved: str
    guest: str
    your_name: str
    note: str
    about: str
    whole: str
    moment: str
    moment_help: str
    add_note: str
    decision: str
    decision_help: str
    estimate: str
    approve: str
    reason: str
    send_back: str

    name_missing: str
    reason_missing: str
    note_missing: str
    too_long: str
    moment_wrong: str
    note_refused: str
    has_changed: str
    storyboard_changed: str
    amount_changed: str
    amount_unknown: str
    already_decided: str
    nothing_sent: str
    look_again: str

    password: str
    password_help: str
    open: str
    wrong_password: str
    wait: str
    not_found: str
    ended: str
    ask_again: str
    check_address: str
    stale_form: str
    not_permitted: str
    failed: str
    back: str

    def money(self, amount: Decimal) -> str:
        return self.amount_form.format(dollars(amount).removeprefix("$").translate(self._separators))

    def number(self, value: float) -> str:
        return f"{value:g}".replace(".", self.decimal_point)

    def time(self, time: datetime) -> str:
        utc = time.astimezone(UTC)
        return self.day_form.format(
            day=utc.day, month=self.months[utc.month - 1], year=utc.year, time=f"{utc:%H:%M} UTC"
        )

    @property
    def _separators(self) -> dict[int, str]:
        return {} if self.decimal_point == "." else {ord(","): ".", ord("."): ","}
