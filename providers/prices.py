"""The price table: what vendors charged on the day that it names."""

import tomllib
from pathlib import Path

from pydantic import ValidationError

from domain.errors import AccountProblem
from domain.prices import PriceTable

DEFAULTS = Path(__file__).parent / "prices.toml"


def read_prices(path: Path | None) -> PriceTable:
    """The operator's table, else the one that comes with this version. Errors: AccountProblem, naming the fault."""
    table = path or DEFAULTS
    try:
        return PriceTable.model_validate(tomllib.loads(table.read_text()))
    except (OSError, tomllib.TOMLDecodeError, ValidationError) as error:
        raise AccountProblem(f"the price table {table} cannot be read: {error}") from error
