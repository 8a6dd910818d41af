"""The columns of each table. Constraints and indexes are only in the migrations, which create the schema.

To import the package is to know all tables. A module here may import `domain` and its siblings.
"""

from db.schema.tables import clients, jobs, operations, requests, scenarios, webhooks

__all__ = ["clients", "jobs", "operations", "requests", "scenarios", "webhooks"]
