"""Jobs: create, list, read, estimate, change, act on, delete, restore."""

from typing import Annotated, Any, Literal
from uuid import uuid5

from fastapi import Body, Query, Request, Response
from pydantic import Field
from typing_extensions import override

from api.dependencies import (
    CallerDep,
    ContainerDep,
    ExistingJob,
    JobId,
    MessageId,
    SenderOfRequest,
    SendMessage,
    WaitQuery,
    load_job,
    send_message,
)
from api.http.access.scopes import needs
from api.http.conditional import LAST_EVENT_ID, not_modified
from api.http.idempotency.route import ApiRoute
from api.http.json_request import strictly
from api.http.pagination import PageQuery
from api.http.routing import ApiRouter
from api.jobs.job_creation import (
    assets_of,
    brief_and_first_step,
    check_assets,
    check_draft_and_fallback,
    check_storage_for,
    check_video_model,
    check_voice,
    with_usual_choices,
)
from api.jobs.job_list import list_response
from api.jobs.job_list_query import JobFilterQuery
from api.jobs.job_reading import JobRoute, headers_of, is_named, read_shown, wait_for_other
from api.openapi import responses
from api.schemas.common import Data, Page, job_url
from api.schemas.jobs.estimate import EstimateView, estimate_view
from api.schemas.jobs.job import (
    CreatedJobView,
    DeletedView,
    JobView,
    ProgressView,
    StoryboardView,
    WorkflowView,
    created_job_view,
    job_view,
    storyboard_views,
    workflow_view,
)
from api.schemas.jobs.job_changes import ChangesOfJob
from api.schemas.jobs.new_job import NewJob
from api.webhook_endpoints import endpoint_of_new_job
from domain.base import evolve
from domain.brief import JobWebhook
from domain.clients.access import Scope
from domain.errors import StorageFull
from domain.job.approval import sender_of
from domain.job.progress import progress
from domain.rules.assets.asset_messages import AssetsReplaced
from domain.rules.messages import Action, DeleteJob, RestoreJob
from domain.rules.needed_scopes import scopes_of_change, scopes_of_creation, scopes_of_message
from domain.rules.production import changed_production, set_production

router = ApiRouter(prefix="/api/v3/jobs", tags=["jobs"], route_class=ApiRoute)

_BY_ACTION = """\
`films:approve` for `approve_storyboard`, with `spend`, and for `reject_storyboard`; `films:write` for all others, with
`spend` where a scene is filmed anew."""

ActionBody = Annotated[
    Action,
    strictly(Annotated[Action, Field(discriminator="action")]),
    Body(
        examples=[
            {"action": "approve_storyboard", "storyboardRevision": 1, "amount": 2.4},
            {"action": "reject_storyboard", "feedback": "Show the product in the first scene."},
            {"action": "regenerate_scene", "sceneNumber": 2, "feedback": "Make it more energetic."},
            {"action": "retry_failed_scenes"},
        ]
    ),
]


class _NewJobRoute(ApiRoute):
    """A route whose answer has the secret of the job's webhook, if the body names one."""

    @override
    def holds_secret(self, content: Any) -> bool:
        return isinstance(content, dict) and bool(content.get("webhook"))


@needs(Scope.WRITE_FILMS, more="`films:approve` and `spend` with `autoApprove`; `webhooks` with `webhook`.")
async def create_job(
    order: NewJob, job_id: MessageId, caller: CallerDep, container: ContainerDep, response: Response
) -> Data[CreatedJobView]:
    """Create a job from a brief. Its storyboard is written next, and then waits for approval.

    With `scenarioId` a saved scenario is its storyboard, and waits for approval at once.
    """
    brief, first_step = await brief_and_first_step(order, container, caller)
    brief = with_usual_choices(brief, container.settings.voice_provider, container.settings.voice_name)
    caller.check(*scopes_of_creation(brief))
    check_video_model(brief, container)
    check_draft_and_fallback(brief, container)
    check_voice(brief.production.voice, brief.production.voice_name, container)
    assets, sources = await assets_of(brief, container.assets, caller)
    try:
        await container.client_usage.check_storage(brief.context.client_id)
    except StorageFull:
        # An earlier attempt at this request may have created the job.
        if await container.jobs.version(job_id) is None:
            raise
    endpoint = await endpoint_of_new_job(job_id, order.webhook, brief, caller, container) if order.webhook else None
    if endpoint:
        told = JobWebhook(id=endpoint.id, url=endpoint.target, events=endpoint.events)
        brief = evolve(brief, webhook=told)
    job = await container.jobs.create(job_id, brief, assets, sources, first_step, endpoint, sender=sender_of(caller))
    await container.gateway.start(job.id, brief.context.client_id)
    response.headers["Location"] = job_url(job.id)
    # If an earlier attempt at this request has created the job, it has its secret.
    secret = (await container.endpoints.load(endpoint.id)).secret if endpoint else None
    return Data(data=created_job_view(job, secret))


