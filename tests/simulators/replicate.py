"""Replicate's HTTP API, as far as clips and pictures need it.

Written from the types of replicate 2.0.0b4: types/{prediction,prediction_list_params,file_create_response}.py,
types/models/prediction_create_params.py and pagination.py; the statuses from
https://replicate.com/docs/topics/predictions/lifecycle, errors as problem+json with `title`, `detail` and `status`.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from aiohttp import web

from tests.simulators.documented import replicate as documented
from tests.simulators.film import MediaVendor, Order, key_of
from tests.simulators.language import Answer, as_json


class ReplicateVendor(MediaVendor):
    """`forgotten` predictions are those whose data was removed; `strangers` were made by others on the same account.

    With `in_a_list` the output is a list of one. A page of the list has `page_size` predictions, without their logs. A
    list of all is a look at those on the page, at the place "list"; one since some time is a find. `unlisted` are those
    that the list of all lacks.
    """

    name = "replicate"
    key_variable = "REPLICATE_API_TOKEN"
    url_variable = "REPLICATE_BASE_URL"

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.forgotten: set[str] = set()
        self.strangers: list[dict[str, Any]] = []
        self.in_a_list = False
        self.page_size = 100
        self.unlisted: set[str] = set()
        self.uploads: list[bytes] = []
        self.bodies: list[dict[str, Any]] = []
        self.logs = " 42%|████▏     | 21/50 [00:10<00:14,  2.1it/s]"

    @property
    def base_url(self) -> str:
        return f"{self.url}/v1"

    def routes(self) -> Iterable[web.RouteDef]:
        return [
            web.post("/v1/models/{owner}/{name}/predictions", self._order),
            web.get("/v1/predictions", self._list),
            web.get("/v1/predictions/{id}", self._look),
            web.post("/v1/predictions/{id}/cancel", self._cancel),
            web.post("/v1/files", self._upload),
        ]

    def error(self, status: int, words: str = "trouble") -> dict[str, Any]:
        return {"title": "Trouble", "detail": words, "status": status}

    def is_out_of_credit(self) -> Answer:
        words = "You have insufficient credit to run this model. Go to your billing page to buy credit."
        return as_json({"title": "Insufficient credit", "detail": words, "status": 402}, 402)

    def filtered(self, words: str) -> dict[str, Any]:
        return {"status": "failed", "error": f"{words} (E005)"}

    def failed(self, words: str) -> dict[str, Any]:
        return {"status": "failed", "error": words}

    def made_nothing(self) -> dict[str, Any]:
        """Succeeds, and has nothing to show for it."""
        return {"status": "succeeded", "output": None}

    def aborted(self) -> dict[str, Any]:
        return {"status": "aborted", "error": None}

    async def _order(self, request: web.Request) -> web.StreamResponse:
        body = await request.json()
        self.bodies.append(body)
        given = body["input"]
        model = f"{request.match_info['owner']}/{request.match_info['name']}"
        schema, owner = documented.MODELS.get(model), request.match_info["owner"]
        if schema and self.violates(schema.faults(given)):
            return web.json_response(self.error(422, "Input validation failed"), status=422)
        sound = schema is not None and bool(given.get("generate_audio", documented.SOUND_BY_DEFAULT[owner]))
        key = key_of(given["prompt"], given.get("seed"))
        order_id, seconds = f"p{len(self.orders) + 1}", float(given.get("duration", 5 if schema else 0))
        taken = await self.take(request, order_id, key, given | {"model": model}, seconds, sound)
        if isinstance(taken, web.StreamResponse):
            return taken
        return web.json_response(self._starting(taken), status=201)

    async def _look(self, request: web.Request) -> web.StreamResponse:
        if answer := await self.fault("look", request):
            return answer
        order = self.orders.get(request.match_info["id"])
        if order is None:
            return web.json_response(self.error(404, "The requested resource could not be found."), status=404)
        order.looks += 1
        return web.json_response(self._prediction(order))

    async def _list(self, request: web.Request) -> web.StreamResponse:
        since = request.query.get("created_after")
        if answer := await self.fault("find" if since else "list", request):
            return answer
        after = datetime.fromisoformat(since) if since else datetime.min.replace(tzinfo=UTC)
        ours = [order for order in reversed(self.orders.values()) if order.at >= after]
        found: list[Order | dict[str, Any]] = [*self.strangers, *(one for one in ours if one.id not in self.unlisted)]
        start = int(request.query.get("cursor", 0))
        following = start + self.page_size
        url = request.url.update_query(cursor=following)
        return web.json_response(
            {
                "previous": None,
                "next": str(url) if following < len(found) else None,
                "results": [self._listed(item, is_look=not since) for item in found[start:following]],
            }
        )

    def _listed(self, item: Order | dict[str, Any], is_look: bool) -> dict[str, Any]:
        if not isinstance(item, Order):
            return item
        item.looks += is_look
        return {name: value for name, value in self._prediction(item).items() if name != "logs"}

    async def _cancel(self, request: web.Request) -> web.StreamResponse:
        if answer := await self.fault("cancel", request):
            return answer
        order = self.orders.get(request.match_info["id"])
        if order is None:
            return web.json_response(self.error(404), status=404)
        order.is_cancelled = True
        return web.json_response(self._prediction(order))

    async def _upload(self, request: web.Request) -> web.StreamResponse:
        form = await request.post()
        if answer := await self.fault("upload", request):
            return answer
        content = form["content"]
        assert isinstance(content, web.FileField)
        assert content.content_type == "image/jpeg"
        self.uploads.append(content.file.read())
        number = len(self.uploads)
        return web.json_response({"id": f"f{number}", "urls": {"get": f"{self.base_url}/files/f{number}"}}, status=201)

    def _starting(self, order: Order) -> dict[str, Any]:
        url = f"{self.base_url}/predictions/{order.id}"
        return {
            "id": order.id,
            "model": order.body["model"],
            "version": "hidden",
            "input": {name: value for name, value in order.body.items() if name != "model"},
            "logs": "",
            "output": None,
            "data_removed": False,
            "error": None,
            "source": "api",
            "status": "starting",
            "created_at": order.at.isoformat(),
            "urls": {"cancel": f"{url}/cancel", "get": url, "web": f"https://replicate.com/p/{order.id}"},
        }

    def _prediction(self, order: Order) -> dict[str, Any]:
        now: dict[str, Any] = {"status": "processing", "logs": self.logs}
        if order.is_cancelled:
            now = {"status": "canceled"}
        elif self.is_done(order):
            now = order.ending or {"status": "succeeded", "output": self._output(order)}
        if order.id in self.forgotten:
            now |= {"data_removed": True, "input": {}, "output": None, "logs": None}
        return self._starting(order) | now

    def _output(self, order: Order) -> str | list[str]:
        return [self.file_url(order)] if self.in_a_list else self.file_url(order)
