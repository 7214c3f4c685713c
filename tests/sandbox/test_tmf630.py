"""Lists as TMF630 has them: which filters match, in which order, in which part; and merge patches."""
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.sandbox import tmf
from app.sandbox.tmf630 import EVERYWHERE, merged
from tests.sandbox.line import line_to
from tests.sandbox.test_standard_resources import BILLS, CONTRACT, METHODS, needs_contract

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({"amountDue.value.gte": "4000"}, 2),
        ({"amountDue.value.lt": "4000"}, 0),  # as numbers: as text 33000 would be less
        ({"paymentDueDate.lt": "2026-10-12T15:00:00Z"}, 1),  # as moments: the end of the day in Korea
        ({"paymentDueDate.lt": "2026-10-12"}, 0),
        ({"paymentDueDate.gte": "2026-11-01", "paymentDueDate.lt": "2026-12-01"}, 1),
        ({"state": ["new", "sent"]}, 2),
        ({"billNo.eq": "nothing"}, 0),
        ({"lastUpdate": "2026-01-01"}, 0),  # of the standard, but not filled in here
    ],
)
async def test_filters_compare_as_what_they_are(query, count):
    async with line_to("overdue") as line:
        answer = await line.http.get(BILLS, params=query)
        assert (answer.status_code, answer.headers["x-total-count"]) == (200, str(count))


@pytest.mark.parametrize(
    "query",
    ["colour=red", "colour.gte=1", "state.near=sent", "billDate.gte=soon", "amountDue.value.gte=much", "sort=colour", "offset=-1", "limit=ten"],
)
async def test_what_cannot_be_meant_is_refused(query):
    async with line_to("overdue") as line:
        answer = await line.http.get(f"{BILLS}?{query}")
        assert (answer.status_code, answer.json()["code"]) == (400, "INVALID_REQUEST")


async def test_empty_list_is_no_reason_to_refuse_a_filter():
    async with line_to("happy") as line:
        line.carrier._world.records.bills.clear()
        answer = await line.get(BILLS, state="sent")
        assert (answer.status_code, answer.json()) == (200, [])
        assert (await line.get(BILLS, colour="red")).status_code == 400


@pytest.mark.parametrize(("sort", "first"), [("paymentDueDate", "2026-10"), ("+paymentDueDate", "2026-10"), ("-paymentDueDate", "2026-11"), ("-state,-billDate", "2026-11")])
async def test_list_comes_in_the_order_asked_for(sort, first):
    async with line_to("overdue") as line:
        assert (await line.get(BILLS, sort=sort)).json()[0]["paymentDueDate"].startswith(first)


async def test_booleans_are_filtered_as_json_has_them():
    async with line_to("happy") as line:
        assert len((await line.get(METHODS, isPreferred="true")).json()) == 1
        assert (await line.get(METHODS, isPreferred="false")).json() == []


async def test_part_leads_to_the_others():
    async with line_to("overdue") as line:
        first = await line.get(BILLS, limit="1", state="sent")
        assert (first.status_code, first.headers["content-range"]) == (206, "items 0-0/2")
        assert set(first.links) == {"first", "next", "last"}
        second = await line.http.get(first.links["next"]["url"])
        assert (second.status_code, second.headers["content-range"]) == (206, "items 1-1/2")
        assert "next" not in second.links
        assert (await line.http.get(second.links["prev"]["url"])).json() == first.json()
        assert first.json() + second.json() == (await line.get(BILLS)).json()


@needs_contract
@pytest.mark.parametrize(
    ("names", "file", "definition"),
    [
        (tmf.ACCOUNT_NAMES, "TMF666-Account-v4.1.0.swagger.json", "BillingAccount"),
        (tmf.METHOD_NAMES, "TMF670_Payment_Method_Management_API_v4.0.0_swagger.json", "PaymentMethod"),
        (tmf.BILL_NAMES, "TMF678-Customer_Bill-v4.0.0.swagger.json", "CustomerBill"),
        (tmf.MESSAGE_NAMES, "TMF681-Communication-v4.0.0.swagger.json", "CommunicationMessage"),
    ],
)
def test_every_name_of_the_standard_may_be_asked_for(names, file, definition):
    document = json.loads((Path(CONTRACT) / "tmf" / file).read_text(encoding="utf-8"))
    assert document["definitions"][definition]["properties"].keys() <= names | EVERYWHERE


JSON = st.recursive(st.none() | st.booleans() | st.integers() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner))


@given(JSON, JSON)
def test_merge_patch_is_what_rfc_7396_says(target, patch):
    result = merged(target, patch)
    if not isinstance(patch, dict):
        assert result == patch
        return
    before = target if isinstance(target, dict) else {}
    assert {name: value for name, value in result.items() if name not in patch} == {name: value for name, value in before.items() if name not in patch}
    for name, value in patch.items():
        assert (name not in result) if value is None else (result[name] == merged(before.get(name), value))