router.add_api_route(
    "",
    create_job,
    methods=["POST"],
    status_code=201,
    summary="Create a job",
    response_model=Data[CreatedJobView],
    responses=responses(status=201, headers=("Location",)),
    route_class_override=_NewJobRoute,
)


@router.get("", summary="List jobs", response_model=Page[JobView], responses=responses(422, headers=(LAST_EVENT_ID,)))
@needs(Scope.READ_FILMS)
async def list_jobs(container: ContainerDep, query: PageQuery, wanted: JobFilterQuery) -> Response:
    """Newest first, without the deleted ones."""
    headers = {LAST_EVENT_ID: str(await container.feed.newest())}
    return await list_response(container.jobs, container.shown_jobs, query, wanted, headers)


@needs(Scope.READ_FILMS)
async def read_job(
    job_id: JobId, container: ContainerDep, wait: WaitQuery, request: Request, response: Response
) -> Data[JobView] | Response:
    """The job as it is; with `wait`, as soon as it differs from what If-None-Match names, or from what it is now."""
    known = await wait_for_other(container, job_id, wait, request) if wait else await read_shown(container, job_id)
    if is_named(request, known):
        return not_modified(headers_of(known))
    response.headers.update(headers_of(known))
    return known.shown


router.add_api_route(
    "/{job_id}",
    read_job,
    methods=["GET"],
    summary="Read a job",
    response_model=Data[JobView],
    responses=responses(404, 422, headers=(LAST_EVENT_ID,)),
    route_class_override=JobRoute,
)


@router.get("/{job_id}/progress", summary="Read a job's progress", responses=responses(404, 422))
@needs(Scope.READ_FILMS)
async def read_progress(
    job_id: JobId,
    container: ContainerDep,
    source: Annotated[
        Literal["workflow", "database"], Query(description="`database` does not query the workflow.")
    ] = "workflow",
) -> Data[ProgressView]:
    """Queried from the job's workflow, with what its takes have done since it heard of them; if that does not answer
    within 2 s, counted from the database alone. It is never older than the job that is read before."""
    now = progress(await load_job(container, job_id))
    reported = await container.gateway.progress(job_id) if source == "workflow" else None
    if reported and reported != now:
        now = progress(await load_job(container, job_id))
    return Data(data=ProgressView(**now.model_dump(), source="workflow" if reported else "database"))


@router.post("/{job_id}/actions", summary="Act on a job", responses=responses(404, 503))
@needs(more=_BY_ACTION)
async def act_on_job(
    action: ActionBody, job_id: JobId, message_id: MessageId, container: ContainerDep, sender: SenderOfRequest
) -> Data[JobView]:
    """Approve, reject, regenerate, retry, leave out or cancel. The job's status decides which actions are allowed.

    An approval that names a revision or an amount which are others now is 409; the problem has `storyboardRevision` and
    `amount` as they are.
    """
    return Data(data=job_view(await send_message(container, job_id, message_id, action, sender)))


@router.get("/{job_id}/workflow", summary="Find a job's workflow", responses=responses(404, 422))
@needs(Scope.READ_FILMS)
async def find_workflow(job: ExistingJob, container: ContainerDep) -> Data[WorkflowView]:
    """Its id in Temporal, and its page in Temporal's Web UI if TEMPORAL_UI_URL says where that is."""
    settings = container.settings
    return Data(data=workflow_view(job, settings.temporal_namespace, settings.temporal_ui_url))


