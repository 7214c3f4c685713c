"""A change from acceptance to its end: states, dates, methods, and the SMS that tells of it."""
from datetime import datetime, timedelta

import pytest

from app.domain.change import ChangeState
from tests.sandbox.line import ACCOUNT, CARD, CHANGES, KAKAOPAY, OTHER_PAYER, PAYCO, asked, line_to, new_key

pytestmark = pytest.mark.anyio

ACCOUNTS = "/tmf-api/accountManagement/v4/billingAccount"
METHODS = "/tmf-api/paymentMethod/v4/paymentMethod"


async def statuses(line):
    return {method["name"]: method["status"] for method in (await line.get(METHODS)).json()}


@pytest.mark.parametrize(
    ("scenario", "clock", "body", "effective", "last", "first"),
    [
        pytest.param("happy", "", asked(CARD), "2026-11-09", None, "2026-11-11", id="R45 C3 card to card"),
        pytest.param("happy", "", asked(ACCOUNT), "2026-12-01", "2026-11-11", "2026-12-15", id="R48 card to bank"),
        pytest.param(
            "bank-to-card-next-month",
            "",
            asked(CARD),
            "2026-12-01",
            "2026-11-16",
            "2026-12-11",
            id="R49 C5 bank to card, after a debit on the Monday",
        ),
        pytest.param(
            "bank-to-bank-15th-holiday",
            "",
            asked(ACCOUNT),
            "2026-02-10",
            None,
            "2026-02-19",
            id="R47 C5 bank to bank over the new year",
        ),
        pytest.param(
            "happy",
            "2026-12-24T10:00:00+09:00",
            asked(CARD),
            "2026-12-29",
            None,
            "2027-01-11",
            id="R45 over Christmas and the year",
        ),
    ],
)
async def test_accepted_change_says_when_it_takes_effect(scenario, clock, body, effective, last, first):
    async with line_to(scenario) as line:
        if clock:
            line.carrier.clock.set(datetime.fromisoformat(clock))
        answer = await line.apply(body)
        change = answer.json()
        assert answer.status_code == 201
        assert (change["state"], change["effectiveDate"]) == ("scheduled", effective)
        assert (change["lastChargeOnOldDate"], change["firstChargeDate"]) == (last, first)
        assert change["receiptNumber"] == f"{line.carrier.clock.now():%Y%m%d}-0001"
        assert change["notifiedTo"] == "010-****-5678"
        assert (await line.get(change["href"])).json() == change
        assert (await line.get(CHANGES)).json() == [change]
        assert [one.id for one in line.carrier.changes()] == [change["id"]]


async def test_old_card_is_charged_once_more_before_a_bank_takes_over():
    """R48: from next month, so this month's bill stays with the card, and the preview warns of it."""
    async with line_to("happy") as line:
        plan = (await line.post(f"{CHANGES}/preview", asked(ACCOUNT))).json()
        assert [(charge["date"], charge["on"]) for charge in plan["charges"]] == [
            ("2026-11-11", "old"),
            ("2026-12-15", "new"),
        ]
        assert plan["warnings"] == ["OLD_STILL_CHARGED", "DAY_CHANGES"]


async def test_preview_and_application_agree():
    async with line_to("bank-to-bank-15th-holiday") as line:
        plan = (await line.post(f"{CHANGES}/preview", asked(ACCOUNT))).json()
        kind = (await line.post(f"{CHANGES}/preview", {"paymentMethod": {"@type": "bankAccountDebit"}})).json()
        assert kind == plan
        assert plan["charges"][-1]["shift"]["nominal"] == "2026-02-15"
        assert [day["date"] for day in plan["charges"][-1]["shift"]["over"]] == [
            "2026-02-15",
            "2026-02-16",
            "2026-02-17",
            "2026-02-18",
        ]
        change = (await line.apply(asked(ACCOUNT))).json()
        assert (change["effectiveDate"], change["firstChargeDate"], change["cancellableUntil"]) == (
            plan["effectiveDate"],
            plan["firstChargeOnNew"],
            plan["cancellableUntil"],
        )


