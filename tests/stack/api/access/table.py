"""What each route needs, and what it answers whoever may not have it: written down here, not read from the routes."""

from dataclasses import dataclass
from enum import Enum
from typing import Any

READ, WRITE, APPROVE, SPEND = "films:read", "films:write", "films:approve", "spend"
GRANT, WEBHOOKS, KEYS, ADMIN = "credits:grant", "webhooks", "keys", "admin"


class Others(Enum):
    """What a key of another client, with all scopes that such a key can have, is answered of acme's things."""

    NOT_THERE = "404, as if there were no such thing"
    OWN_ONLY = "a success that shows nothing of acme's"
    REFUSED = "403, because the body names acme"
    NO_SCOPE = "403, because no key of a client can have the scope"
    SAME = "what everybody gets: there is nothing of anybody's in it"


@dataclass(frozen=True)
class Route:
    """`scopes` are those that each call needs, whatever it sends. Nobody is served if `is_open` is False.

    `body` is sent instead of the documented example; names of acme's things in braces are replaced.
    """

    others: Others
    scopes: tuple[str, ...] = ()
    is_open: bool = False
    body: Any = None


def _of_a_thing(*scopes: str, **more: Any) -> Route:
    return Route(Others.NOT_THERE, scopes, **more)


def _own(*scopes: str) -> Route:
    return Route(Others.OWN_ONLY, scopes)


def _refused(*scopes: str, body: Any) -> Route:
    return Route(Others.REFUSED, scopes, body=body)


_ADMINS = Route(Others.NO_SCOPE, (ADMIN,))
_OPEN = Route(Others.SAME, is_open=True)
_BRIEF = {"context": {"clientId": "acme"}, "adBasics": {"productName": "Morning Tea"}}
_SCENARIO = '{"title": "A tin", "scenes": [{"scene_number": 1, "description": "A tin", "duration": 5}]}'
_JOB = "/api/v3/jobs/{job_id}"
_SCENE = f"{_JOB}/scenes/{{scene}}"
_ITSELF = f"{_JOB}/scenes/{{scene:scene}}"
_HOOK = "/api/v3/webhooks/{webhook_id}"
_LINK = "/r/{token}"
_CREDITS = "/api/v3/credits/{user_id:path}"

