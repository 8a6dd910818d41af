"""What the API's documentation shows of scenes: the shapes of the seed `000…`."""

from typing import Any, Final

from fastapi.openapi.models import Example

_JOB_ID = "019a9b1e-5f00-7c3a-9d5e-2f6b8c1d4e70"
_SCENE_ID = "019a9b1e-7a10-7f21-8b3c-5d9e0f1a2b3c"
_OTHER_SCENE_ID = "019a9b1e-7a11-7c02-9e4d-6f0a1b2c3d4e"
_TAKE_ID = "6f0c2b1e-0d9a-5c1f-9b7e-3a5d8e2f4c60"
_KEY = f"jobs/{_JOB_ID}/scenes/{_SCENE_ID}/{_TAKE_ID}"
_CREATED = "2026-03-02T09:30:00.000000Z"

_SCENE: Final[dict[str, Any]] = {
    "id": _SCENE_ID,
    "job_id": _JOB_ID,
    "scene_number": 1,
    "status": "completed",
    "provider_id": "replicate-xyz",
    "has_video": True,
    "video_blob_size": 1_048_576,
    "video_url": f"/api/v3/jobs/{_JOB_ID}/scenes/{_SCENE_ID}/video",
    "original_video_clip_s3_key": f"{_KEY}/original.mp4",
    "working_video_clip_s3_key": f"{_KEY}/working.mp4",
    "scenario": "hook",
    "duration": 5.0,
    "description": "A kettle clicks off; steam rises over the tin.",
    "script": "One minute. That is all it takes.",
    "shot_type": "close-up",
    "transition": "cut",
    "visual": "The tin in morning light",
    "camera": "slow push in",
    "lighting": "warm, from the left",
    "audio": "",
    "music": "soft piano",
    "effects": "",
    "dialog": "",
    "assets": [],
    "metadata": {"provider": "replicate", "seed": 12, "cost": 0.25},
    "revision": 1,
    "stale": False,
    "attempt": 0,
    "next_retry_at": None,
    "error": None,
    "inserted_at": _CREATED,
    "created_at": _CREATED,
    "updated_at": _CREATED,
}
_MARKED: Final[dict[str, Any]] = {
    **_SCENE,
    "status": "pending",
    "provider_id": None,
    "has_video": False,
    "video_blob_size": 0,
    "video_url": None,
    "original_video_clip_s3_key": None,
    "working_video_clip_s3_key": None,
}

SCENES: Final[dict[str, Any]] = {
    "job_id": _JOB_ID,
    "total_scenes": 1,
    "completed_scenes": 1,
    "progress_percentage": 100.0,
    "progress": {
        "percentage": 100.0,
        "stage": "done",
        "total_scenes": 1,
        "completed_scenes": 1,
        "processing_scenes": 0,
        "failed_scenes": 0,
    },
    "scenes": [_SCENE],
}
ORDERED: Final[dict[str, Any]] = {"message": "Scenes reordered successfully", **SCENES}
ONE: Final[dict[str, Any]] = {"scene": _SCENE, "job_id": _JOB_ID, "job_status": "completed"}
CHANGED: Final[dict[str, Any]] = {"message": "Scene updated successfully", "scene": _SCENE, "job_id": _JOB_ID}
MARKED: Final[dict[str, Any]] = {"message": "Scene marked for regeneration", "scene": _MARKED, "job_id": _JOB_ID}
DELETED: Final[dict[str, Any]] = {
    "message": "Scene deleted successfully",
    "scene_id": _SCENE_ID,
    "job_id": _JOB_ID,
}
TAKES: Final[dict[str, Any]] = {
    "job_id": _JOB_ID,
    "scene_id": _SCENE_ID,
    "takes": [
        {
            "id": _TAKE_ID,
            "number": 1,
            "provider": "replicate",
            "provider_id": "replicate-xyz",
            "model": "bytedance/seedance-2.0",
            "prompt": "A kettle clicks off; steam rises over the tin.",
            "status": "done",
            "error": None,
            "cost": 0.25,
            "cost_in_doubt": 0.0,
            "orders": 1,
            "duration": 5.0,
            "created_at": _CREATED,
            "selected": True,
            "video_url": f"/api/v3/jobs/{_JOB_ID}/scenes/{_SCENE_ID}/video?take={_TAKE_ID}",
        }
    ],
}
REGENERATED: Final[dict[str, Any]] = {
    "success": True,
    "session_id": _JOB_ID,
    "scenario": "hook",
    "video_url": f"/api/v3/jobs/{_JOB_ID}/scenes/{_SCENE_ID}/video",
    "duration": 5.0,
    "status": "completed",
    "created_at": _CREATED,
    "message": "Scene regenerated successfully",
}

NEW_SCENES: Final[dict[str, Example]] = {
    "scene": {
        "summary": "A scene behind the first",
        "value": {"after": 1, "description": "The tin from above, the lid comes off.", "duration": 3.0},
    }
}
CHANGES: Final[dict[str, Example]] = {
    "status": {"summary": "As in 000", "value": {"status": "completed", "provider_id": "replicate-xyz"}},
    "text": {"summary": "Another script", "value": {"script": "Ready before your train is."}},
}
ORDERS: Final[dict[str, Example]] = {
    "order": {"summary": "The second scene first", "value": {"scene_ids": [_OTHER_SCENE_ID, _SCENE_ID]}}
}
BATCHES: Final[dict[str, Example]] = {
    "batch": {
        "summary": "A shorter first scene, without the last",
        "value": {
            "operations": [
                {"op": "update", "scene": 1, "duration": 3.0},
                {"op": "delete", "scene": 5},
            ]
        },
    }
}
FEEDBACKS: Final[dict[str, Example]] = {
    "feedback": {"summary": "With a reason", "value": {"feedback": "Closer to the tin."}},
    "none": {"summary": "Just another one", "value": {}},
}
SESSIONS: Final[dict[str, Example]] = {
    "hook": {"summary": "The hook again", "value": {"session_id": _JOB_ID, "scenario": "hook"}}
}
