"""An ASGI app that gives one prepared answer to everything and remembers what it was asked."""

import json
from dataclasses import dataclass, field
from typing import Any

from app.api.client import CarrierClient
from app.api.http_adapter import CarrierHttp
from app.api.in_process import InProcessTransport


@dataclass
class Asked:
    method: str
    path: str
    query: str
    headers: dict[str, str]
    body: Any


@dataclass
class StubCarrier:
    answer: Any = None
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    raw: bytes | None = None
    media_type: str = "application/json"

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        body = b""
        more = True
        while more:
            message = await receive()
            body += message.get("body", b"")
            more = message.get("more_body", False)
        headers = {name.decode(): value.decode() for name, value in scope["headers"]}
        self.asked.append(
            Asked(
                scope["method"],
                scope["path"],
                scope["query_string"].decode(),
                headers,
                json.loads(body) if body else None,
            )
        )
        out = self.raw if self.raw is not None else b"" if self.status == 204 else json.dumps(self.answer).encode()
        sent = {
            "date": "Tue, 24 Nov 2026 01:00:00 GMT",
            **({"content-type": self.media_type} if out else {}),
            **self.headers,
        }
        await send(
            {
                "type": "http.response.start",
                "status": self.status,
                "headers": [(name.encode(), value.encode()) for name, value in sent.items()],
            }
        )
        await send({"type": "http.response.body", "body": out})

    def client(self, token: str = "token-of-hong") -> CarrierClient:
        return CarrierClient(CarrierHttp("http://127.0.0.1", transport=InProcessTransport(self)), token)
