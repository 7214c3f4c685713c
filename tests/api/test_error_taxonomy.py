"""Not sent, rejected or in doubt: every way a request can go wrong, over real sockets."""

import gzip
import json
from collections.abc import Awaitable, Callable

import httpx
import pytest

from app.api.client import CarrierClient
from app.api.errors import CarrierError
from app.api.http_adapter import TIMEOUT, CarrierHttp
from app.domain.payment_method import MethodKind
from app.domain.policy import OtpPolicy
from app.domain.refusal import Delivery, Failure, Refusal
from tests.api.raw_server import breaks_off_after, drips, raw_server, resets, says, unused_url
from tests.api.wire_samples import CHANGE, SESSION

pytestmark = pytest.mark.anyio

NOT_SENT, REJECTED, AMBIGUOUS = Delivery.NOT_SENT, Delivery.REJECTED, Delivery.AMBIGUOUS
OTP = OtpPolicy(length=6, ttl_seconds=180, max_tries=5, max_sends=5, resend_after_seconds=30, max_extensions=1)
GOOD = json.dumps(CHANGE).encode()


async def writes(client: CarrierClient) -> object:
    return await client.cancel_change("ch-1", key="f1b3")


async def reads(client: CarrierClient) -> object:
    return await client.change("ch-1")


async def previews(client: CarrierClient) -> object:
    return await client.preview_kind(MethodKind.BANK)


async def failure_of(url: str, call: Callable[[CarrierClient], Awaitable[object]], deadline: float = 15) -> Failure:
    http = CarrierHttp(url, deadline_seconds=deadline)
    try:
        with pytest.raises(CarrierError) as caught:
            await call(CarrierClient(http, "token"))
        return caught.value.failure
    finally:
        await http.close()


def problem(code: str, **more: object) -> bytes:
    return json.dumps({"code": code, "reason": "internal detail", "message": "…", **more}).encode()


IN_DOUBT = {
    "the connection is reset": resets,
    "the connection closes without an answer": breaks_off_after(b""),
    "no HTTP at all": breaks_off_after(b"SSH-2.0-OpenSSH_9.6\r\n"),
    "the body breaks off": breaks_off_after(
        b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 5000\r\n\r\n" + GOOD[:40]
    ),
    "half of the JSON": says("200 OK", GOOD[:40]),
    "an empty body": says("200 OK"),
    "another shape": says("200 OK", b'{"id": 5}'),
    "not a number": says("200 OK", GOOD.replace(b'"ch-1"', b"NaN", 1)),
    "very deep JSON": says("200 OK", b"[" * 200_000),
    "a login page of the Wi-Fi": says("200 OK", b"<html>login</html>", media_type="text/html"),
    "JSON that says it is HTML": says("200 OK", GOOD, media_type="text/html"),
    "a redirect to a login page": says("302 Found", b"", "Location: http://127.0.0.1:1/login"),
    "a lasting redirect": says("308 Permanent Redirect", b"", "Location: http://127.0.0.1:1/"),
    "no content where some is due": says("204 No Content"),
    "more than an answer may be": says("200 OK", b" " * 1024 * 1024 + GOOD),
    "more than an answer may be, of unsaid length": breaks_off_after(
        b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n" + b" " * 1024 * 1024 + GOOD
    ),
    "a compressed body nobody asked for": says("200 OK", gzip.compress(GOOD), "Content-Encoding: gzip"),
    "a bomb": says("200 OK", gzip.compress(b" " * 50_000_000), "Content-Encoding: gzip"),
    "500": says("500 Internal Server Error", problem("INTERNAL")),
    "501": says("501 Not Implemented"),
    "502 of a gateway": says("502 Bad Gateway", b"<html>", media_type="text/html"),
    "504": says("504 Gateway Timeout"),
    "408": says("408 Request Timeout", problem("TIMEOUT")),
    "a refusal with a server's error": says("500 Internal Server Error", problem("SAME_METHOD")),
    "still running": says("409 Conflict", problem("IN_PROGRESS")),
    "400 written by somebody on the way": says("400 Bad Request", b"<html>", media_type="text/html"),
    "404 written by somebody on the way": says("404 Not Found", b'{"detail": "Not Found"}', media_type="text/plain"),
}


