"""Order intents of every kind, as activities write them before they send the order."""

from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID, uuid4

from db.jobs.repository import PostgresJobs
from db.scenarios.repository import PostgresScenarios
from domain.base import evolve
from domain.brief import Context
from domain.clients.client_limits import Purchase
from domain.job.approval import Approval
from domain.job.model import Job
from domain.job.takes.take import Still, Take
from domain.ports.vendor_limits import VendorLimits
from domain.rules import results
from domain.rules.purchases import purchasing
from domain.rules.storyboard.storyboard_revisions import approve
from domain.scenarios.document import ScenarioDocument
from tests.unit.domain.jobs import MODEL_CHOICE, brief, plan

A_MINUTE = timedelta(minutes=1)
FREE = Purchase(what="test's test-1", price=Decimal(0))
WIDE = VendorLimits(vendor=MODEL_CHOICE.provider, at_once=100, count=100, window=A_MINUTE)


def limits(at_once: int = 100, count: int = 100) -> VendorLimits:
    return VendorLimits(vendor=MODEL_CHOICE.provider, at_once=at_once, count=count, window=A_MINUTE)


async def filming(jobs: PostgresJobs) -> UUID:
    """A job with one take that is to be ordered."""
    job, scene = uuid4(), uuid4()
    await jobs.create(job, brief(), [], {})
    await jobs.change(
        job,
        lambda job, now: approve(
            results.apply_plan(results.begin(job, now), 1, plan("one"), [scene], now, MODEL_CHOICE),
            Approval(amount=None, at=now),
            MODEL_CHOICE,
        ),
    )
    return job


def take_in(job: Job) -> Take:
    assert job.active_scenes[0].take
    return job.active_scenes[0].take


async def claim(jobs: PostgresJobs, job: UUID, by: VendorLimits = WIDE) -> Take:
    """Claim the order of the job's take again, knowing the last claim."""
    take = take_in(await jobs.load(job))
    return take_in(
        await jobs.change(
            job, lambda job, now: purchasing.claim_order(job, take.id, take.asked_at, now), by.for_claimant(take.id)
        )
    )


async def claim_still(jobs: PostgresJobs, job: UUID, by: VendorLimits) -> None:
    """The take is to begin from a picture of that vendor, which is claimed."""

    def rule(job: Job, now: datetime) -> Job:
        take = take_in(job).id
        job = purchasing.request_still(job, take, Still(provider=by.vendor, model="brush"))
        return purchasing.claim_order(job, take, None, now, purchasing.TakePart.STILL)

    await jobs.change(job, rule, by)


async def undrawn(saving: PostgresScenarios) -> tuple[UUID, UUID]:
    """Two saved scenes whose pictures are still to be ordered."""
    scenes = [{"scene_number": number, "image_prompt": f"picture {number}"} for number in (1, 2, 3)]
    given = {"title": "Tea", "scenes": scenes}
    task = await saving.create(uuid4(), "short", "user", given, "started")
    scenario = ScenarioDocument.model_validate(given)
    await saving.save_scenario(task, scenario)
    await saving.save_scenes(task, scenario)
    _, first, second = await saving.scenes(task.id)
    return first.id, second.id


async def end(jobs: PostgresJobs, job: UUID) -> None:
    """The vendor finishes the order of the job's take."""

    def rule(job: Job) -> Job:
        take = take_in(job).id
        return results.mark_filmed(purchasing.record_order(job, take, f"order-{take}"), take, "key")

    await jobs.change(job, lambda job, _: rule(job))


async def filming_for(jobs: PostgresJobs, client_id: str, scenes: int = 1) -> UUID:
    """A job of the client with so many takes that are to be ordered."""
    job, context = uuid4(), Context(client_id=client_id)
    words, ids = [f"scene {number}" for number in range(scenes)], [uuid4() for _ in range(scenes)]
    await jobs.create(job, evolve(brief(), context=context), [], {})
    await jobs.change(
        job,
        lambda job, now: approve(
            results.apply_plan(results.begin(job, now), 1, plan(*words), ids, now, MODEL_CHOICE),
            Approval(amount=None, at=now),
            MODEL_CHOICE,
        ),
    )
    return job


async def buy(jobs: PostgresJobs, job: UUID, take: UUID, price: Decimal | None, by: VendorLimits | None = WIDE) -> Job:
    """Claim the order of the take's clip for that price, as `generate_clip` does it."""

    def rule(job: Job, now: datetime) -> Job:
        return purchasing.claim_order(purchasing.reserve_budget(job, take, price), take, None, now)

    return await jobs.change(job, rule, by and by.for_claimant(take), Purchase(what="test's test-1", price=price))
