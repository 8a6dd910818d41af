"""Have a scene's first frame drawn: ordered once, collected when the vendor has drawn it, stored."""

from dataclasses import dataclass
from functools import partial
from pathlib import Path

from temporalio import activity

from activities.common.heartbeat import heartbeating
from activities.common.inputs import FirstFrameTask
from activities.common.working_directory import working_directory
from activities.job.clips.film import FilmingStep, WaitFor
from activities.job.clips.scene_pictures import ScenePictures
from activities.purchasing.draw_picture import PictureOrders
from activities.purchasing.order_once import store_output
from activities.purchasing.polled_orders import OrderPending, collect_if_made
from activities.purchasing.postponing import postpone, waits_for_news
from activities.purchasing.stores import FileOrderStore
from activities.purchasing.vendor_catalog import VendorCatalog
from domain.clients.client_limits import Purchase
from domain.errors import AccountProblem, DatabaseUnavailable, Transient, VendorBusy
from domain.job.filming.first_frame import FirstFrame, picture_prompt
from domain.job.filming.first_frame_choice import is_wanted
from domain.job.model import Job
from domain.ports.video_and_image import ImageModel, ImageOrder, PolledModel
from domain.rules.purchases import first_frames
from domain.rules.purchases.first_frames import DrawnPicture
from domain.storage_keys import first_frame_key


@dataclass(frozen=True)
class FirstFrameActivities(ScenePictures):
    catalog: VendorCatalog

    @activity.defn(name="draw_first_frame")
    async def draw(self, task: FirstFrameTask) -> FilmingStep:
        """Order the picture, once whatever happened before; or collect it and store it as the vendor drew it.

        Return what is to be waited for before this is repeated.
        """
        async with heartbeating():
            try:
                await self._draw(task)
            except VendorBusy as busy:
                return await self._wait_for_capacity(task, busy)
            except OrderPending as pending:
                return FilmingStep(wait_for=WaitFor.NEWS, vendor=pending.vendor)
            except DatabaseUnavailable:
                raise  # not the picture's error: Temporal retries, and `giveUpAfter` does not count it
            except Transient as error:
                return await self._postpone(task, error)
        return FilmingStep()

    async def _draw(self, task: FirstFrameTask) -> None:
        job = await self.jobs.load(task.job)
        frame = job.find_first_frame(task.first_frame)
        if frame is None or frame.is_settled or not (frame.is_at_vendor or is_wanted(job, frame.id)):
            return
        model = self._model(frame)
        if frame.asked_at is None:
            await self.catalog.has_capacity(model.name, frame.id)  # before pictures are fetched
        with working_directory() as folder:
            image = await self._image_order(job, frame, folder)
            price = self.catalog.prices.picture(model.name, frame.model)
            store = FileOrderStore(
                self.jobs,
                job.id,
                frame.id,
                first_frames,
                self.catalog.limits_for(model.name, frame.id),
                frame.model,
                Purchase(what=f"{model.name}'s {frame.model}", price=price),
                model.prompt(image),
            )
            key, into = first_frame_key(job.id, frame.id), folder / "picture"
            orders = PictureOrders(self.catalog, self.storage, self.editor)
            collect = partial(self._collect, task, frame, into) if frame.order_id else None
            drawn = await orders.draw_once(store, model, image, key, into, collect)
        if drawn is not None:
            picture = DrawnPicture(key=key, sha256=drawn.sha256, size=drawn.size)
            await store_output(self.jobs.change, job.id, lambda job, _: first_frames.mark_drawn(job, frame.id, picture))

    def _model(self, frame: FirstFrame) -> ImageModel:
        """Return the model that draws it. Errors: AccountProblem if another is set up since it was asked for."""
        model = self.catalog.image()
        if model is None or model.name != frame.provider:
            raise AccountProblem(f"{frame.provider} draws no pictures here any more; have the first frame drawn again")
        return model

    async def _image_order(self, job: Job, frame: FirstFrame, folder: Path) -> ImageOrder:
        """Return the order, with references as files in the folder unless it is sent already.

        Those that cannot be opened are left out: a person looks at the picture before anything is filmed from it.
        """
        references, _ = ((), ()) if frame.order_id else await self.fetch_references(job, frame.references, folder)
        return ImageOrder(
            key=str(frame.id),
            model=frame.model,
            prompt=picture_prompt(frame.text, frame.feedback),
            references=references,
            format=job.brief.format,
            seed=frame.seed,
        )

    async def _collect(
        self, task: FirstFrameTask, frame: FirstFrame, into: Path, model: PolledModel, order_id: str
    ) -> None:
        """Download the picture if it is drawn. Errors: as `collect_if_made`."""
        try:
            await collect_if_made(self.catalog, model, order_id, frame.asked_at, self.jobs.clock, into)
        except OrderPending:
            if frame.failing_since:
                await self.jobs.change(task.job, lambda job, _: first_frames.forget_failures(job, task.first_frame))
            raise

    async def _wait_for_capacity(self, task: FirstFrameTask, busy: VendorBusy) -> FilmingStep:
        """Have the first frame wait for capacity: failures of before end with it, if its vendor answers."""
        frame = (await self.jobs.load(task.job)).find_first_frame(task.first_frame)
        if frame and frame.failing_since and not busy.is_failing:
            await self.jobs.change(task.job, lambda job, _: first_frames.forget_failures(job, task.first_frame))
        return FilmingStep(wait_for=WaitFor.CAPACITY, vendor=busy.vendor)

    async def _postpone(self, task: FirstFrameTask, error: Transient) -> FilmingStep:
        """Record the error with the first frame, and raise it, or wait for news of its order."""
        frame, later = await postpone(
            self.jobs, task.job, task.first_frame, error, first_frames.postpone, Job.find_first_frame
        )
        if frame and waits_for_news(frame, error):
            return FilmingStep(wait_for=WaitFor.NEWS, vendor=frame.provider)
        raise later