@pytest.mark.parametrize("case", IN_DOUBT)
async def test_a_write_without_a_sound_answer_is_in_doubt(case):
    """RR10, RR14."""
    async with raw_server(IN_DOUBT[case]) as server:
        failure = await failure_of(server.url, writes)
        assert (failure.delivery, failure.refusal) == (AMBIGUOUS, Refusal.UNCONFIRMED)
        assert len(server.requests) == 1, "a write is never repeated here (RR11)"


@pytest.mark.parametrize("case", IN_DOUBT)
async def test_a_read_without_a_sound_answer_is_never_called_unconfirmed(case):
    """Nothing can have changed, so there is nothing to confirm."""
    async with raw_server(IN_DOUBT[case]) as server:
        failure = await failure_of(server.url, reads)
        assert failure.delivery is AMBIGUOUS
        assert failure.refusal in (Refusal.OFFLINE, Refusal.UNEXPECTED)


async def test_a_preview_is_sent_once_and_never_unconfirmed():
    async with raw_server(IN_DOUBT["a login page of the Wi-Fi"]) as server:
        failure = await failure_of(server.url, previews)
        assert (failure.delivery, failure.refusal) == (AMBIGUOUS, Refusal.UNEXPECTED)
        assert len(server.requests) == 1


@pytest.mark.parametrize("call", [writes, reads])
async def test_a_slow_drip_ends_at_the_deadline(call):
    """RR09: no single read is slow, so only a deadline around everything helps."""
    async with raw_server(drips(GOOD)) as server:
        failure = await failure_of(server.url, call, deadline=0.3)
        assert failure.delivery is AMBIGUOUS
        assert failure.refusal is (Refusal.UNCONFIRMED if call is writes else Refusal.OFFLINE)
        assert len(server.requests) == 1


def test_each_step_has_its_own_limit():
    """RR09."""
    assert TIMEOUT.as_dict() == {"connect": 3, "read": 10, "write": 10, "pool": 3}
    assert CarrierHttp("https://carrier.example").deadline_seconds == 15


@pytest.mark.parametrize("call", [writes, reads])
async def test_a_closed_port_is_not_sent(call):
    failure = await failure_of(unused_url(), call)
    assert (failure.delivery, failure.refusal) == (NOT_SENT, Refusal.OFFLINE)


@pytest.mark.parametrize(
    ("raised", "delivery"),
    [
        (httpx.ConnectError, NOT_SENT),
        (httpx.ConnectTimeout, NOT_SENT),
        (httpx.PoolTimeout, NOT_SENT),
        (httpx.ReadTimeout, AMBIGUOUS),
        (httpx.WriteTimeout, AMBIGUOUS),
        (httpx.ReadError, AMBIGUOUS),
        (httpx.WriteError, AMBIGUOUS),
        (httpx.CloseError, AMBIGUOUS),
        (httpx.RemoteProtocolError, AMBIGUOUS),
        (httpx.LocalProtocolError, AMBIGUOUS),
        (httpx.ProxyError, AMBIGUOUS),
        (httpx.DecodingError, AMBIGUOUS),
        (httpx.TooManyRedirects, AMBIGUOUS),
        (OSError, AMBIGUOUS),
        (RuntimeError, AMBIGUOUS),
    ],
)
async def test_only_what_cannot_have_left_counts_as_not_sent(raised, delivery):
    """RR10."""

    def fails(request: httpx.Request) -> httpx.Response:
        raise raised("card 4111111111111111")

    http = CarrierHttp("http://127.0.0.1", transport=httpx.MockTransport(fails))
    with pytest.raises(CarrierError) as caught:
        await writes(CarrierClient(http, "token"))
    assert caught.value.failure.delivery is delivery
    assert "4111" not in str(caught.value)


async def test_a_closed_adapter_says_so_in_the_same_terms():
    http = CarrierHttp("http://127.0.0.1")
    await http.close()
    with pytest.raises(CarrierError):
        await writes(CarrierClient(http, "token"))