@router.get("/{job_id}/storyboards", summary="List a job's storyboards", responses=responses(404))
@needs(Scope.READ_FILMS)
async def list_storyboards(job: ExistingJob) -> Data[tuple[StoryboardView, ...]]:
    """Every revision that is written, oldest first, with its verdict and who approved it for what amount."""
    return Data(data=storyboard_views(job))


@router.get("/{job_id}/estimate", summary="Estimate the cost of approving", responses=responses(404, 422))
@needs(Scope.READ_FILMS)
async def estimate_job(job: ExistingJob, container: ContainerDep) -> Data[EstimateView]:
    """The cost of each scene that has no clip yet, and of its line of speech, by the price table of the named day; and
    what its clip will lack of what the scene wants, also one that a provider of `production.fallback` makes."""
    return Data(data=estimate_view(job, container.choose_model, container.catalog))


@router.patch("/{job_id}", summary="Change budget, voice, captions, music or assets", responses=responses(404, 503))
@needs(Scope.WRITE_FILMS, more="`spend` for a larger `maxCost`, and where lines of speech are bought.")
async def change_job(
    changes: ChangesOfJob, job_id: JobId, message_id: MessageId, container: ContainerDep, caller: CallerDep
) -> Data[JobView]:
    """Scenes that were not ordered because the budget was too small are ordered if it is large enough now. A film whose
    voice, captions, music, logo, end card or label is another is cut again, and only lines that are new are spoken;
    scenes whose pictures are others show them when they are filmed again. `draft` is 409 once the storyboard is
    approved."""
    sender, budget = sender_of(caller), changes.budget
    others = {"AI label": changes.label, "production": changes.switches}
    if changes.switches and (changes.switches.voice or changes.switches.voice_name):
        now = (await load_job(container, job_id)).brief.production
        check_voice(changes.switches.voice or now.voice, changes.switches.voice_name, container)
    if changes.switches and (changes.switches.draft or changes.switches.fallback):
        known = (await load_job(container, job_id)).brief
        production = changed_production(known.production, changes.switches)
        check_draft_and_fallback(evolve(known, production=production), container)
    if not caller.may(Scope.SPEND) and sum(map(bool, (changes.creative, budget, *others.values()))) > 1:
        # Else the others would be changed before the refusal.
        job = await load_job(container, job_id)
        needed = scopes_of_message(job, budget) if budget else ()
        if changes.switches:
            choice = container.choose_model(job.brief)
            needed += scopes_of_change(job, set_production(job, changes.switches, choice))
        caller.check(*needed)
    if changes.creative:  # first, because its refusal leaves the budget as it was
        refs = enumerate(changes.creative.assets)
        await check_assets({f"creative.assets[{at}].id": ref.id for at, ref in refs}, container, caller)
        await check_storage_for([ref.url for ref in changes.creative.assets], container, job_id)
        message = AssetsReplaced(assets=changes.creative.assets)
        await send_message(container, job_id, uuid5(message_id, "assets"), message, sender)
    for name, other in others.items():
        if other:
            await send_message(container, job_id, uuid5(message_id, name), other, sender)
    if budget:
        await send_message(container, job_id, message_id, budget, sender)
    return Data(data=job_view(await container.jobs.load(job_id)))


@router.delete("/{job_id}", summary="Delete a job", responses=responses(404, 503))
@needs(Scope.WRITE_FILMS)
async def delete_job(send: SendMessage) -> Data[DeletedView]:
    """Cancel the job if it runs, and hide it. It can be restored for RETENTION_DAYS days."""
    job = await send(DeleteJob())
    return Data(data=DeletedView(id=job.id, status=job.status))


@router.post("/{job_id}/restore", summary="Restore a job", responses=responses(404, 503))
@needs(Scope.WRITE_FILMS)
async def restore_job(send: SendMessage) -> Data[JobView]:
    """Show a deleted job again, in the status that it had when it was deleted."""
    return Data(data=job_view(await send(RestoreJob())))
