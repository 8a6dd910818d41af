"""A model of the ledger of credits, in memory and sequential."""

from dataclasses import dataclass, field

from domain.credits import EntryKind


@dataclass(frozen=True)
class CreditCall:
    """A call of the ledger. Users and tasks have short names, so that hypothesis draws the same ones often."""

    kind: EntryKind
    user: str
    task: int = 0
    amount: int = 0
    purpose: str = ""


@dataclass
class Page:
    """What one task has held, captured and released; None: nothing yet."""

    held: int | None = None
    paid: dict[str, int] = field(default_factory=dict)
    released: int | None = None

    @property
    def left(self) -> int:
        return (self.held or 0) - sum(self.paid.values()) - (self.released or 0)


@dataclass
class CreditModel:
    """Tasks belong to one user each. `refused` is what the ledger raises as Conflict."""

    granted: dict[str, int] = field(default_factory=dict)
    pages: dict[tuple[str, int], Page] = field(default_factory=dict)

    def do(self, call: CreditCall) -> bool | str | None:
        page = self.pages.setdefault((call.user, call.task), Page())
        match call.kind:
            case EntryKind.GRANT:
                self.granted[call.user] = self.granted.get(call.user, 0) + call.amount
            case EntryKind.HOLD:
                return self._hold(call, page)
            case EntryKind.CAPTURE if call.purpose not in page.paid:
                if page.left < call.amount:
                    return "refused"
                page.paid[call.purpose] = call.amount
            case EntryKind.RELEASE if page.left:
                page.released = page.left
        return None

    def account(self, user: str) -> tuple[int, int]:
        """Balance and held."""
        pages = [page for (owner, _), page in self.pages.items() if owner == user]
        paid = sum(amount for page in pages for amount in page.paid.values())
        return self.granted.get(user, 0) - paid, sum(page.left for page in pages)

    def _hold(self, call: CreditCall, page: Page) -> bool:
        balance, held = self.account(call.user)
        if page.held is None and call.amount <= balance - held:
            page.held = call.amount
        return page.held is not None and page.released is None
