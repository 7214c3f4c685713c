"""What goes over the wire, and what must not."""

import json
import logging
import tracemalloc

import pytest

from app.api import http_adapter
from app.api.client import CarrierClient
from app.api.errors import CarrierError
from app.api.http_adapter import CarrierHttp
from app.api.in_process import InProcessTransport
from app.domain.change import ChangeRequest, ConsentGiven
from app.domain.identity import IdentityMethod, Person
from app.domain.payment_method import MethodKind
from app.domain.policy import OtpPolicy
from tests.api.raw_server import raw_server, says
from tests.api.stub_carrier import StubCarrier
from tests.api.wire_samples import ACCOUNTS, BILLS, CHANGE, CODE_SENT, MESSAGES, PLAN, SESSION

pytestmark = pytest.mark.anyio

OTP = OtpPolicy(6, 180, 5, 5, 30, 1, "[알뜰지기] 인증번호 {{code}}")
HONG = Person("홍길동", "900101", "1", "010-1234-5678")
TO_CARD = ChangeRequest(
    MethodKind.CARD,
    card_number="4111111111111111",
    card_issuer="41",
    card_expiry=(2028, 2),
    consents=(ConsentGiven("t", "1"),),
)
TO_BANK = ChangeRequest(MethodKind.BANK, bank_code="004", account_number="11023456789012")
LINE = json.dumps(ACCOUNTS).encode()
PERSONAL = ("4111111111111111", "11023456789012", "1012345678", "900101", "홍길동", "123456")


async def everything(stub: StubCarrier) -> CarrierClient:
    """Every method of the client once."""
    client = stub.client()

    async def answered(answer: object, call: object, status: int = 200) -> object:
        stub.answer, stub.status = answer, status
        return await call

    await answered(ACCOUNTS, client.line())
    await answered(CHANGE["fromPaymentMethod"], client.payment_method("pm-1"))
    await answered(BILLS, client.current_bill("ba-1"))
    await answered(BILLS, client.unpaid("ba-1"))
    await answered(MESSAGES, client.messages())
    await answered([CHANGE], client.open_change())
    await answered(CHANGE, client.change_by_key("0b5e"))
    await answered(CHANGE, client.change("ch-1"))
    await answered(SESSION, client.identity("as-1"))
    await answered(PLAN, client.preview_kind(MethodKind.PAYCO))
    await answered(PLAN, client.preview(TO_CARD))
    await answered(CHANGE, client.apply_change(TO_BANK, identity_id="as-1", payer_identity_id="as-2", key="0b5e"))
    await answered(CHANGE, client.cancel_change("ch-1", key="0b5f"))
    await answered(
        SESSION, client.start_identity(IdentityMethod.SMS, MethodKind.BANK, digest="d", person=HONG, for_payer=True)
    )
    ticket = await answered(CODE_SENT, client.send_code(HONG.phone, OTP))
    await answered(None, client.validate_code("a-1", "123456"), 204)
    await answered({"expiresAt": "2026-11-24T10:05:00+09:00"}, client.extend_code("as-1", ticket))
    await answered(SESSION, client.complete_sms_identity("as-1", "a-1"))
    return client


async def test_addresses_carry_nothing_personal():
    """Phones, numbers, names and codes stand in bodies only."""
    stub = StubCarrier()
    await everything(stub)
    addresses = " ".join(f"{asked.path}?{asked.query}" for asked in stub.asked)
    assert len(stub.asked) == 18
    assert [secret for secret in PERSONAL if secret in addresses] == []
    bodies = json.dumps([asked.body for asked in stub.asked], ensure_ascii=False)
    assert [secret for secret in PERSONAL if secret not in bodies] == [], "the test would see them"


async def test_logs_carry_nothing_personal(caplog):
    """httpx logs every address at INFO, httpcore every header at DEBUG."""
    with caplog.at_level(logging.DEBUG):
        await everything(StubCarrier())
        async with raw_server(says("401 Unauthorized")) as server:
            http = CarrierHttp(server.url)
            with pytest.raises(CarrierError):
                await CarrierClient(http, "secret-token").validate_code("a-1", "123456")
            await http.close()
    logged = "\n".join(
        f"{record.name} {record.getMessage()} {record.__dict__}"
        for record in caplog.records
        if record.name != "asyncio"
    )
    assert "secret-token" not in logged and "123456" not in logged
    assert [record.name for record in caplog.records if record.name.startswith("http")] == []


