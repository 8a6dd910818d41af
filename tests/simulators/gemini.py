"""Gemini's generateContent, as far as planners use it.

Written from google-genai 3.4.0: `GenerateContentResponse`, `Candidate`, `FinishReason`, `BlockedReason` in types.py and
`APIError` in errors.py; the details of errors from google/rpc/error_details.proto (ErrorInfo, RetryInfo, QuotaFailure).
"""

from typing import Any

from tests.simulators.language import Answer, LanguageVendor, as_json, fault

_STATUS = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    429: "RESOURCE_EXHAUSTED",
    500: "INTERNAL",
    503: "UNAVAILABLE",
    504: "DEADLINE_EXCEEDED",
}


class GeminiVendor(LanguageVendor):
    name = "gemini"
    key_variable = "GEMINI_API_KEY"
    url_variable = "GOOGLE_GEMINI_BASE_URL"
    path = "/v1/models/{model}:generateContent"

    def success(self, text: str) -> dict[str, Any]:
        return _response("STOP", text)

    def error(self, status: int) -> dict[str, Any]:
        return error_body(status, [])

    def refuses(self, why: str) -> Answer:
        return as_json({"promptFeedback": {"blockReason": "PROHIBITED_CONTENT", "blockReasonMessage": why}})

    def is_cut_off(self, text: str) -> Answer:
        return as_json(_response("MAX_TOKENS", text))

    def is_out_of_credit(self) -> Answer:
        return quota_is_used_up("GenerateRequestsPerDayPerProjectPerModel-FreeTier")

    def texts_of(self, body: dict[str, Any]) -> list[str]:
        system = body["systemInstruction"]["parts"]
        return [part["text"] for part in (*system, *_parts(body)) if "text" in part]

    def pictures_of(self, body: dict[str, Any]) -> list[str]:
        return [part["inlineData"]["data"] for part in _parts(body) if "inlineData" in part]

    def schema(self, body: dict[str, Any]) -> dict[str, Any]:
        config = body["generationConfig"]
        assert config["responseMimeType"] == "application/json"
        return dict(config["responseJsonSchema"])


def quota_is_used_up(quota: str) -> Answer:
    failure = {"@type": "type.googleapis.com/google.rpc.QuotaFailure", "violations": [{"quotaId": quota}]}
    return fault(429, error_body(429, [failure]))


def limits_in_the_body(seconds: float) -> Answer:
    """Google names the delay in the body, not in a header."""
    info = {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": f"{seconds:g}s"}
    return fault(429, error_body(429, [info]))


def knows_no_such_key() -> Answer:
    info = {
        "@type": "type.googleapis.com/google.rpc.ErrorInfo",
        "reason": "API_KEY_INVALID",
        "domain": "googleapis.com",
    }
    return fault(400, error_body(400, [info]))


def needs_billing() -> Answer:
    body = error_body(400, [])
    body["error"]["status"] = "FAILED_PRECONDITION"
    return fault(400, body)


def stops_with(reason: str) -> Answer:
    return as_json(_response(reason, ""))


def _parts(body: dict[str, Any]) -> list[dict[str, Any]]:
    return [part for turn in body["contents"] for part in turn["parts"]]


def error_body(status: int, details: list[dict[str, Any]]) -> dict[str, Any]:
    words = {"code": status, "message": "trouble", "status": _STATUS.get(status, "UNKNOWN")}
    return {"error": words | ({"details": details} if details else {})}


def _response(finish: str, text: str) -> dict[str, Any]:
    parts = [{"text": "First I think of an idea.", "thought": True}, {"text": text}]
    return {
        "candidates": [{"content": {"role": "model", "parts": parts}, "finishReason": finish, "index": 0}],
        "usageMetadata": {"promptTokenCount": 1200, "candidatesTokenCount": 900, "totalTokenCount": 2100},
        "modelVersion": "gemini-3.8-flash-001",
        "responseId": "r1",
    }
