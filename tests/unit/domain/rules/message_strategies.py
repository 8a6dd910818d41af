"""Hypothesis strategies for messages to a job, valid and invalid."""

from typing import Any
from uuid import UUID

from hypothesis import strategies as st

from domain.brief import AiLabel, MusicChoice
from domain.job.model import Job
from tests.unit.domain.jobs import some_id

NamedMessage = tuple[str, dict[str, Any]]
"""A message's name and its fields, as they are sent."""

_FEEDBACK: st.SearchStrategy[dict[str, Any]] = st.sampled_from([{}, {"feedback": "calmer"}])

MALFORMED: tuple[NamedMessage, ...] = (
    ("dance", {}),
    ("approve_storyboard", {"storyboardRevision": 0}),
    ("approve_storyboard", {"storyboardRevision": "1"}),
    ("reject_storyboard", {}),
    ("reject_storyboard", {"feedback": " "}),
    ("reject_storyboard", {"feedback": "x" * 5_001}),
    ("regenerate_all_scenes", {"mood": "calm"}),
    ("regenerate_scene", {}),
    ("regenerate_scene", {"sceneNumber": "one"}),
    ("scene_updated", {"scene": 1, "duration": 0}),
    ("scene_updated", {"scene": 1, "status": "lost"}),
    ("scene_updated", {"scene": 1, "filming": {"audio": "loud"}}),
    ("scene_updated", {"scene": 1, "filming": {"seed": -1}}),
    ("scene_updated", {"scene": 1, "filming": {"zoom": True}}),
    ("scene_regenerate", {}),
    ("scene_added", {}),
    ("scenes_ordered", {"sceneIds": []}),
    ("take_selected", {"scene": 1}),
    ("asset_removed", {}),
    ("asset_changed", {"asset": str(some_id("a"))}),
    ("asset_changed", {"asset": str(some_id("a")), "url": "https://a.example/a", "id": str(some_id("b"))}),
    ("asset_changed", {"asset": str(some_id("a")), "url": "file:///etc/passwd"}),
    ("assets_replaced", {"assets": [{"name": "neither url nor id"}]}),
    ("set_budget", {}),
    ("set_budget", {"maxCost": -1}),
    ("set_ai_label", {"aiLabel": "large"}),
    ("retry_speech", {"sceneNumber": 0}),
    ("finish_scenes", {"sceneNumbers": []}),
    ("finish_scenes", {"sceneNumbers": [0]}),
    ("draw_first_frames", {"sceneNumbers": []}),
    ("choose_first_frame", {"sceneNumber": 1}),
    ("set_production", {"captions": "large"}),
    ("set_production", {"maxCost": 1}),
    ("scenes_batch", {"operations": [{"op": "burn", "scene": 1}]}),
)
"""Messages that are invalid for every job."""


def actions(job: Job) -> st.SearchStrategy[NamedMessage]:
    """Return a strategy for the actions of a job, apart from cancelling."""
    revisions = st.sampled_from([{}, {"storyboardRevision": job.revision}, {"storyboardRevision": job.revision + 1}])
    numbers = st.integers(1, len(job.active_scenes) + 1)
    return st.one_of(
        st.tuples(st.just("approve_storyboard"), revisions),
        st.tuples(st.just("reject_storyboard"), revisions.map(lambda fields: {"feedback": "warmer", **fields})),
        st.tuples(st.just("regenerate_all_scenes"), _FEEDBACK),
        st.tuples(
            st.just("regenerate_scene"),
            st.builds(lambda number, fields: {"sceneNumber": number, **fields}, numbers, _FEEDBACK),
        ),
        st.sampled_from([("retry_failed_scenes", {}), ("finish_without_failed", {})]),
        st.sampled_from([("set_budget", {"maxCost": dollars}) for dollars in (None, "0.30", "0.80", "2")]),
        st.sampled_from([("set_ai_label", {"aiLabel": where}) for where in AiLabel]),
        st.sampled_from([("set_production", {"music": music}) for music in MusicChoice]),
        st.sampled_from([("set_production", {"draft": draft, "references": "product"}) for draft in (True, False)]),
        st.sampled_from([("set_production", {"voice": voice}) for voice in ("local", "elevenlabs", "none")]),
        st.tuples(st.just("finish_scenes"), st.just({}) | numbers.map(lambda number: {"sceneNumbers": [number]})),
        st.tuples(st.just("draw_first_frames"), st.just({}) | numbers.map(lambda number: {"sceneNumbers": [number]})),
        _choices(job, numbers),
        st.tuples(st.just("retry_speech"), st.just({}) | numbers.map(lambda number: {"sceneNumber": number})),
    )


