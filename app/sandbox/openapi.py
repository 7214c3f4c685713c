"""The OpenAPI document of the extension API, from its own routes and shapes."""
from functools import cache
from typing import Any

from fastapi.openapi.utils import get_openapi

from app.sandbox import extension
from app.sandbox.idempotency import UUID4

ABOUT = """What no TM Forum or CAMARA API covers of looking after a phone line: what a carrier's rules are, how a \
subscriber changes the way the bill is paid, and how a person proves who they are for that.

**Who.** `Authorization: Bearer …` names one subscriber. An id that is not theirs answers 404 on every route.

**Trace.** `x-correlator` comes back on every answer, errors included.

**Time.** `Date` is the carrier's clock. Clients reckon with it, never with the device's.

**Errors.** The TM Forum body: `code` for programs, `reason` for engineers, `message` in Korean for the subscriber, \
`status` as text. Nothing that was sent is ever repeated in one.

**Repeats.** What changes something carries `Idempotency-Key` (UUIDv4), stored before the work begins. The first answer \
is given again. Other parameters under the same key: 422 `KEY_REUSED`. Still running: 409 `IN_PROGRESS`. A refusal \
keeps nothing, so its key may come again.

**Money** is `{"unit": "KRW", "value": 33000}`, whole. **Dates** are RFC 3339 with `+09:00`, plain days `YYYY-MM-DD`.

Bills, accounts, methods, payments, usage and messages are TM Forum v4 (TMF666, 670, 676, 677, 678, 681); codes by SMS \
and purchases on the phone bill are CAMARA (one-time-password-sms 1.1, carrier-billing 0.5, carrier-billing-refund 0.3)."""
VERSION = "1.0.0"
REFUSALS = {
    400: "Malformed, or a value the rules refuse: `INVALID_REQUEST`, `INVALID_CARD`, `EXCLUDED_BANK`, …",
    401: "`UNAUTHENTICATED`: no token, or one this carrier does not know.",
    403: "Not allowed: `METHOD_NOT_ALLOWED`, `AUTH_REQUIRED`, `IDENTITY_MISMATCH`, `PERMISSION_DENIED`, …",
    404: "`NOT_FOUND`: does not exist, or is somebody else's.",
    405: "`METHOD_NOT_ALLOWED`: the verb is not supported here; `Allow` names those that are.",
    409: "Against where things stand: `SAME_METHOD`, `PENDING_CHANGE_EXISTS`, `OUTSIDE_SERVICE_HOURS`, `IN_PROGRESS`, …",
    410: "`AUTH_EXPIRED`: the identity check ran out.",
    422: "`KEY_REUSED`: the key came with other parameters before.",
    429: "`AUTH_LOCKED`, `TOO_MANY_REQUESTS`: wait for as long as `Retry-After` says.",
}
ERROR = {
    "type": "object",
    "required": ["code", "reason"],
    "properties": {
        "code": {"type": "string", "description": "For programs.", "examples": ["EXCLUDED_BANK"]},
        "reason": {"type": "string", "description": "For engineers."},
        "message": {"type": "string", "description": "For the subscriber, in Korean."},
        "status": {"type": "string", "description": "The HTTP status once more.", "examples": ["400"]},
    },
}
CORRELATOR = {
    "name": "x-correlator",
    "in": "header",
    "description": "Comes back on the answer.",
    "schema": {"type": "string", "pattern": "^[a-zA-Z0-9-_:;.\\/<>{}]{0,256}$"},
}
KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": True,
    "description": "UUIDv4, new for everything that is meant anew, the same for a repeat.",
    "schema": {"type": "string", "format": "uuid", "pattern": f"^{UUID4.pattern}$"},
}


def extension_document(url: str) -> dict[str, Any]:
    """OpenAPI 3.1 with this carrier as its server."""
    return {**_document(), "servers": [{"url": url}]}


@cache
def _document() -> dict[str, Any]:
    document = get_openapi(
        title="Self-care extension API",
        version=VERSION,
        description=ABOUT,
        routes=extension.router.routes,
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
    )
    components = document.setdefault("components", {})
    components["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
    components["schemas"]["Error"] = ERROR
    for unused in ("HTTPValidationError", "ValidationError"):
        components["schemas"].pop(unused, None)
    document["security"] = [{"token": []}]
    for path in document["paths"].values():
        for operation in path.values():
            parameters = [KEY if one["name"] == KEY["name"] else one for one in operation.get("parameters", [])]
            operation["parameters"] = [*parameters, CORRELATOR]
            for status, meaning in REFUSALS.items():
                operation["responses"][str(status)] = {
                    "description": meaning,
                    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}},
                }
    return document
