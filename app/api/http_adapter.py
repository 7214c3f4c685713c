"""The way to the carrier. The only module that imports httpx, so that replacing it stays a matter of one file."""
import asyncio
import logging
import re
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any
from uuid import uuid4

import httpx as httpx

from app.api.answer import Answer, unanswered, unreadable
from app.api.carrier_clock import CarrierClock
from app.api.errors import CarrierError

MAX_ANSWER_BYTES = 1024 * 1024
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
HEADERS = {
    "Accept": "application/json",
    "Accept-Encoding": "identity",
    "Accept-Language": "ko",
    "User-Agent": "altteul",
}
TIMEOUT = httpx.Timeout(connect=3, read=10, write=10, pool=3)
# A connection kept as long as the carrier keeps it may close under a request and leave that request in doubt.
LIMITS = httpx.Limits(max_connections=100, max_keepalive_connections=20, keepalive_expiry=2)

for _name, _level in (("httpx", logging.WARNING), ("httpcore", logging.WARNING), ("stamina", logging.ERROR)):
    logging.getLogger(_name).setLevel(_level)  # they log addresses, headers with tokens, and every retry


class CarrierHttp:
    """One carrier's address. Holds nothing of any person: tokens come with requests, cookies are not kept (S29)."""

    def __init__(
        self, base_url: str, *, transport: httpx.AsyncBaseTransport | None = None, deadline_seconds: float = 15.0
    ) -> None:
        """ValueError unless the address is https, or http on this machine (S28)."""
        url = httpx.URL(base_url)
        self.is_loopback = url.scheme == "http" and url.host in LOOPBACK
        if url.scheme != "https" and not self.is_loopback:
            raise ValueError("a carrier is spoken to over https, or over http on this machine only")
        self.clock = CarrierClock()
        self._base_url = base_url.rstrip("/")
        self.deadline_seconds = deadline_seconds
        self._client = httpx.AsyncClient(
            transport=transport,
            trust_env=False,
            follow_redirects=False,
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=())),
            timeout=TIMEOUT,
            limits=LIMITS,
            headers=HEADERS,
        )

    def deadline(self) -> float:
        """When a call that starts now is given up, in the running loop's time."""
        return asyncio.get_running_loop().time() + self.deadline_seconds

    async def exchange(
        self,
        method: str,
        path: str,
        *,
        token: str,
        changes: bool,
        deadline: float,
        body: dict[str, Any] | None = None,
        key: str | None = None,
    ) -> Answer:
        """One request and its whole answer, whatever it says. CarrierError when there is none (RR09, RR10)."""
        reference = str(uuid4())
        headers = {"Authorization": f"Bearer {token}", "x-correlator": reference}
        if key is not None:
            headers["Idempotency-Key"] = key
        try:
            async with (
                asyncio.timeout_at(deadline),
                self._client.stream(method, self._base_url + path, json=body, headers=headers) as response,
            ):
                return await self._whole(response, reference, changes)
        except CarrierError:
            raise
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            raise unanswered(reference, changes=changes, was_sent=False) from error
        except (httpx.HTTPError, httpx.InvalidURL, OSError, RuntimeError, ValueError) as error:
            # a deadline, a broken or closed connection, a header that cannot be sent: no proof that nothing arrived
            raise unanswered(reference, changes=changes, was_sent=True) from error

    async def close(self) -> None:
        await self._client.aclose()

    async def _whole(self, response: httpx.Response, reference: str, changes: bool) -> Answer:
        media_type = response.headers.get("content-type", "").partition(";")[0].strip().lower()
        is_json = re.fullmatch(r"application/([\w.-]+\+)?json", media_type) is not None
        if is_json or response.status_code == 204:  # anything else was not written by the carrier
            for date in response.headers.get_list("date")[-1:]:
                self.clock.heard(date)
        body = bytearray()
        async for chunk in response.aiter_raw():  # as sent: what somebody compressed unasked is never unpacked (S30)
            body += chunk
            if len(body) > MAX_ANSWER_BYTES:
                raise unreadable(reference, changes=changes)
        return Answer(response.status_code, bytes(body), is_json, response.headers.get("retry-after", ""), reference)
