"""Which migrations a database has had, and which there are."""

from functools import cache
from pathlib import Path
from typing import Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

MIGRATIONS: Final = Path(__file__).parent / "migrations"


@cache
def newest_revision() -> str:
    """Return the revision of the last migration. Files are named by revision, and revisions are in order."""
    return max(path.name for path in (MIGRATIONS / "versions").glob("[0-9]*.py")).partition("_")[0]


async def revision_of(connection: AsyncConnection) -> str | None:
    """Return the revision of the database; None for one that never was migrated."""
    if await connection.scalar(text("select to_regclass('alembic_version')")) is None:
        return None
    revision: str | None = await connection.scalar(text("select version_num from alembic_version"))
    return revision
