"""A carrier that cannot prove who it is hears nothing (S28)."""
import json
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime

import httpx
import pytest
import trustme

from app.api.client import CarrierClient
from app.api.errors import CarrierError
from app.api.http_adapter import CarrierHttp
from app.domain.refusal import Delivery, Refusal
from tests.api.raw_server import raw_server, says
from tests.api.wire_samples import ACCOUNTS

pytestmark = pytest.mark.anyio

LINE = json.dumps(ACCOUNTS).encode()


@pytest.fixture
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def trusting(authority: trustme.CA, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Adds the authority to those every connection trusts."""
    original = httpx.create_ssl_context

    def context(*args: object, **kwargs: object) -> ssl.SSLContext:
        made = original(*args, **kwargs)
        authority.configure_trust(made)
        return made

    monkeypatch.setattr("httpx._transports.default.create_ssl_context", context)
    yield


def tls(certificate: trustme.LeafCert) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    return context


async def test_a_trusted_certificate_is_accepted(authority, trusting):
    async with raw_server(says("200 OK", LINE), tls(authority.issue_cert("127.0.0.1"))) as server:
        http = CarrierHttp(server.url)
        assert (await CarrierClient(http, "token").line()).carrier == "umobile"
        await http.close()


@pytest.mark.parametrize("fault", ["unknown authority", "another host", "expired"])
async def test_a_wrong_certificate_stops_before_anything_is_said(authority, trusting, fault):
    """S28: fails closed."""
    issuer = trustme.CA() if fault == "unknown authority" else authority
    host = "carrier.example" if fault == "another host" else "127.0.0.1"
    until = datetime(2020, 1, 1, tzinfo=UTC) if fault == "expired" else None
    async with raw_server(says("200 OK", LINE), tls(issuer.issue_cert(host, not_after=until))) as server:
        http = CarrierHttp(server.url)
        with pytest.raises(CarrierError) as caught:
            await CarrierClient(http, "token").cancel_change("ch-1", key="k")
        await http.close()
        assert (caught.value.failure.delivery, caught.value.failure.refusal) == (Delivery.NOT_SENT, Refusal.OFFLINE)
        assert server.requests == []