async def test_change_takes_effect_when_its_day_begins():
    async with line_to("happy") as line:
        change = (await line.apply(asked(ACCOUNT))).json()
        assert await statuses(line) == {"신한카드": "Active", "신한은행": "Pending"}
        line.carrier.clock.set(datetime.fromisoformat("2026-11-30T23:59:50+09:00"))
        assert (await line.get(change["href"])).json()["state"] == "scheduled"
        line.carrier.clock.set(datetime.fromisoformat("2026-12-01T00:00:00+09:00"))
        assert (await line.get(change["href"])).json()["state"] == "applied"
        assert await statuses(line) == {"신한카드": "InActive", "신한은행": "Active"}
        account = (await line.get(ACCOUNTS)).json()[0]
        assert account["defaultPaymentMethod"]["id"] == change["toPaymentMethod"]["id"]
        preferred = [method["name"] for method in (await line.get(METHODS)).json() if method["isPreferred"]]
        assert preferred == ["신한은행"]


async def test_sms_of_acceptance_is_computed_from_the_change():
    """R56, C4: old and new, in effect from when, first charge when."""
    async with line_to("happy") as line:
        await line.apply(asked(ACCOUNT))
        text = line.carrier.messages()[0].text
        assert "신한카드(9410-****-****-1111) → 신한은행(110-***-***890)" in text
        assert "12월 1일(화)부터 적용돼요." in text
        assert "12월 15일(화)에 새 납부방법으로 처음 출금돼요." in text
        assert "11월 11일(수)에는 아직 신한카드에서 결제돼요." in text


async def test_sms_tells_the_amount_when_its_bill_is_known_and_the_last_charge_on_the_old_method():
    """R56, C4: the February 2026 bill is charged by the new account, or by the old one when asked too late."""
    async with line_to("bank-to-bank-15th-holiday") as line:
        await line.apply(asked(ACCOUNT))
        assert "2월 19일(목)에 새 납부방법으로 처음 33,000원이 출금돼요." in line.carrier.messages()[0].text
    async with line_to("bank-to-bank-15th-holiday") as line:
        line.carrier.clock.set(datetime.fromisoformat("2026-02-13T22:00:00+09:00"))
        change = (await line.apply(asked(ACCOUNT))).json()
        assert change["lastChargeOnOldDate"] == "2026-02-19"
        text = line.carrier.messages()[0].text
        assert "2월 19일(목)에는 아직 KB국민은행에서 출금돼요." in text
        assert "3월 16일(월)에 새 납부방법으로 처음 출금돼요. 금액은 청구서에서 알려 드려요." in text


async def test_each_turn_of_a_change_sends_one_sms():
    async with line_to("happy") as line:
        count = len(line.carrier.messages())
        await line.apply(asked(CARD))
        assert len(line.carrier.messages()) == count + 1
        line.carrier.clock.set(datetime.fromisoformat("2026-11-09T00:00:01+09:00"))
        assert [message.subject for message in line.carrier.messages()[:2]] == [
            "납부방법 변경 완료",
            "납부방법 변경 접수",
        ]
        assert line.carrier.messages()[0].sent_at == datetime.fromisoformat("2026-11-09T00:00:00+09:00")
        assert len(line.carrier.messages()) == count + 2


async def test_no_sms_shows_a_full_number():
    """S05, S24."""
    async with line_to("happy") as line:
        await line.apply(asked(ACCOUNT))
        line.carrier.clock.advance(timedelta(days=30))
        texts = "".join(message.text for message in line.carrier.messages())
        assert "110234567890" not in texts.replace("-", "")
        assert "홍길동" not in texts


async def test_pending_change_is_called_off_in_time():
    async with line_to("happy") as line:
        change = (await line.apply(asked(ACCOUNT))).json()
        assert change["cancellableUntil"] == "2026-11-30T21:00:00+09:00"
        line.carrier.clock.set(datetime.fromisoformat("2026-11-30T20:59:00+09:00"))
        answer = await line.post(f"{CHANGES}/{change['id']}/cancel", key=new_key())
        assert (answer.status_code, answer.json()["state"]) == (200, "cancelled")
        assert "취소했어요" in line.carrier.messages()[0].text
        line.carrier.clock.advance(timedelta(days=30))
        assert await statuses(line) == {"신한카드": "Active", "신한은행": "InActive"}
        assert (await line.apply(asked(CARD))).status_code == 201, "a cancelled change makes room for another"


async def test_change_past_its_time_cannot_be_called_off():
    async with line_to("happy") as line:
        change = (await line.apply(asked(ACCOUNT))).json()
        line.carrier.clock.set(datetime.fromisoformat("2026-11-30T21:00:01+09:00"))
        answer = await line.post(f"{CHANGES}/{change['id']}/cancel", key=new_key())
        assert (answer.status_code, answer.json()["code"]) == (409, "TOO_LATE_TO_CANCEL")
        assert line.carrier.changes()[0].state is ChangeState.SCHEDULED


