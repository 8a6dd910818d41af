"""OpenAI's Responses API, as far as planners use it.

Written from the types of openai 3.52.0: types/responses/{response_create_params,response,response_output_message,
response_output_refusal,response_error}.py and `APIError` in _exceptions.py.
"""

from typing import Any

from tests.simulators.language import Answer, LanguageVendor, as_json, fault


class OpenAIVendor(LanguageVendor):
    name = "openai"
    key_variable = "OPENAI_API_KEY"
    url_variable = "OPENAI_BASE_URL"
    path = "/v1/responses"

    @property
    def base_url(self) -> str:
        return f"{self.url}/v1"

    def success(self, text: str) -> dict[str, Any]:
        return _response([{"type": "output_text", "text": text, "annotations": []}])

    def error(self, status: int) -> dict[str, Any]:
        return _error("trouble", "server_error" if status >= 500 else "invalid_request_error", None)

    def refuses(self, why: str) -> Answer:
        return as_json(_response([{"type": "refusal", "refusal": why}]))

    def is_cut_off(self, text: str) -> Answer:
        body = self.success(text)
        return as_json(body | {"status": "incomplete", "incomplete_details": {"reason": "max_output_tokens"}})

    def is_out_of_credit(self) -> Answer:
        return fault(429, _error("You exceeded your current quota", "insufficient_quota", "insufficient_quota"))

    def texts_of(self, body: dict[str, Any]) -> list[str]:
        return [body["instructions"], *[part["text"] for part in _parts(body) if "text" in part]]

    def pictures_of(self, body: dict[str, Any]) -> list[str]:
        return [part["image_url"].partition(";base64,")[2] for part in _parts(body) if part["type"] == "input_image"]

    def schema(self, body: dict[str, Any]) -> dict[str, Any]:
        form = body["text"]["format"]
        assert (form["type"], form["strict"]) == ("json_schema", True)
        return dict(form["schema"])


def fails_afterwards(code: str) -> Answer:
    """A 200 whose response has failed."""
    return as_json(_response([]) | {"status": "failed", "error": {"code": code, "message": f"it was {code}"}})


def is_filtered() -> Answer:
    return as_json(_response([]) | {"status": "incomplete", "incomplete_details": {"reason": "content_filter"}})


def rejects(status: int, kind: str, code: str | None) -> Answer:
    return fault(status, _error("no", kind, code))


def _parts(body: dict[str, Any]) -> list[dict[str, Any]]:
    turns = [turn["content"] for turn in body["input"]]
    return [part for turn in turns for part in ([{"type": "text", "text": turn}] if isinstance(turn, str) else turn)]


def _error(message: str, kind: str, code: str | None) -> dict[str, Any]:
    return {"error": {"message": message, "type": kind, "param": None, "code": code}}


def _response(content: list[dict[str, Any]]) -> dict[str, Any]:
    message = {"id": "msg_1", "type": "message", "role": "assistant", "status": "completed", "content": content}
    return {
        "id": "resp_1",
        "object": "response",
        "created_at": 1795262400,
        "model": "gpt-6-luna-2026-09-01",
        "status": "completed",
        "error": None,
        "incomplete_details": None,
        "instructions": None,
        "metadata": {},
        "output": [{"id": "rs_1", "type": "reasoning", "summary": []}, message],
        "parallel_tool_calls": True,
        "temperature": 1,
        "tool_choice": "auto",
        "tools": [],
        "top_p": 1,
    }
