"""The price table: what vendors charge, as of the day that it names."""

import tomllib
from pathlib import Path

from pydantic import ValidationError

from domain.errors import AccountProblem
from domain.vendors.prices import PriceTable

_FORMS = ("decimal", "PriceBySound", "PriceBySize")
"""What pydantic calls the forms of a price, where it says which of them is wrong."""

DEFAULTS = Path(__file__).parent / "prices.toml"


def read_prices(path: Path | None) -> PriceTable:
    """Read the operator's table, else the one of this version. Errors: AccountProblem, which names the fault."""
    table = path or DEFAULTS
    try:
        return PriceTable.model_validate(tomllib.loads(table.read_text()))
    except OSError as error:
        raise AccountProblem(f"{table} cannot be read: {error.strerror}") from error
    except ValidationError as error:
        fault = error.errors()[0]
        place = ".".join(str(part) for part in fault["loc"] if part not in _FORMS)
        raise AccountProblem(f"{table} is no price table: {place}: {fault['msg']}") from error
    except ValueError as error:
        raise AccountProblem(f"{table} is no price table: {error}") from error
