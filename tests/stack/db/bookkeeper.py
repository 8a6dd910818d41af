"""The ledger of credits as one would keep it on paper, one thing after the other."""

from dataclasses import dataclass, field

from domain.credits import EntryKind


@dataclass(frozen=True)
class Errand:
    """Something asked of the ledger, by which users and tasks have names that are easily drawn."""

    kind: EntryKind
    user: str
    task: int = 0
    amount: int = 0
    purpose: str = ""


@dataclass
class Page:
    """What one task did: None where it did not."""

    held: int | None = None
    paid: dict[str, int] = field(default_factory=dict)
    released: int | None = None

    @property
    def left(self) -> int:
        return (self.held or 0) - sum(self.paid.values()) - (self.released or 0)


@dataclass
class Bookkeeper:
    """Tasks belong to one user each. `refused` is what the ledger raises as Conflict."""

    granted: dict[str, int] = field(default_factory=dict)
    pages: dict[tuple[str, int], Page] = field(default_factory=dict)

    def do(self, errand: Errand) -> bool | str | None:
        page = self.pages.setdefault((errand.user, errand.task), Page())
        match errand.kind:
            case EntryKind.GRANT:
                self.granted[errand.user] = self.granted.get(errand.user, 0) + errand.amount
            case EntryKind.HOLD:
                return self._hold(errand, page)
            case EntryKind.CAPTURE if errand.purpose not in page.paid:
                if page.left < errand.amount:
                    return "refused"
                page.paid[errand.purpose] = errand.amount
            case EntryKind.RELEASE if page.left:
                page.released = page.left
        return None

    def account(self, user: str) -> tuple[int, int]:
        """Balance and held."""
        pages = [page for (owner, _), page in self.pages.items() if owner == user]
        paid = sum(amount for page in pages for amount in page.paid.values())
        return self.granted.get(user, 0) - paid, sum(page.left for page in pages)

    def _hold(self, errand: Errand, page: Page) -> bool:
        balance, held = self.account(errand.user)
        if page.held is None and errand.amount <= balance - held:
            page.held = errand.amount
        return page.held is not None and page.released is None
