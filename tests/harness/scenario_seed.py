"""The example of `tests/contracts/test_002_scenarios.py`: the request, the finished task and the saved scenario."""

import json
from typing import Any, Final

_TASK_ID = "019a9b1e-9d30-7a55-8c1d-3e4f5a6b7c8d"
_SCENARIO_ID = "5b0c2f4e-6a51-5d0a-9a7e-1f2d3c4b5a69"
_CREATED = "2026-03-02T09:30:00.000000Z"

_SCENARIO: Final[dict[str, Any]] = {
    "scenario_id": "scenario_123",
    "title": "Product Showcase Video",
    "description": "A dynamic showcase of the product features",
    "detected_demographics": {
        "target_gender": "unisex",
        "age_group": "adults",
        "product_type": "electronics",
        "demographic_context": "Tech-savvy adults interested in innovation",
    },
    "scenes": [
        {
            "scene_id": "scene_1",
            "scene_number": 1,
            "description": "Product introduction",
            "duration": 5,
            "image_prompt": "Modern smartphone on dark background with dramatic lighting",
            "visual_prompt": "Camera slowly zooms in on smartphone",
            "product_reference_image_url": "https://example.com/product.jpg",
            "image_reasoning": "Highlights the main product clearly",
        }
    ],
    "audio_script": {
        "hook": "Discover the future of technology",
        "main": "This revolutionary smartphone combines cutting-edge features with elegant design",
        "cta": "Get yours today and experience the difference",
        "hashtags": ["#TechInnovation", "#Smartphone", "#FutureTech"],
    },
    "total_duration": 15,
    "style": "modern-minimalist",
    "mood": "professional",
    "resolution": "1080:1920",
}
BODY: Final[dict[str, Any]] = {"short_id": "short_456", "user_id": "user_789", "scenario": json.dumps(_SCENARIO)}
TASK: Final[dict[str, Any]] = {
    "task_id": _TASK_ID,
    "type": "SAVE_SCENARIO",
    "status": "completed",
    "progress": 100,
    "message": "Scenario saved with 1 scenes and 0 generated images",
    "result": {
        "scenario_id": _SCENARIO_ID,
        "scene_count": 1,
        "images_generated": 0,
        "images_skipped": 1,
        "images_failed": 0,
        "credits_charged": 0,
        "skipped_reason": None,
    },
    "error": None,
    "created_at": _CREATED,
    "updated_at": _CREATED,
}
SAVED: Final[dict[str, Any]] = {
    "id": _SCENARIO_ID,
    "task_id": _TASK_ID,
    "short_id": "short_456",
    "user_id": "user_789",
    "title": _SCENARIO["title"],
    "description": _SCENARIO["description"],
    "script": "\n".join(_SCENARIO["audio_script"][part] for part in ("hook", "main", "cta")),
    "scene_count": 1,
    "estimated_duration": 15.0,
    "metadata": {
        "narrative_style": "modern-minimalist",
        "mood": "professional",
        "demographics": _SCENARIO["detected_demographics"],
        "target_audience": "Tech-savvy adults interested in innovation",
        "hashtags": _SCENARIO["audio_script"]["hashtags"],
        "audio_script": {part: _SCENARIO["audio_script"][part] for part in ("hook", "main", "cta")},
        "resolution": "1080:1920",
        "scenario_id": "scenario_123",
    },
    "created_at": _CREATED,
    "updated_at": _CREATED,
    "scenes": [
        {
            **_SCENARIO["scenes"][0],
            "id": "8a1f0d3c-2b4e-5c6d-8e7f-9a0b1c2d3e4f",
            "duration": 5.0,
            "image_url": None,
            "status": "pending",
            "metadata": {},
            "image_outcome": "skipped",
            "credits": 0,
            "warning": None,
            "error": None,
        }
    ],
}

SAVE = "/scenario/save"
EXAMPLE: dict[str, Any] = json.loads(BODY["scenario"])


def save_body(scenario: object, user: str = "user_789") -> dict[str, Any]:
    """Return the body that saves a scenario, which is JSON text or what becomes JSON text."""
    text = scenario if isinstance(scenario, str) else json.dumps(scenario)
    return {"short_id": "short_456", "user_id": user, "scenario": text}


def with_scenes(*scenes: dict[str, Any]) -> dict[str, Any]:
    """Return the example with these scenes, each completed by the fields of the example's scene."""
    scene = EXAMPLE["scenes"][0]
    return EXAMPLE | {"scenes": [scene | {"scene_number": at} | each for at, each in enumerate(scenes, 1)]}