ROUTES: dict[str, Route] = {
    "POST /api/v3/jobs": _refused(WRITE, body=_BRIEF),
    "GET /api/v3/jobs": _own(READ),
    "GET /api/v3/events": _own(READ),
    f"GET {_JOB}": _of_a_thing(READ),
    f"PATCH {_JOB}": _of_a_thing(WRITE),
    f"DELETE {_JOB}": _of_a_thing(WRITE),
    f"POST {_JOB}/restore": _of_a_thing(WRITE),
    f"POST {_JOB}/actions": _of_a_thing(),  # by the action, see CALLS
    f"GET {_JOB}/progress": _of_a_thing(READ),
    f"GET {_JOB}/workflow": _of_a_thing(READ),
    f"GET {_JOB}/storyboards": _of_a_thing(READ),
    f"GET {_JOB}/estimate": _of_a_thing(READ),
    f"GET {_JOB}/events": _of_a_thing(READ),
    f"GET {_JOB}/audit": _of_a_thing(READ),
    f"GET {_JOB}/manifest": _of_a_thing(READ),
    f"GET {_JOB}/video": _of_a_thing(READ),
    f"GET {_JOB}/poster": _of_a_thing(READ),
    f"GET {_JOB}/preview": _of_a_thing(READ),
    f"GET {_JOB}/captions": _of_a_thing(READ),
    f"GET {_JOB}/stills": _of_a_thing(READ),
    f"PATCH {_JOB}/assets/{{asset_id}}": _of_a_thing(WRITE),
    f"DELETE {_JOB}/assets/{{asset_id}}": _of_a_thing(WRITE),
    f"GET {_JOB}/scenes": _of_a_thing(READ),
    f"POST {_JOB}/scenes": _of_a_thing(WRITE),
    f"PUT {_JOB}/scenes/order": _of_a_thing(WRITE),
    f"POST {_JOB}/scenes/batch": _of_a_thing(WRITE),
    f"GET {_ITSELF}": _of_a_thing(READ),
    f"PUT {_ITSELF}": _of_a_thing(WRITE),
    f"DELETE {_ITSELF}": _of_a_thing(WRITE),
    f"POST {_SCENE}/restore": _of_a_thing(WRITE),
    f"POST {_SCENE}/regenerate": _of_a_thing(WRITE),
    f"GET {_JOB}/first-frames": _of_a_thing(READ),
    f"POST {_JOB}/first-frames": _of_a_thing(WRITE, SPEND),
    f"GET {_JOB}/first-frames/{{first_frame_id}}": _of_a_thing(READ),
    f"GET {_SCENE}/first-frames": _of_a_thing(READ),
    f"PUT {_SCENE}/first-frame": _of_a_thing(WRITE, body={"firstFrameId": "{first_frame_id}"}),
    f"POST {_JOB}/finish": _of_a_thing(WRITE, SPEND),
    f"POST {_SCENE}/finish": _of_a_thing(WRITE, SPEND),
    f"GET {_SCENE}/takes": _of_a_thing(READ),
    f"POST {_SCENE}/takes/{{take_id}}/select": _of_a_thing(WRITE),
    f"GET {_SCENE}/video": _of_a_thing(READ),
    f"GET {_SCENE}/speech": _of_a_thing(READ),
    f"GET {_SCENE}/still": _of_a_thing(READ),
    f"GET {_JOB}/notes": _of_a_thing(READ),
    f"POST {_JOB}/notes": _of_a_thing(WRITE),
    f"PATCH {_JOB}/notes/{{note_id}}": _of_a_thing(WRITE),
    f"DELETE {_JOB}/notes/{{note_id}}": _of_a_thing(WRITE),
    f"GET {_JOB}/review-links": _of_a_thing(READ),
    f"POST {_JOB}/review-links": _of_a_thing(WRITE),
    f"DELETE {_JOB}/review-links/{{link_id}}": _of_a_thing(WRITE),
    "POST /api/videos/regenerate-scene": _of_a_thing(WRITE, SPEND, body={"session_id": "{job_id}", "scenario": "hook"}),
    "POST /scenario/save": _refused(WRITE, body={"short_id": "short", "user_id": "{user_id}", "scenario": _SCENARIO}),
    "GET /scenario/save/tasks/{task_id}": _of_a_thing(READ),
    "DELETE /scenario/save/tasks/{task_id}": _of_a_thing(WRITE),
    "GET /api/v3/scenarios/{scenario_id}": _of_a_thing(READ),
    "POST /api/v3/assets": _refused(WRITE, body={"url": "http://127.0.0.1:1/a.png", "clientId": "acme"}),
    "GET /api/v3/assets": _own(READ),
    "GET /api/v3/assets/{asset_id}": _of_a_thing(READ),
    "GET /api/v3/assets/{asset_id}/data": _of_a_thing(READ),
    "DELETE /api/v3/assets/{asset_id}": _of_a_thing(WRITE),
    "GET /api/v3/credits/{user_id:user}": _of_a_thing(READ),
    f"GET {_CREDITS}/entries": _of_a_thing(READ),
    f"POST {_CREDITS}/grants": _of_a_thing(GRANT, body={"amount": 5}),
    "GET /api/v3/webhooks": _own(WEBHOOKS),
    "POST /api/v3/webhooks": _refused(WEBHOOKS, body={"url": "https://example.com/in", "clientId": "acme"}),
    f"GET {_HOOK}": _of_a_thing(WEBHOOKS),
    f"PATCH {_HOOK}": _of_a_thing(WEBHOOKS),
    f"DELETE {_HOOK}": _of_a_thing(WEBHOOKS),
    f"POST {_HOOK}/rotate": _of_a_thing(WEBHOOKS),
    f"POST {_HOOK}/test": _of_a_thing(WEBHOOKS),
    f"POST {_HOOK}/recover": _of_a_thing(WEBHOOKS),
    f"GET {_HOOK}/deliveries": _of_a_thing(WEBHOOKS),
    f"GET {_HOOK}/deliveries/{{delivery_id}}": _of_a_thing(WEBHOOKS),
    f"POST {_HOOK}/deliveries/{{delivery_id}}/redeliver": _of_a_thing(WEBHOOKS),
    "GET /api/v3/keys": _own(KEYS),
    "POST /api/v3/keys": _refused(KEYS, body={"name": "Ann", "scopes": [KEYS], "clientId": "acme"}),
    "GET /api/v3/keys/{key_id}": _of_a_thing(KEYS),
    "POST /api/v3/keys/{key_id}/rotate": _of_a_thing(KEYS),
    "DELETE /api/v3/keys/{key_id}": _of_a_thing(KEYS),
    "GET /api/v3/clients": _ADMINS,
    "POST /api/v3/clients": _ADMINS,
    "GET /api/v3/clients/{client_id:client}": _ADMINS,
    "PATCH /api/v3/clients/{client_id:client}": _ADMINS,
    "GET /api/v3/clients/{client_id:path}/usage": _of_a_thing(READ),
    "GET /api/v3/providers": _own(READ),
    "GET /metrics": _ADMINS,
    "GET /healthz": _OPEN,
    "GET /readyz": _OPEN,
    "GET /api/v3/session": _OPEN,
    "POST /api/v3/session": _OPEN,
    "DELETE /api/v3/session": _OPEN,
    "POST /api/v3/vendor-news/{vendor}": _OPEN,
    # Pages without data, and the documentation.
    "GET /": _OPEN,
    "GET /new": _OPEN,
    "GET /sign-in": _OPEN,
    "GET /settings/keys": _OPEN,
    "GET /settings/webhooks": _OPEN,
    "GET /jobs/{job_id}": _OPEN,
    "GET /jobs/{job_id}/{room}": _OPEN,
    "GET /studio/{file}": _OPEN,
    "GET /docs": _OPEN,
    "GET /openapi.json": _OPEN,
    "GET /swagger/swagger-ui-bundle.js": _OPEN,
    "GET /swagger/swagger-ui.css": _OPEN,
    "GET /swagger/favicon-32x32.png": _OPEN,
    # Guests: the token in the path is what they have.
    "GET /r/guest.css": _OPEN,
    f"GET {_LINK}": _OPEN,
    f"GET {_LINK}/film": _OPEN,
    f"GET {_LINK}/preview": _OPEN,
    f"GET {_LINK}/captions": _OPEN,
    f"GET {_LINK}/scenes/{{number}}/still": _OPEN,
    f"POST {_LINK}/password": _OPEN,
    f"POST {_LINK}/notes": _OPEN,
    f"POST {_LINK}/approve": _OPEN,
    f"POST {_LINK}/send-back": _OPEN,
}


