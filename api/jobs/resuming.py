"""Let jobs go on that stopped for lack of budget."""

import asyncio
from typing import Final
from uuid import UUID, uuid5

from api.container import Container
from domain.errors import Refused
from domain.job.approval import Sender
from domain.rules.messages import BudgetRaised

AT_ONCE: Final = 8
MOST_JOBS: Final = 1_000
"""How many jobs one raise of a limit resumes, the oldest first. The others go on when they are retried."""


async def resume_jobs(container: Container, client_id: str, message_id: UUID, sender: Sender) -> None:
    """Tell the client's jobs that stopped for lack of budget to try again. One that cannot has changed meanwhile.

    The same message id tells each job once. Errors: Transient.
    """
    slots = asyncio.Semaphore(AT_ONCE)

    async def resume(job: UUID) -> None:
        async with slots:
            try:
                await container.gateway.act(job, str(uuid5(message_id, str(job))), BudgetRaised(), sender)
            except Refused:
                return

    await asyncio.gather(*map(resume, await container.client_usage.stopped_by_budget(client_id, MOST_JOBS)))
