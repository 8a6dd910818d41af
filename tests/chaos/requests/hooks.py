"""What Schemathesis cannot know from the OpenAPI document. Its process loads this, by the name in SCHEMATHESIS_HOOKS.

JOBS in the environment are ids of jobs that there are, CLIP is the URL of a file that can be fetched, PNG a picture.
"""

import hashlib
import json
import os
import re
from typing import Any

import schemathesis
from hypothesis import strategies as st
from schemathesis import Response

_JOBS = os.environ["JOBS"].split()
_CLIP = os.environ["CLIP"]
_PNG = bytes.fromhex(os.environ["PNG"])
_SCENARIO = {"title": "A tin", "scenes": [{"scene_number": 1, "description": "A tin", "duration": 5}]}

_UUID = re.compile(r"[0-9a-f-]{36}")
_EXAMPLE_URL = re.compile(r"https://example\.com/[a-z.3]+")
_OF_THIS_DAY = re.compile(
    r"(there is )?no (scenario|asset|client) |is in the past|(asset|file) is |.* is no e-mail address"
    r"|.* needs a key: |no local voice is called |.* has no cheap variant|.* films this job anyway"
)

# Other URLs are of hosts that do not exist, other texts are no scenarios, and other bytes no pictures: all are refused.
schemathesis.openapi.format("uri", st.just(_CLIP))
schemathesis.openapi.format("json", st.just(json.dumps(_SCENARIO)))
schemathesis.openapi.media_type("image/png", st.just(_PNG))


@schemathesis.hook
def before_load_schema(_: Any, raw_schema: dict[str, Any]) -> None:
    """Have examples name a file that can be fetched; there is no example of an upload that could be sent."""
    known = json.loads(_EXAMPLE_URL.sub(_CLIP, json.dumps(raw_schema)))
    known["paths"]["/api/v3/assets"]["post"]["requestBody"]["content"]["multipart/form-data"].pop("example")
    raw_schema.update(known)


@schemathesis.hook
def map_path_parameters(_: Any, path_parameters: dict[str, Any] | None) -> dict[str, Any] | None:
    """Name a job that there is in three of four requests that could do so, and then one of its scenes."""
    if path_parameters and _UUID.fullmatch(str(path_parameters.get("job_id"))):
        chosen = hashlib.sha256(repr(sorted(path_parameters.items())).encode()).digest()
        if chosen[0] % 4:
            path_parameters["job_id"] = _JOBS[chosen[1] % len(_JOBS)]
            if "scene" in path_parameters:
                path_parameters["scene"] = str(chosen[2] % 4)
    return path_parameters


@schemathesis.hook
def filter_failure(_: Any, failure: Any, case: Any, response: Response) -> bool:  # noqa: ARG001
    """Leave out the refusals that no document can tell of.

    A request that is right by the document and not by the state of the job is 422, as the first clients were promised.
    Its problem names no field: one that does says that the document allows a value which the API does not, but for ids
    of what does not exist, what a file or a URL holds, mail addresses with too long a part, times that have passed,
    vendors that are not set up, and names of voices, which are each provider's own.
    A machine that is too busy to answer in time says 503, and when to try again.
    """
    if response.status_code == 503:
        return response.json()["code"] != "unavailable" or "retry-after" not in response.headers
    if type(failure).__name__ != "RejectedPositiveData" or response.status_code not in (412, 422):
        return True
    problem = response.json()
    if problem["code"] not in ("invalid", "precondition_failed"):
        return True
    return not all(_OF_THIS_DAY.match(error["message"]) for error in problem.get("errors") or ())