@dataclass(frozen=True)
class Call:
    """A call that needs other scopes than each call of its route does, by its body and by what the job is at."""

    name: str
    at: str
    """`review`: the job's storyboard waits. `film`: it has its film. `none`: the call is of no job that exists."""
    method: str
    path: str
    body: Any
    scopes: tuple[str, ...]


def _action(at: str, action: str, *scopes: str, **fields: Any) -> Call:
    return Call(f"{action} at {at}", at, "POST", f"{_JOB}/actions", {"action": action, **fields}, scopes)


CALLS = (
    _action("review", "approve_storyboard", APPROVE, SPEND),
    _action("review", "reject_storyboard", APPROVE, feedback="Closer to the tin."),
    _action("review", "regenerate_scene", WRITE, sceneNumber=1),
    _action("review", "regenerate_all_scenes", WRITE),
    _action("review", "cancel", WRITE),
    _action("film", "regenerate_scene", WRITE, SPEND, sceneNumber=1),
    Call("regenerate in review", "review", "POST", f"{_JOB}/scenes/1/regenerate", None, (WRITE,)),
    Call("regenerate filmed", "film", "POST", f"{_JOB}/scenes/1/regenerate", None, (WRITE, SPEND)),
    Call("pending filmed", "film", "PUT", f"{_JOB}/scenes/1", {"status": "pending"}, (WRITE, SPEND)),
    Call("text of a filmed scene", "film", "PUT", f"{_JOB}/scenes/1", {"script": "Now."}, (WRITE,)),
    Call(
        "batch that regenerates",
        "film",
        "POST",
        f"{_JOB}/scenes/batch",
        {"operations": [{"op": "regenerate", "scene": 1}]},
        (WRITE, SPEND),
    ),
    Call(
        "a scene added to a film",
        "film",
        "POST",
        f"{_JOB}/scenes",
        {"description": "The tin from above.", "duration": 3.0},
        (WRITE, SPEND),
    ),
    Call("larger budget", "review", "PATCH", _JOB, {"production": {"maxCost": 50}}, (WRITE, SPEND)),
    Call("smaller budget", "review", "PATCH", _JOB, {"production": {"maxCost": 1}}, (WRITE,)),
    Call("link to view", "review", "POST", f"{_JOB}/review-links", {"permission": "view"}, (WRITE,)),
    Call(
        "link to approve", "review", "POST", f"{_JOB}/review-links", {"permission": "approve"}, (WRITE, APPROVE, SPEND)
    ),
    Call(
        "a job that approves itself",
        "none",
        "POST",
        "/api/v3/jobs",
        {**_BRIEF, "production": {"autoApprove": True}},
        (WRITE, APPROVE, SPEND),
    ),
    Call(
        "a job with a webhook",
        "none",
        "POST",
        "/api/v3/jobs",
        {**_BRIEF, "webhook": {"url": "http://127.0.0.1:1/in"}},
        (WRITE, WEBHOOKS),
    ),
    Call("a key that may spend", "none", "POST", "/api/v3/keys", {"name": "Ann", "scopes": [SPEND]}, (KEYS, SPEND)),
)
