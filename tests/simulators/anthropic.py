"""Anthropic's Messages API, as far as planners use it.

Written from the types of anthropic 2.11.0: types/{message,message_create_params,stop_reason,refusal_stop_details,
output_config_param}.py, types/shared/{error_response,error_type,error_details}.py, `APIStatusError` in _exceptions.py.
"""

from typing import Any

from tests.simulators.language import Answer, LanguageVendor, as_json, fault


class AnthropicVendor(LanguageVendor):
    name = "anthropic"
    key_variable = "ANTHROPIC_API_KEY"
    url_variable = "ANTHROPIC_BASE_URL"
    path = "/v1/messages"

    def success(self, text: str) -> dict[str, Any]:
        return _message(text, "end_turn")

    def error(self, status: int) -> dict[str, Any]:
        kinds = {401: "authentication_error", 403: "permission_error", 404: "not_found_error", 429: "rate_limit_error"}
        kind = {529: "overloaded_error"}.get(status, "api_error" if status >= 500 else "invalid_request_error")
        return _error(kinds.get(status, kind), "trouble")

    def refuses(self, why: str) -> Answer:
        details = {"type": "refusal", "category": "general_harms", "explanation": why}
        return as_json(_message("", "refusal") | {"content": [], "stop_details": details})

    def is_cut_off(self, text: str) -> Answer:
        return as_json(_message(text, "max_tokens"))

    def is_out_of_credit(self) -> Answer:
        return fault(402, _error("billing_error", "Your organization has a billing problem"))

    def texts_of(self, body: dict[str, Any]) -> list[str]:
        return [body["system"], *[part["text"] for part in _parts(body) if part["type"] == "text"]]

    def pictures_of(self, body: dict[str, Any]) -> list[str]:
        return [part["source"]["data"] for part in _parts(body) if part["type"] == "image"]

    def schema(self, body: dict[str, Any]) -> dict[str, Any]:
        form = body["output_config"]["format"]
        assert form["type"] == "json_schema"
        return dict(form["schema"])


def rejects(status: int, kind: str, message: str = "no", code: str | None = None) -> Answer:
    body = _error(kind, message)
    if code:
        body["error"]["details"] = {"error_code": code}
    return fault(status, body)


def _parts(body: dict[str, Any]) -> list[dict[str, Any]]:
    turns = [turn["content"] for turn in body["messages"]]
    return [part for turn in turns for part in ([{"type": "text", "text": turn}] if isinstance(turn, str) else turn)]


def _error(kind: str, message: str) -> dict[str, Any]:
    return {"type": "error", "error": {"type": kind, "message": message}, "request_id": "req_1"}


def _message(text: str, stop_reason: str) -> dict[str, Any]:
    return {
        "id": "msg_1",
        "type": "message",
        "role": "assistant",
        "model": "claude-sonnet-5-5-20260801",
        "content": [{"type": "text", "text": text}],
        "stop_reason": stop_reason,
        "stop_sequence": None,
        "stop_details": None,
        "usage": {"input_tokens": 1200, "output_tokens": 900},
    }
