"""Which requests are asked again, and how often (RR11, RR27)."""

import pytest
import stamina

from app.api.client import _another_try
from app.api.errors import CarrierError
from app.domain.payment_method import MethodKind
from app.domain.refusal import Delivery, Failure, Refusal
from tests.api.stub_carrier import StubCarrier

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(
    ("status", "retry_after", "asked"),
    [
        (500, None, 3),
        (502, None, 3),
        (504, "1", 3),
        (503, None, 1),
        (503, "2", 3),
        (503, "30", 1),
        (429, None, 1),
        (429, "1", 3),
        (429, "60", 1),
        (400, None, 1),
        (401, None, 1),
        (403, None, 1),
        (404, None, 1),
        (409, None, 1),
    ],
)
async def test_a_read_is_asked_again_only_where_that_can_help(status, retry_after, asked):
    """RR11: what the carrier refused stays refused; a busy carrier is given the time it asks for, or left alone."""
    stub = StubCarrier({"code": "X"}, status=status, headers={"retry-after": retry_after} if retry_after else {})
    with pytest.raises(CarrierError):
        await stub.client().line()
    assert len(stub.asked) == asked


@pytest.mark.parametrize("status", [429, 500, 503])
async def test_what_is_not_a_read_is_sent_once(status):
    """RR11: a write is repeated by its key only, by whoever knows what it is for."""
    stub = StubCarrier({"code": "X"}, status=status, headers={"retry-after": "1"})
    client = stub.client()
    for call in (
        client.cancel_change("ch-1", key="k"),
        client.validate_code("a", "1"),
        client.preview_kind(MethodKind.BANK),
    ):
        with pytest.raises(CarrierError):
            await call
    assert len(stub.asked) == 3


async def test_each_try_has_a_reference_of_its_own_and_the_last_is_told():
    stub = StubCarrier({"code": "X"}, status=500)
    with pytest.raises(CarrierError) as caught:
        await stub.client().line()
    references = [asked.headers["x-correlator"] for asked in stub.asked]
    assert len(set(references)) == 3
    assert caught.value.failure.reference == references[-1]


async def test_retrying_says_nothing_of_what_was_asked():
    """stamina hands the arguments of what it retries to its hooks, which log them."""
    told: list[stamina.instrumentation.RetryDetails] = []
    stamina.instrumentation.set_on_retry_hooks([told.append])
    try:
        with pytest.raises(CarrierError):
            await StubCarrier({"code": "X"}, status=500).client().payment_method("pm-secret")
    finally:
        stamina.instrumentation.set_on_retry_hooks(None)
    assert len(told) == 2
    assert "pm-secret" not in repr(told)


@pytest.mark.parametrize(("retry_after", "wait"), [(0, 0.0), (4, 4.0), (5, False), (None, False)])
def test_a_busy_carrier_is_waited_for_as_long_as_it_asks_if_that_is_short(retry_after, wait):
    answered = _another_try(CarrierError(Failure(Refusal.MAINTENANCE, Delivery.NOT_SENT, retry_after=retry_after)))
    assert (answered, type(answered)) == (wait, type(wait))


def test_a_mistake_in_the_app_is_not_retried():
    assert _another_try(KeyError()) is False
