"""Why a command ends without doing what it was asked."""


class Failure(Exception):
    """The text is for the person at the terminal: what is wrong, and what to do about it."""


class Unreachable(Failure):
    """Nobody answers at the API's address, or not now."""


class Refused(Failure):
    """The API answered with a problem. `status` is the HTTP status, `request_id` finds it in the API's log."""

    def __init__(self, detail: str, status: int, code: str, request_id: str | None) -> None:
        super().__init__(detail)
        self.status = status
        self.code = code
        self.request_id = request_id

    def __str__(self) -> str:
        known = [f"{self.status} {self.code}".strip(), *([f"request {self.request_id}"] if self.request_id else [])]
        return f"{self.args[0]}\n({', '.join(known)})"


class WrongAccount(Failure):
    """A vendor's key, credit or quota has to be mended before anything can be filmed."""


class Told(Failure):
    """The person knows already."""