async def test_every_request_says_who_and_which_exchange():
    stub = StubCarrier()
    await everything(stub)
    for asked in stub.asked:
        assert asked.headers["authorization"] == "Bearer token-of-hong"
        assert asked.headers["accept-encoding"] == "identity"
        assert asked.headers["accept"] == "application/json"
    references = [asked.headers["x-correlator"] for asked in stub.asked]
    assert len(set(references)) == len(references)


async def test_keys_go_with_requests_that_change_something():
    """RR17, RR18."""
    stub = StubCarrier()
    await everything(stub)
    keyed = {asked.path: asked.headers["idempotency-key"] for asked in stub.asked if "idempotency-key" in asked.headers}
    assert keyed == {"/selfcare/v1/paymentMethodChange": "0b5e", "/selfcare/v1/paymentMethodChange/ch-1/cancel": "0b5f"}


async def test_what_is_asked_is_what_the_contract_says():
    """R51, R52, R54."""
    stub = StubCarrier()
    await everything(stub)
    by_path = {(asked.method, asked.path): asked.body for asked in stub.asked}
    assert by_path["POST", "/selfcare/v1/paymentMethodChange"] == {
        "paymentMethod": {
            "@type": "bankAccountDebit",
            "name": "KB국민은행",
            "accountNumber": "11023456789012",
            "bank": "004",
            "owner": "",
        },
        "payer": {"type": "self"},
        "consents": [],
        "identityId": "as-1",
        "payerIdentityId": "as-2",
    }
    previews = [asked.body for asked in stub.asked if asked.path.endswith("/preview")]
    assert previews[0] == {"paymentMethod": {"@type": "digitalWallet", "name": "payco", "service": "payco"}}
    assert previews[1]["paymentMethod"] == {
        "@type": "bankCard",
        "name": "신한카드",
        "cardNumber": "4111111111111111",
        "brand": "41",
        "nameOnCard": "",
        "expirationDate": "2028-02-29T23:59:59+09:00",
    }
    assert previews[1]["consents"] == [{"termsId": "t", "version": "1"}]
    assert by_path["POST", "/selfcare/v1/authSession"] == {
        "operation": "paymentMethodChange",
        "kind": "bank",
        "method": "sms",
        "digest": "d",
        "subject": "payer",
        "person": {"name": "홍길동", "birthDate": "900101", "genderDigit": "1", "phoneNumber": "+821012345678"},
    }
    assert by_path["POST", "/one-time-password-sms/v1/send-code"] == {
        "phoneNumber": "+821012345678",
        "message": "[알뜰지기] 인증번호 {{code}}",
    }
    assert by_path["POST", "/one-time-password-sms/v1/validate-code"] == {"authenticationId": "a-1", "code": "123456"}


async def test_a_person_is_named_for_a_phone_check_only():
    """R54: credentials of other ways are typed at the provider."""
    stub = StubCarrier(SESSION)
    await stub.client().start_identity(IdentityMethod.IPIN, MethodKind.BANK, digest="d", person=HONG, for_payer=False)
    assert "person" not in stub.asked[0].body
    assert stub.asked[0].body["subject"] == "subscriber"


@pytest.mark.parametrize("hostile", ["../../secret", "a/b", "a?b=c", "a#b", "%2e%2e", "ㄱ", "a b"])
async def test_an_id_cannot_leave_its_place_in_the_address(hostile):
    stub = StubCarrier(CHANGE)
    await stub.client().change(hostile)
    assert stub.asked[0].path == f"/selfcare/v1/paymentMethodChange/{hostile}"
    assert stub.asked[0].query == ""


async def test_cookies_of_one_person_never_reach_another():
    """S29: one adapter serves everybody of a server."""
    async with raw_server(says("200 OK", LINE, "Set-Cookie: session=of-hong; Path=/")) as server:
        http = CarrierHttp(server.url)
        await CarrierClient(http, "hong").line()
        await CarrierClient(http, "sung").line()
        await http.close()
        assert len(server.requests) == 2
        assert b"Bearer hong" in server.requests[0] and b"Bearer sung" in server.requests[1]
        assert b"cookie" not in server.requests[1].lower()


