"""Why a command fails."""


class Failure(Exception):
    """A command cannot do its work. The text tells the user what is wrong and what to do about it."""


class Unreachable(Failure):
    """The API does not answer."""


class ApiProblem(Failure):
    """The API answered with a problem. `status` is the HTTP status."""

    def __init__(self, text: str, status: int) -> None:
        super().__init__(text)
        self.status = status


class VendorAccountFailure(Failure):
    """A vendor's key, credit or quota must be put right before anything can be filmed."""
