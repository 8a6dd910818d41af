"""The run of the migrations. Imported by a process that finds some to run, because it imports Alembic."""

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

from db.schema.revision import MIGRATIONS


def upgrade(connection: Connection) -> None:
    """Run the migrations that the database has not had. Errors: CommandError for a database that is newer."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
