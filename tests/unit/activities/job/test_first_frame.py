"""Drawing a first frame whose vendor has no capacity."""

from dataclasses import replace
from datetime import datetime
from unittest.mock import create_autospec

import pytest
from temporalio.testing import ActivityEnvironment

from activities.common.inputs import FirstFrameTask
from activities.job.clips.film import FilmingStep, WaitFor
from activities.job.first_frame import FirstFrameActivities
from domain.errors import ErrorInfo, NotAccepted
from domain.ports.editor import Editor
from domain.ports.storage import Storage
from domain.ports.video_and_image import ImageModel
from domain.rules.purchases import first_frames
from tests.unit.activities.in_memory import NoCapacity, OrderedVideoModel, catalog
from tests.unit.domain.first_frames import asked, frame_in
from tests.unit.domain.jobs import LATER, NOW


@pytest.mark.parametrize(("is_failing", "since"), [(False, None), (True, NOW)])
async def test_a_first_frame_that_waits_for_capacity_of_a_vendor_that_answers_is_not_failing_any_more(
    is_failing: bool, since: datetime | None
) -> None:
    frame, busy = frame_in(asked()), ErrorInfo.of(NotAccepted("not now"))
    jobs = NoCapacity(first_frames.postpone(asked(), frame.id, busy, NOW, LATER), is_failing=is_failing)
    images = create_autospec(ImageModel, instance=True)
    images.name, images.prompt.return_value, images.order_deadline = frame.provider, "words", 2.0
    here = replace(catalog(OrderedVideoModel()), image=lambda: images)
    drawing = FirstFrameActivities(jobs, create_autospec(Storage), create_autospec(Editor), here)

    step = await ActivityEnvironment().run(drawing.draw, FirstFrameTask(job=jobs.job.id, first_frame=frame.id))

    assert step == FilmingStep(wait_for=WaitFor.CAPACITY, vendor="test")
    assert frame_in(jobs.job).failing_since == since
