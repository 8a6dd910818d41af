"""Replicate's models: https://replicate.com/{owner}/{name}/versions/{version}/api, read 2026-12-01.

bytedance/seedance-2.0:d456b64a, -fast:90388a62, kwaivgi/kling-v3-video:4a8ba274, -omni-video:1d449e25,
google/veo-3.1:ed5b1767. That of google/veo-3.1-fast was not to be had; its fields are those of
https://api.core.today/v1/models/google/veo-3.1-fast/llms.txt, which resells it.
"""

from tests.simulators.documented.schema import Field, Schema, excludes, needs, only_with

TEXT = Field(str, is_required=True, least=1)
PICTURE = Field(str, least=8)
FLAG = Field(bool)

_SEEDANCE = Schema(
    {
        "prompt": TEXT,
        "image": PICTURE,
        "last_frame_image": PICTURE,
        "reference_images": Field(list, most=9),
        "reference_videos": Field(list, most=3),
        "reference_audios": Field(list, most=3),
        "duration": Field(int, choices=(-1, *range(4, 16))),  # at least 4: ByteDance's model card
        "resolution": Field(str, choices=("480p", "720p", "1080p")),
        "aspect_ratio": Field(str, choices=("16:9", "4:3", "1:1", "3:4", "9:16", "21:9", "9:21", "adaptive")),
        "generate_audio": FLAG,
        "seed": Field(int),
    },
    [
        needs("last_frame_image", "image"),
        excludes("reference_images", "image", "last_frame_image"),
    ],
)
_KLING_FIELDS = {
    "prompt": Field(str, is_required=True, least=1, most=2500),
    "start_image": PICTURE,
    "end_image": PICTURE,
    "mode": Field(str, choices=("standard", "pro")),
    "aspect_ratio": Field(str, choices=("16:9", "9:16", "1:1")),
    "duration": Field(int, least=3, most=15),
    "generate_audio": FLAG,
    "multi_prompt": Field(str),
}
_VEO_FIELDS = {
    "prompt": TEXT,
    "image": PICTURE,
    "last_frame": PICTURE,
    "negative_prompt": Field(str),
    "aspect_ratio": Field(str, choices=("16:9", "9:16")),
    "resolution": Field(str, choices=("720p", "1080p")),
    "generate_audio": FLAG,
    "seed": Field(int),
}

MODELS = {
    "bytedance/seedance-2.0": _SEEDANCE,
    "bytedance/seedance-2.0-fast": _SEEDANCE,
    "kwaivgi/kling-v3-video": Schema(
        {**_KLING_FIELDS, "negative_prompt": Field(str, most=2500)}, [needs("end_image", "start_image")]
    ),
    "kwaivgi/kling-v3-omni-video": Schema(
        {
            **_KLING_FIELDS,
            "reference_images": Field(list, most=7),
            "reference_video": PICTURE,
            "video_reference_type": Field(str, choices=("feature", "base")),
            "keep_original_sound": FLAG,
        },
        [needs("end_image", "start_image"), excludes("generate_audio", "reference_video")],
    ),
    "google/veo-3.1": Schema(
        {**_VEO_FIELDS, "duration": Field(int, choices=(4, 6, 8)), "reference_images": Field(list, most=3)},
        [
            only_with("reference_images", aspect_ratio="16:9", duration=8),
            excludes("reference_images", "last_frame", "image"),
        ],
    ),
    "google/veo-3.1-fast": Schema({**_VEO_FIELDS, "duration": Field(int, choices=(8,))}),
}

SOUND_BY_DEFAULT = {"bytedance": True, "kwaivgi": False, "google": True}
"""The default of `generate_audio`, by the model's owner."""