async def test_a_proxy_of_the_environment_is_not_used(monkeypatch):
    """S29."""
    async with raw_server(says("200 OK", b"[]")) as proxy, raw_server(says("200 OK", LINE)) as server:
        for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, proxy.url)
        http = CarrierHttp(server.url)
        assert (await CarrierClient(http, "token").line()).carrier == "umobile"
        await http.close()
        assert proxy.requests == []


async def test_a_redirect_is_not_followed():
    """S29: a token goes to the carrier's own address only."""
    async with (
        raw_server(says("200 OK", LINE)) as elsewhere,
        raw_server(says("307 Temporary Redirect", b"", f"Location: {elsewhere.url}/")) as server,
    ):
        http = CarrierHttp(server.url)
        with pytest.raises(CarrierError):
            await CarrierClient(http, "token").line()
        await http.close()
        assert server.requests
        assert elsewhere.requests == []


@pytest.mark.parametrize(
    "url",
    [
        "http://carrier.example",
        "http://10.0.0.5",
        "http://127.0.0.1.carrier.example",
        "ftp://127.0.0.1",
        "carrier.example",
        "",
    ],
)
def test_a_carrier_elsewhere_is_spoken_to_over_https_only(url):
    """S28."""
    with pytest.raises(ValueError, match="https"):
        CarrierHttp(url)


@pytest.mark.parametrize(
    "url", ["https://carrier.example/api", "http://127.0.0.1:8000", "http://localhost", "http://[::1]:80"]
)
def test_https_or_this_machine_is_fine(url):
    assert CarrierHttp(url)


@pytest.mark.parametrize("token", ["", "한글", "a\r\nx: y"])
def test_a_token_that_cannot_stand_in_a_header_is_refused_at_once(token):
    with pytest.raises(ValueError, match="token"):
        CarrierClient(CarrierHttp("http://127.0.0.1"), token)


async def test_an_address_below_the_root_is_kept():
    async with raw_server(says("200 OK", LINE)) as server:
        http = CarrierHttp(f"{server.url}/mvno/")
        await CarrierClient(http, "token").line()
        await http.close()
        assert server.requests[0].startswith(b"GET /mvno/tmf-api/accountManagement/v4/billingAccount HTTP/1.1")


async def test_only_the_carriers_own_answers_set_the_clock():
    """RR28: a login page of some Wi-Fi has a clock of its own."""
    stub = StubCarrier(ACCOUNTS)
    client = stub.client()
    await client.line()
    stub.raw, stub.media_type, stub.headers = b"<html>", "text/html", {"date": "Tue, 01 Dec 2026 00:00:00 GMT"}
    with pytest.raises(CarrierError):
        await client.line()
    assert client.server_now().day == 24


async def test_of_two_dates_the_carriers_own_counts():
    """A server in front writes its own first."""
    async with raw_server(
        says("200 OK", LINE, "Date: Sun, 22 Nov 2026 00:00:00 GMT", "Date: Tue, 24 Nov 2026 01:00:00 GMT")
    ) as server:
        http = CarrierHttp(server.url)
        client = CarrierClient(http, "token")
        await client.line()
        await http.close()
    assert client.server_now().isoformat(timespec="minutes") == "2026-11-24T10:00+09:00"


async def test_one_more_person_costs_little():
    """No TLS context, no connection pool: a client per person is a few kilobytes."""
    stub = StubCarrier(ACCOUNTS)
    await stub.client().line()
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        people = [
            CarrierClient(CarrierHttp("http://127.0.0.1", transport=InProcessTransport(stub)), f"token-{number}")
            for number in range(200)
        ]
        each = (tracemalloc.get_traced_memory()[0] - before) / len(people)
    finally:
        tracemalloc.stop()
    assert each < 8_000


def test_an_answer_is_bounded():
    """S30."""
    assert http_adapter.MAX_ANSWER_BYTES == 1024 * 1024
