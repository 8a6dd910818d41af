"""The price table: what vendors charge, as of the day that it names."""

import tomllib
from pathlib import Path

from pydantic import ValidationError

from domain.errors import AccountProblem
from domain.prices import PriceTable

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
        raise AccountProblem(
            f"{table} is no price table: {'.'.join(map(str, fault['loc']))}: {fault['msg']}"
        ) from error
    except ValueError as error:
        raise AccountProblem(f"{table} is no price table: {error}") from error