@pytest.mark.parametrize(
    ("wallet", "app"),
    [pytest.param(KAKAOPAY, "카카오톡이나 카카오페이 앱", id="R4 R9"), pytest.param(PAYCO, "페이코 앱", id="R4 R12")],
)
async def test_wallet_change_waits_for_its_own_app(wallet, app):
    async with line_to("happy") as line:
        change = (await line.apply(asked(wallet))).json()
        assert change["state"] == "pendingExternalApp"
        assert change["externalAppUrl"] == f"http://carrier.test/provider/wallet/{change['id']}"
        assert app in line.carrier.messages()[0].text
        assert "아직 끝나지 않았어요" in line.carrier.messages()[0].text
        line.carrier.complete_wallet(change["id"], accept=True)
        change = (await line.get(change["href"])).json()
        assert (change["state"], change["externalAppUrl"]) == ("scheduled", None)
        assert "접수했어요" in line.carrier.messages()[0].text
        line.carrier.clock.set(datetime.fromisoformat("2026-12-01T00:00:00+09:00"))
        assert line.carrier.changes()[0].state is ChangeState.APPLIED


async def test_wallet_nobody_confirms_lapses():
    """R9: without the last step in its app nothing is processed."""
    async with line_to("happy") as line:
        await line.apply(asked(KAKAOPAY))
        line.carrier.clock.set(datetime.fromisoformat("2026-12-01T00:00:00+09:00"))
        assert line.carrier.changes()[0].state is ChangeState.EXPIRED
        assert "마치지 않아" in line.carrier.messages()[0].text
        assert await statuses(line) == {"신한카드": "Active", "카카오페이": "Rejected"}


async def test_wallet_confirmed_later_counts_from_its_confirmation():
    """R9, R12, C3: wallet to wallet is +2 business days from the day it was finished in the app."""
    async with line_to("wallet-waiting-kakao") as line:
        line.carrier.complete_wallet(line.carrier.changes()[0].id, accept=True)
        line.carrier.clock.set(datetime.fromisoformat("2026-12-17T10:00:00+09:00"))
        change = (await line.apply(asked(PAYCO))).json()
        assert (change["effectiveDate"], change["firstChargeDate"]) == ("2026-12-21", "2026-12-21")
        assert change["cancellableUntil"] == "2026-12-18T21:00:00+09:00"
        line.carrier.clock.set(datetime.fromisoformat("2026-12-18T10:00:00+09:00"))
        line.carrier.complete_wallet(change["id"], accept=True)
        change = (await line.get(change["href"])).json()
        assert (change["effectiveDate"], change["cancellableUntil"]) == ("2026-12-22", "2026-12-21T21:00:00+09:00")
        assert (change["lastChargeOnOldDate"], change["firstChargeDate"]) == ("2026-12-21", "2027-01-21")
        assert "12월 22일(화)부터 적용돼요" in line.carrier.messages()[0].text


async def test_wallet_declined_in_its_app_changes_nothing():
    async with line_to("wallet-waiting-kakao") as line:
        change = line.carrier.changes()[0]
        assert change.state is ChangeState.PENDING_EXTERNAL_APP
        line.carrier.complete_wallet(change.id, accept=False)
        line.carrier.complete_wallet(change.id, accept=True)
        assert line.carrier.changes()[0].state is ChangeState.REJECTED
        assert await statuses(line) == {"신한카드": "Active", "카카오페이": "Rejected"}
        assert "바꾸지 않았어요" in line.carrier.messages()[0].text


async def test_other_payer_is_proven_too_and_named_masked():
    """C18: relation and the payer's own identity check; R51 the payer type."""
    async with line_to("happy") as line:
        answer = await line.apply(asked(ACCOUNT, payer=OTHER_PAYER))
        assert answer.status_code == 201
        assert answer.json()["toPaymentMethod"]["owner"] == "성*향"
        assert answer.json()["toPaymentMethod"]["relatedParty"]["name"] == "성*향"


async def test_consents_are_recorded_with_their_versions():
    """R52."""
    async with line_to("happy") as line:
        await line.apply(asked(CARD))
        recorded = [
            (one.terms_id, one.version)
            for change in line.carrier._world.records.changes.values()
            for one in change.consents
        ]
        assert recorded == [("direct-debit", "2026-01"), ("third-party", "2026-01")]