REFUSED = {
    "401": (says("401 Unauthorized"), REJECTED, Refusal.SIGNED_OUT),
    "401 with a code": (says("401 Unauthorized", problem("UNAUTHENTICATED", status=401)), REJECTED, Refusal.SIGNED_OUT),
    "401 of a gateway": (says("401 Unauthorized", b"<html>", media_type="text/html"), REJECTED, Refusal.SIGNED_OUT),
    "a known code": (says("409 Conflict", problem("SAME_METHOD")), REJECTED, Refusal.SAME_METHOD),
    "a known code with another status": (
        says("400 Bad Request", problem("OWNER_MISMATCH")),
        REJECTED,
        Refusal.OWNER_MISMATCH,
    ),
    "an unknown code": (says("422 Unprocessable Entity", problem("MOON_IS_FULL")), REJECTED, Refusal.UNEXPECTED),
    "a code of this app itself": (says("400 Bad Request", problem("OFFLINE")), REJECTED, Refusal.UNEXPECTED),
    "RFC 9457 without a code": (
        says(
            "400 Bad Request", b'{"type": "about:blank", "title": "Bad Request"}', media_type="application/problem+json"
        ),
        REJECTED,
        Refusal.UNEXPECTED,
    ),
    "404": (says("404 Not Found", problem("NOT_FOUND")), REJECTED, Refusal.NOT_FOUND),
    "404 with an unknown code": (says("404 Not Found", problem("60")), REJECTED, Refusal.NOT_FOUND),
    "405": (says("405 Method Not Allowed", problem("METHOD_NOT_ALLOWED_HERE")), REJECTED, Refusal.UNEXPECTED),
    "reused key": (says("422 Unprocessable Entity", problem("KEY_REUSED")), REJECTED, Refusal.KEY_REUSED),
    "429": (says("429 Too Many Requests"), NOT_SENT, Refusal.BUSY),
    "429 of CAMARA": (says("429 Too Many Requests", problem("TOO_MANY_REQUESTS", status=429)), NOT_SENT, Refusal.BUSY),
    "429 with a lock": (says("429 Too Many Requests", problem("AUTH_LOCKED")), NOT_SENT, Refusal.AUTH_LOCKED),
    "503": (says("503 Service Unavailable", b"<html>", media_type="text/html"), NOT_SENT, Refusal.MAINTENANCE),
}


@pytest.mark.parametrize("case", REFUSED)
async def test_a_refusal_is_one_of_a_closed_set(case):
    """RR10, RR12."""
    behaviour, delivery, refusal = REFUSED[case]
    async with raw_server(behaviour) as server:
        failure = await failure_of(server.url, writes)
        assert (failure.delivery, failure.refusal) == (delivery, refusal)
        assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("status", "code", "header", "seconds"),
    [
        ("429 Too Many Requests", "X", "Retry-After: 7", 7),
        ("429 Too Many Requests", "X", "Retry-After: 3600", 60),
        ("429 Too Many Requests", "X", "Retry-After: 99999999999999999999999999", 60),
        ("429 Too Many Requests", "X", "Retry-After: soon", None),
        ("429 Too Many Requests", "X", "Retry-After: -5", None),
        ("429 Too Many Requests", "X", "X-Nothing: 1", None),
        ("503 Service Unavailable", "X", "Retry-After: 7200", 7200),
        ("503 Service Unavailable", "X", "Retry-After: 864000", 86400),
        ("429 Too Many Requests", "AUTH_LOCKED", "Retry-After: 600", 600),
        ("503 Service Unavailable", "X", "Retry-After: Tue, 24 Nov 2026 01:30:00 GMT", 1800),
        ("503 Service Unavailable", "X", "Retry-After: Tue, 24 Nov 2026 00:30:00 GMT", 0),
    ],
)
async def test_how_long_to_wait(status, code, header, seconds):
    """RR11: a countdown is at most a minute. When a lock or maintenance ends is told as it is."""
    async with raw_server(says(status, problem(code), header, "Date: Tue, 24 Nov 2026 01:00:00 GMT")) as server:
        assert (await failure_of(server.url, writes)).retry_after == seconds


async def test_a_closed_window_says_when_it_opens():
    """R32: in Korean time, whatever zone the carrier writes it in."""
    async with raw_server(
        says("409 Conflict", problem("OUTSIDE_SERVICE_HOURS", nextOpening="2026-11-25T00:10:00Z"))
    ) as server:
        failure = await failure_of(server.url, writes)
    assert failure.refusal is Refusal.OUTSIDE_SERVICE_HOURS
    assert failure.next_opening.isoformat() == "2026-11-25T09:10:00+09:00"