def _choices(job: Job, numbers: st.SearchStrategy[int]) -> st.SearchStrategy[NamedMessage]:
    drawn = st.sampled_from([None, str(some_id("no frame")), *(str(each.id) for each in job.first_frames)])
    fields = st.builds(lambda number, frame: {"sceneNumber": number, "firstFrameId": frame}, numbers, drawn)
    return st.tuples(st.just("choose_first_frame"), fields)


def scene_messages(job: Job) -> st.SearchStrategy[NamedMessage]:
    """Return a strategy for the messages to scenes."""
    ids = [scene.id for scene in job.scenes]
    scenes = st.sampled_from([*(scene.number for scene in job.active_scenes), *map(str, ids), 99])
    takes = st.sampled_from([some_id("no take"), *(take.id for scene in job.scenes for take in scene.takes)])
    operation = st.one_of(
        _about(scenes, _CHANGES.map(lambda fields: {"op": "update", **fields})),
        _about(scenes, st.just({"op": "delete"})),
        _about(scenes, _FEEDBACK.map(lambda fields: {"op": "regenerate", **fields})),
    )
    return st.one_of(
        st.tuples(st.just("scene_updated"), _about(scenes, _CHANGES)),
        st.tuples(st.just("scene_regenerate"), _about(scenes, _FEEDBACK)),
        st.tuples(st.just("scene_deleted"), _about(scenes, st.just({}))),
        st.tuples(st.just("scene_added"), _about(scenes | st.none(), st.just({"description": "new"}), "after")),
        st.tuples(
            st.just("scene_restored"), _about(st.sampled_from(list(map(str, [*ids, some_id("x")]))), st.just({}))
        ),
        st.tuples(st.just("scenes_ordered"), _orders([scene.id for scene in job.active_scenes])),
        st.tuples(st.just("take_selected"), _about(scenes, takes.map(lambda take: {"take": str(take)}))),
        st.tuples(
            st.just("scenes_batch"), st.lists(operation, min_size=1, max_size=3).map(lambda all: {"operations": all})
        ),
    )


def asset_messages(job: Job) -> st.SearchStrategy[NamedMessage]:
    """Return a strategy for the messages that change which assets the job uses."""
    named = st.sampled_from([str(asset.id) for asset in job.assets] or [str(some_id("no asset"))])
    by_url = st.builds(lambda name, role: {"url": f"https://example.com/{name}", "role": role}, _NAMES, _ROLES)
    refs = st.lists(by_url | named.map(lambda asset: {"id": asset}), max_size=3)
    changes = st.one_of(by_url, _ROLES.map(lambda role: {"role": role}), _NAMES.map(lambda name: {"name": name}))
    return st.one_of(
        st.tuples(st.just("asset_removed"), _about(named, st.just({}), "asset")),
        st.tuples(st.just("asset_changed"), _about(named, changes, "asset")),
        st.tuples(st.just("assets_replaced"), refs.map(lambda assets: {"assets": assets})),
    )


_NAMES, _ROLES = st.sampled_from(["song", "tin"]), st.sampled_from(["music", "product"])

_CHANGES: st.SearchStrategy[dict[str, Any]] = st.sampled_from(
    [
        {"description": "another"},
        {"script": "Other words."},
        {"duration": 1.5},
        {"duration": 3},
        {"transition": "fade"},
        {"filming": {"chainFromPrevious": True}},
        {"filming": {"audio": "native", "seed": 7}},
        {"filming": {"audio": "off", "references": []}},
        {"filming": {}},
        {"metadata": {"note": "mine"}},
        {"description": "expected", "expectedRevision": 1},
        {"status": "completed"},
        {"status": "completed", "videoUrl": "https://example.com/mine.mp4"},
        {"status": "pending"},
        {"status": "failed"},
        {"status": "processing"},
        {"assets": [str(some_id("not an asset"))]},
    ]
)


def _about(
    scenes: st.SearchStrategy[Any], fields: st.SearchStrategy[dict[str, Any]], key: str = "scene"
) -> st.SearchStrategy[dict[str, Any]]:
    return st.builds(lambda scene, given: {key: scene, **given}, scenes, fields)


def _orders(ids: list[UUID]) -> st.SearchStrategy[dict[str, Any]]:
    shuffled = st.permutations(list(map(str, ids)))
    return (shuffled | shuffled.map(lambda order: [*order, order[0]])).map(lambda order: {"sceneIds": order})
