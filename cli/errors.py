"""Why a command fails."""


class Failure(Exception):
    """A command cannot do its work. The text tells the user what is wrong and what to do about it."""


class Unreachable(Failure):
    """The API does not answer."""


class ApiProblem(Failure):
    """The API answered with a problem. `status` is the HTTP status; `request_id` finds it in the API's log."""

    def __init__(self, detail: str, status: int, code: str, request_id: str | None) -> None:
        super().__init__(detail)
        self.status = status
        self.code = code
        self.request_id = request_id

    def __str__(self) -> str:
        known = [f"{self.status} {self.code}".strip(), *([f"request {self.request_id}"] if self.request_id else [])]
        return f"{self.args[0]}\n({', '.join(known)})"


class VendorAccountFailure(Failure):
    """A vendor's key, credit or quota must be put right before anything can be filmed."""


class ReportedFailure(Failure):
    """A failure that has been printed already."""
