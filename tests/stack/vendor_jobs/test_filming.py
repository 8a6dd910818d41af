"""A scene is filmed as its client chose: the product is shown to the model, its own sound is heard, nothing is bought
for what cannot be had."""

from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from uuid6 import uuid7

from domain.base import evolve
from domain.brief import ReferenceChoice
from domain.errors import Invalid
from domain.film_format import FPS, HANDLE_FRAMES
from domain.job.job_asset import AssetStatus, JobAsset
from domain.job.model import Job, JobStatus
from domain.job.takes.left_out import Ingredient
from tests.harness.pipeline import Pipeline, brief
from tests.harness.servers.video_vendor import Vendor
from tests.harness.servers.video_vendor import serving as serving_assets
from tests.simulators.film import MediaVendor, Order
from tests.simulators.openai_images import OpenAIImages
from tests.simulators.replicate import ReplicateVendor
from tests.stack.vendor_jobs.conftest import Clip, Opening
from tests.unit.media.material import tone, with_sound

KLING = "kwaivgi/kling-v3-video"


@pytest.fixture(scope="session")
def singing(clip: Clip, tmp_path_factory: pytest.TempPathFactory) -> Clip:
    """Makes a clip of so many seconds that has sound."""
    folder = tmp_path_factory.mktemp("singing")

    def clip_with_sound(seconds: float) -> Path:
        return with_sound(clip(seconds), tone(round(seconds * FPS) + HANDLE_FRAMES), folder / f"{seconds}.mov")

    return clip_with_sound


def clips(vendor: MediaVendor) -> list[Order]:
    return [order for order in vendor.orders.values() if order.seconds]


async def reviewed_with_product(pipeline: Pipeline, url: str, **production: Any) -> tuple[UUID, JobAsset]:
    """Return a job of one scene in review, and the picture of its product, which the scene does not show."""
    product, job = JobAsset(id=uuid7(), type=None, name="cup", role="product", status=AssetStatus.PENDING), uuid7()
    asked = brief()
    asked = evolve(asked, production=evolve(asked.production, **production))
    await pipeline.adapters.jobs.create(job, asked, [product], {product.id: url})
    await pipeline.gateway.start(job, "client")
    await pipeline.reach(job, JobStatus.STORYBOARD_REVIEW)
    await pipeline.act(job, "scene_updated", scene=1, assets=[])
    return job, product


async def loudness(pipeline: Pipeline, job: Job) -> float | None:
    film = await pipeline.adapters.jobs.film(job.film.id) if job.film else None
    assert film
    assert film.soundtrack
    return film.soundtrack.loudness


async def test_the_products_picture_is_shown_to_the_model_and_no_still_is_bought(
    opening: Opening, clip: Clip, picture: Path
) -> None:
    films, draws, assets = ReplicateVendor(clip), OpenAIImages(clip, picture), Vendor(lambda _: picture)
    async with serving_assets(assets):
        pipeline = await opening(films, draws, VIDEO_PROVIDER="replicate", IMAGE_PROVIDER="openai")
        job, product = await reviewed_with_product(pipeline, f"{assets.url}/picture")
        filmed = {"references": [product.id], "seed": 77}
        await pipeline.act(job, "scene_updated", scene=1, filming=filmed)

        await pipeline.act(job, "approve_storyboard")
        done = await pipeline.reach(job, JobStatus.COMPLETED)

    (order,) = clips(films)
    assert order.body["reference_images"] == [f"{films.base_url}/files/f1"]
    assert "image" not in order.body
    assert order.body["seed"] == 77
    assert [scene.clip.references for scene in done.active_scenes if scene.clip] == [(product.id,)]
    assert not draws.orders
    assert done.cost == films.bill(order, pipeline.adapters.catalog.prices)


async def test_a_still_shows_the_product_where_the_model_takes_no_references_and_a_choice_of_them_buys_nothing(
    opening: Opening, clip: Clip, picture: Path
) -> None:
    films, draws, assets = ReplicateVendor(clip), OpenAIImages(clip, picture), Vendor(lambda _: picture)
    async with serving_assets(assets):
        pipeline = await opening(films, draws, VIDEO_PROVIDER="replicate", IMAGE_PROVIDER="openai")
        usual = {"model": KLING, "references": ReferenceChoice.PRODUCT}
        job, product = await reviewed_with_product(pipeline, f"{assets.url}/picture", **usual)

        with pytest.raises(Invalid) as refusal:
            await pipeline.act(job, "scene_updated", scene=1, filming={"references": [product.id]})
        assert refusal.value.message.startswith(f"filming.references: Replicate's {KLING} takes no reference pictures")
        assert not films.orders
        assert not draws.orders

        await pipeline.act(job, "approve_storyboard")
        done = await pipeline.reach(job, JobStatus.COMPLETED)

    (drawing,), (order,) = draws.orders.values(), clips(films)
    assert len(drawing.body["image"]) == 1
    assert order.body["start_image"] == f"{films.base_url}/files/f1"
    assert "reference_images" not in order.body
    assert done.active_scenes[0].clip
    assert [part.what for part in done.active_scenes[0].clip.left_out] == [Ingredient.REFERENCES]


async def test_a_models_own_sound_is_ordered_heard_and_silenced_later_without_filming_again(
    opening: Opening, singing: Clip
) -> None:
    films = ReplicateVendor(singing)
    pipeline = await opening(films, VIDEO_PROVIDER="replicate", IMAGE_PROVIDER="animatic")
    job = await pipeline.in_review(music="none")
    await pipeline.act(job, "scene_updated", scene=1, filming={"audio": "native"})
    await pipeline.act(job, "approve_storyboard")
    loud = await pipeline.reach(job, JobStatus.COMPLETED)
    assert clips(films)[0].body["generate_audio"] is True
    assert await loudness(pipeline, loud) is not None

    await pipeline.act(job, "scene_updated", scene=1, filming={"audio": "off"})
    quiet = await pipeline.reach(job, JobStatus.COMPLETED, lambda now: now.film_id != loud.film_id)

    assert await loudness(pipeline, quiet) is None
    assert len(clips(films)) == 1
    assert not quiet.active_scenes[0].is_stale