@pytest.mark.parametrize("opening", ["tomorrow", 5, None, "2026-11-25T09:10:00", "9999-12-31T23:59:59-12:00", {}])
async def test_an_unreadable_detail_does_not_hide_the_refusal(opening):
    async with raw_server(
        says("409 Conflict", problem("OUTSIDE_SERVICE_HOURS", nextOpening=opening, triesLeft="many"))
    ) as server:
        failure = await failure_of(server.url, writes)
    assert failure == Failure(Refusal.OUTSIDE_SERVICE_HOURS, REJECTED, reference=failure.reference)


SEND, VALIDATE = "send", "validate"


@pytest.mark.parametrize(
    ("call", "status", "code", "refusal"),
    [
        (SEND, "403 Forbidden", "ONE_TIME_PASSWORD_SMS.MAX_OTP_CODES_EXCEEDED", Refusal.CODE_LIMIT),
        (SEND, "403 Forbidden", "ONE_TIME_PASSWORD_SMS.PHONE_NUMBER_NOT_ALLOWED", Refusal.PHONE_NOT_ALLOWED),
        (SEND, "403 Forbidden", "ONE_TIME_PASSWORD_SMS.PHONE_NUMBER_BLOCKED", Refusal.PHONE_NOT_ALLOWED),
        (SEND, "403 Forbidden", "PERMISSION_DENIED", Refusal.NOT_ALLOWED),
        (SEND, "404 Not Found", "NOT_FOUND", Refusal.PHONE_NOT_ALLOWED),
        (SEND, "400 Bad Request", "INVALID_ARGUMENT", Refusal.PHONE_NOT_ALLOWED),
        (SEND, "429 Too Many Requests", "TOO_MANY_REQUESTS", Refusal.CODE_TOO_SOON),
        (SEND, "429 Too Many Requests", "QUOTA_EXCEEDED", Refusal.BUSY),
        (VALIDATE, "400 Bad Request", "ONE_TIME_PASSWORD_SMS.INVALID_OTP", Refusal.CODE_WRONG),
        (VALIDATE, "400 Bad Request", "ONE_TIME_PASSWORD_SMS.VERIFICATION_EXPIRED", Refusal.CODE_EXPIRED),
        (VALIDATE, "400 Bad Request", "ONE_TIME_PASSWORD_SMS.VERIFICATION_FAILED", Refusal.CODE_FAILED),
        (VALIDATE, "404 Not Found", "NOT_FOUND", Refusal.CODE_EXPIRED),
        (VALIDATE, "429 Too Many Requests", "TOO_MANY_REQUESTS", Refusal.BUSY),
    ],
)
async def test_camara_codes_are_told_in_the_subscribers_terms(call, status, code, refusal):
    """R54, R55."""

    async def asks(client: CarrierClient) -> object:
        return await (client.send_code("01012345678", OTP) if call == SEND else client.validate_code("a-1", "123456"))

    async with raw_server(says(status, problem(code, status=int(status[:3])), "Retry-After: 12")) as server:
        failure = await failure_of(server.url, asks)
        assert failure.refusal is refusal
        assert failure.retry_after == 12


@pytest.mark.parametrize(
    "behaviour", [says("200 OK", b"{}"), says("200 OK", b"<html>", media_type="text/html"), says("202 Accepted", b"{}")]
)
async def test_a_code_counts_as_right_only_when_the_carrier_says_204(behaviour):
    """R55: a login page of some Wi-Fi proves nobody."""
    async with raw_server(behaviour) as server:
        failure = await failure_of(server.url, lambda client: client.validate_code("a-1", "123456"))
        assert (failure.delivery, failure.refusal) == (AMBIGUOUS, Refusal.UNCONFIRMED)


async def test_the_reference_of_a_failure_is_that_of_its_exchange():
    async with raw_server(says("400 Bad Request", problem("UNKNOWN_BANK"))) as server:
        failure = await failure_of(server.url, writes)
        assert failure.reference
        assert f"x-correlator: {failure.reference}".encode() in server.requests[0].lower()


async def test_a_broken_session_answer_is_in_doubt():
    """An identity check of a way this app does not know cannot go on."""
    body = json.dumps(SESSION | {"method": "retina"}).encode()
    async with raw_server(says("200 OK", body)) as server:
        failure = await failure_of(server.url, lambda client: client.complete_sms_identity("as-1", "a-1"))
        assert (failure.delivery, failure.refusal) == (AMBIGUOUS, Refusal.UNCONFIRMED)
