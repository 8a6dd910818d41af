"""What the API's documentation shows: one job, from its brief to its film."""

from typing import Any, Final

from fastapi.openapi.models import Example

_JOB_ID = "019a9b1e-5f00-7c3a-9d5e-2f6b8c1d4e70"
_SCENE_ID = "019a9b1e-7a10-7f21-8b3c-5d9e0f1a2b3c"
_ASSET_ID = "019a9b1e-6b40-7d11-a2b3-c4d5e6f70819"
_JOB_URL = f"/api/v3/jobs/{_JOB_ID}"
_CREATED = "2026-03-02T09:30:00.000000Z"

_SENT: Final[dict[str, Any]] = {
    "context": {"clientId": "acme"},
    "adBasics": {
        "productName": "Morning Tea",
        "productDescription": "Loose-leaf tea that is ready in one minute.",
        "targetAudience": "People who are late for the train",
        "callToAction": "Order at acme.example",
        "aspectRatio": "9:16",
        "duration": 20,
    },
    "creative": {
        "direction": {"style": "modern", "mood": "calm"},
        "assets": [{"url": "https://example.com/product.jpg", "type": "image", "name": "The tin", "role": "hero"}],
    },
}
BRIEFS: Final[dict[str, Example]] = {
    "brief": {"summary": "A brief with a picture", "value": _SENT},
    "short": {
        "summary": "The least that is needed",
        "value": {"context": {"clientId": "acme"}, "adBasics": {"productName": "Morning Tea"}},
    },
    "scenario": {
        "summary": "A saved scenario: no planning, straight to review",
        "value": {"scenarioId": "5b0c2f4e-6a51-5d0a-9a7e-1f2d3c4b5a69"},
    },
}
ACTIONS: Final[dict[str, Example]] = {
    "approve": {
        "summary": "Give the green light",
        "value": {"action": "approve_storyboard", "storyboardRevision": 1},
    },
    "reject": {
        "summary": "Send the storyboard back",
        "value": {"action": "reject_storyboard", "feedback": "Show the product in the first scene."},
    },
    "regenerate": {
        "summary": "Another version of one scene",
        "value": {"action": "regenerate_scene", "sceneNumber": 2, "feedback": "Make it more energetic."},
    },
    "retry": {"summary": "Film the failed scenes again", "value": {"action": "retry_failed_scenes"}},
}

_TEXT: Final[dict[str, Any]] = {
    "sceneNumber": 1,
    "scenario": "hook",
    "duration": 5.0,
    "description": "A kettle clicks off; steam rises over the tin.",
    "script": "One minute. That is all it takes.",
    "shotType": "close-up",
    "transition": "cut",
    "visual": "The tin in morning light",
    "camera": "slow push in",
    "lighting": "warm, from the left",
    "audio": "",
    "music": "soft piano",
    "effects": "",
    "dialog": "",
    "assets": [_ASSET_ID],
}
_SCENE: Final[dict[str, Any]] = {
    **_TEXT,
    "id": _SCENE_ID,
    "status": "completed",
    "revision": 1,
    "attempt": 0,
    "nextRetryAt": None,
    "progress": None,
    "videoUrl": f"{_JOB_URL}/scenes/{_SCENE_ID}/video",
    "originalVideoClipUrl": f"{_JOB_URL}/scenes/{_SCENE_ID}/video?clip=original",
    "originalVideoClipS3Key": f"jobs/{_JOB_ID}/scenes/{_SCENE_ID}/6f0c/original.mp4",
    "workingVideoClipS3Key": f"jobs/{_JOB_ID}/scenes/{_SCENE_ID}/6f0c/working.mp4",
    "error": None,
}
_PROGRESS: Final[dict[str, Any]] = {
    "percentage": 100.0,
    "stage": "done",
    "totalScenes": 1,
    "completedScenes": 1,
    "processingScenes": 0,
    "failedScenes": 0,
    "filmReady": True,
}
_BEGUN: Final[dict[str, Any]] = {
    "id": _JOB_ID,
    "status": "pending",
    "progress": {
        **_PROGRESS,
        "percentage": 0.0,
        "stage": "queued",
        "totalScenes": 0,
        "completedScenes": 0,
        "filmReady": False,
    },
    "error": None,
    "warnings": [],
    **_SENT,
    "production": {
        "provider": None,
        "model": None,
        "maxCost": None,
        "resolution": "1080p",
        "autoApprove": False,
        "giveUpAfter": 7200,
    },
    "metadata": {},
    "assets": [
        {
            "id": _ASSET_ID,
            "url": f"/api/v3/assets/{_ASSET_ID}/data",
            "type": "image",
            "name": "The tin",
            "role": "hero",
            "contentType": None,
            "sizeBytes": None,
            "status": "pending",
        }
    ],
    "scenes": [],
    "film": None,
    "storyboardRevision": 1,
    "sceneCount": 0,
    "completedScenes": 0,
    "failedScenes": 0,
    "cost": 0.0,
    "costInDoubt": 0.0,
    "createdAt": _CREATED,
    "updatedAt": _CREATED,
}
_DONE: Final[dict[str, Any]] = {
    **_BEGUN,
    "status": "completed",
    "progress": _PROGRESS,
    "assets": [{**_BEGUN["assets"][0], "contentType": "image/jpeg", "sizeBytes": 184_320, "status": "ready"}],
    "scenes": [_SCENE],
    "film": {"url": f"{_JOB_URL}/video", "duration": 5.0, "sizeBytes": 2_411_008, "stale": False},
    "sceneCount": 1,
    "completedScenes": 1,
}

NEW_JOB: Final[dict[str, Any]] = {"data": _BEGUN}
JOB: Final[dict[str, Any]] = {"data": _DONE}
JOBS: Final[dict[str, Any]] = {"data": [_DONE], "nextCursor": None}
PROGRESS: Final[dict[str, Any]] = {"data": {**_PROGRESS, "source": "workflow"}}
STORYBOARDS: Final[dict[str, Any]] = {
    "data": [{"revision": 1, "verdict": "approved", "feedback": None, "scenes": [_TEXT], "createdAt": _CREATED}]
}
DELETED: Final[dict[str, Any]] = {"data": {"id": _JOB_ID, "status": "cancelled", "deleted": True}}

NEW_ASSET: Final[dict[str, Any]] = {
    "url": "https://example.com/product.jpg",
    "type": "image",
    "name": "The tin",
    "role": "hero",
}
_ASSET: Final[dict[str, Any]] = {
    "id": _ASSET_ID,
    "url": f"/api/v3/assets/{_ASSET_ID}/data",
    "sourceUrl": "https://example.com/product.jpg",
    "type": "image",
    "name": "The tin",
    "role": "hero",
    "contentType": "image/jpeg",
    "sizeBytes": 184_320,
    "status": "ready",
    "error": None,
    "createdAt": _CREATED,
}
ASSET: Final[dict[str, Any]] = {"data": _ASSET}
ASSETS: Final[dict[str, Any]] = {"data": [_ASSET], "nextCursor": None}
PENDING_ASSET: Final[dict[str, Any]] = {
    "data": {**_ASSET, "type": None, "contentType": None, "sizeBytes": None, "status": "pending"}
}
READY: Final[dict[str, str]] = {"database": "ok", "temporal": "ok", "worker": "ok"}
