"""The carrier believes nothing: every refusal of a change, whatever the app has checked before."""
from datetime import datetime, timedelta

import pytest

from tests.sandbox.line import ACCOUNT, CARD, CHANGES, CONSENTS, KAKAOPAY, OTHER_PAYER, PAYCO, asked, line_to, new_key

pytestmark = pytest.mark.anyio

WEEKDAY, SATURDAY = "kt-excluded-bank", "kt-outside-window"
REFUSED = [
    pytest.param("happy", asked(CARD | {"cardNumber": "5555555555554445"}), 400, "INVALID_CARD", id="R51 Luhn"),
    pytest.param(
        "happy", asked(CARD | {"cardNumber": "５５５５555555554444"}), 400, "INVALID_CARD", id="full-width digits"
    ),
    pytest.param("happy", asked(CARD | {"cardNumber": "4242"}), 400, "INVALID_CARD", id="too short a card number"),
    pytest.param(
        "happy",
        asked({name: CARD[name] for name in CARD if name != "expirationDate"}),
        400,
        "INVALID_CARD",
        id="no expiry",
    ),
    pytest.param(
        "happy",
        asked(CARD | {"expirationDate": "2026-10-31T23:59:59+09:00"}),
        400,
        "CARD_EXPIRED",
        id="R17 expired card",
    ),
    pytest.param("happy", asked(CARD | {"brand": "4V"}), 400, "UNKNOWN_ISSUER", id="a network is no issuer"),
    pytest.param(WEEKDAY, asked(CARD | {"brand": "36"}), 400, "EXCLUDED_ISSUER", id="R15 card of a foreign bank"),
    pytest.param(
        WEEKDAY,
        asked(CARD | {"cardNumber": "4012888888881881"}),
        400,
        "EXCLUDED_ISSUER",
        id="R15 excluded by BIN, whatever is claimed",
    ),
    pytest.param("happy", asked(ACCOUNT | {"accountNumber": "123456789"}), 400, "INVALID_ACCOUNT", id="nine digits"),
    pytest.param(
        "happy", asked(ACCOUNT | {"accountNumber": "123456789012345"}), 400, "INVALID_ACCOUNT", id="fifteen digits"
    ),
    pytest.param(
        "happy",
        asked(ACCOUNT | {"accountNumber": "01012345678"}),
        400,
        "INVALID_ACCOUNT",
        id="a phone number as account",
    ),
    pytest.param("happy", asked(ACCOUNT | {"bank": "999"}), 400, "UNKNOWN_BANK", id="R24 no such bank"),
    pytest.param("happy", asked(CARD, consents=CONSENTS[:1]), 400, "CONSENT_REQUIRED", id="R52 one consent missing"),
    pytest.param(
        "happy",
        asked(CARD, consents=[one | {"version": "2025-01"} for one in CONSENTS]),
        400,
        "CONSENT_REQUIRED",
        id="R52 consents to older texts",
    ),
    pytest.param(
        "happy", asked(CARD, payer={"type": "other"}), 400, "PAYER_DETAILS_REQUIRED", id="R51 C18 nobody named"
    ),
    pytest.param(
        "happy",
        asked(CARD, payer=OTHER_PAYER | {"phoneNumber": "+8225551234"}),
        400,
        "PAYER_DETAILS_REQUIRED",
        id="C18 a landline",
    ),
    pytest.param(
        "happy", asked(KAKAOPAY, payer=OTHER_PAYER), 403, "PAYER_NOT_ALLOWED", id="R7 KakaoPay of another payer"
    ),
    pytest.param("happy", asked(PAYCO, payer=OTHER_PAYER), 403, "PAYER_NOT_ALLOWED", id="R10 PAYCO of another payer"),
    pytest.param(
        "wallet-owner-mismatch", asked(KAKAOPAY), 403, "OWNER_MISMATCH", id="R7 KakaoPay account of somebody else"
    ),
    pytest.param("wallet-owner-mismatch", asked(PAYCO), 403, "OWNER_MISMATCH", id="R10 PAYCO account of somebody else"),
    pytest.param(
        "happy",
        asked({"@type": "digitalWallet", "name": "?", "service": "zeropay"}),
        403,
        "METHOD_NOT_ALLOWED",
        id="R3 two wallets only",
    ),
    pytest.param("happy", asked({"@type": "cash", "name": "현금"}), 403, "METHOD_NOT_ALLOWED", id="R2 no such method"),
    pytest.param("minor", asked(CARD), 403, "MINOR_NOT_ALLOWED", id="minor"),
    pytest.param("foreigner", asked(CARD), 403, "FOREIGNER_CALL_CENTER", id="foreigner"),
    pytest.param("pending-change", asked(CARD), 409, "PENDING_CHANGE_EXISTS", id="a change is under way"),
]
EXCLUDED_BANKS = ["008", "027", "054", "076", "077", "261", "265", "268", "292"]


@pytest.mark.parametrize(("scenario", "body", "status", "code"), REFUSED)
async def test_wrong_request_is_refused_in_preview_and_application(scenario, body, status, code):
    async with line_to(scenario) as line:
        before = line.carrier.changes(), line.carrier.messages()
        for path in (f"{CHANGES}/preview", CHANGES):
            answer = await line.post(path, body, key=new_key())
            assert (answer.status_code, answer.json()["code"]) == (status, code), path
            assert answer.json()["status"] == str(status)
            assert answer.json()["reason"]
            assert answer.json()["message"]
        assert (line.carrier.changes(), line.carrier.messages()) == before


@pytest.mark.parametrize("code", EXCLUDED_BANKS)
async def test_excluded_institution_is_refused_with_its_reason(code):
    """R31, C20: nine institutions, by their current codes."""
    async with line_to(WEEKDAY) as line:
        answer = (await line.post(f"{CHANGES}/preview", asked(ACCOUNT | {"bank": code}))).json()
        assert answer["code"] == "EXCLUDED_BANK"
        assert answer["institution"] in answer["detail"]


async def test_exclusions_are_policy_not_law():
    """R31 is one carrier's list: the other one takes a card of 씨티."""
    async with line_to("happy") as line:
        assert (await line.post(f"{CHANGES}/preview", asked(CARD | {"brand": "36"}))).status_code == 200


@pytest.mark.parametrize(
    ("clock", "opens"),
    [
        pytest.param("2026-11-28T10:00:00+09:00", "2026-11-30T09:10:00+09:00", id="Saturday"),
        pytest.param("2026-11-24T09:09:59+09:00", "2026-11-24T09:10:00+09:00", id="before opening"),
        pytest.param("2026-11-24T21:51:00+09:00", "2026-11-25T09:10:00+09:00", id="after closing"),
        pytest.param("2026-12-25T12:00:00+09:00", "2026-12-28T09:10:00+09:00", id="Christmas"),
    ],
)
async def test_bank_change_outside_its_window_is_previewed_but_not_taken_on(clock, opens):
    """R32: weekdays 09:10-21:50, never on Saturday, Sunday or a public holiday."""
    async with line_to(SATURDAY) as line:
        line.carrier.clock.set(datetime.fromisoformat(clock))
        body, key = asked(ACCOUNT), new_key()
        plan = await line.post(f"{CHANGES}/preview", body)
        assert plan.json()["window"] == {"open": False, "nextOpening": opens}
        answer = await line.apply(body, key=key, method="joint_certificate")
        assert (answer.status_code, answer.json()["code"], answer.json()["nextOpening"]) == (
            409,
            "OUTSIDE_SERVICE_HOURS",
            opens,
        )
        assert line.carrier.changes() == ()


async def test_other_methods_stay_open_outside_the_bank_window():
    """R32 speaks of banks only."""
    async with line_to(SATURDAY) as line:
        assert (await line.apply(asked(CARD))).status_code == 201


async def test_card_already_in_use_is_nothing_to_change():
    async with line_to("happy") as line:
        assert (await line.apply(asked(CARD))).status_code == 201
        line.carrier.clock.advance(timedelta(days=10))
        again = await line.post(f"{CHANGES}/preview", asked(CARD))
        assert (again.status_code, again.json()["code"]) == (409, "SAME_METHOD")
        renewed = CARD | {"expirationDate": "2031-05-31T23:59:59+09:00"}
        assert (await line.post(f"{CHANGES}/preview", asked(renewed))).status_code == 200, (
            "R17: a renewed card is another card"
        )


async def test_account_that_only_looks_the_same_under_its_mask_may_be_chosen():
    async with line_to("bank-to-card-next-month") as line:
        current = {"@type": "bankAccountDebit", "name": "KB국민은행", "bank": "004", "owner": ""}
        same = await line.post(f"{CHANGES}/preview", asked(current | {"accountNumber": "110-23456-789012"}))
        assert same.json()["code"] == "SAME_METHOD"
        other = await line.post(f"{CHANGES}/preview", asked(current | {"accountNumber": "11099999999012"}))
        assert other.status_code == 200


@pytest.mark.parametrize("type_", ["bankCard", "BankCard"])
async def test_type_is_read_whatever_the_case_of_its_first_letter(type_):
    async with line_to("happy") as line:
        assert (await line.post(f"{CHANGES}/preview", asked(CARD | {"@type": type_}))).status_code == 200


@pytest.mark.parametrize(
    "body",
    [
        None,
        [],
        {},
        {"paymentMethod": 3},
        {"paymentMethod": {"@type": "bankCard", "expirationDate": "soon"}},
        asked(CARD, payer={"type": "nobody"}),
    ],
)
async def test_malformed_request_is_refused_without_repeating_it(body):
    async with line_to("happy") as line:
        answer = await line.post(f"{CHANGES}/preview", body)
        assert (answer.status_code, answer.json()["code"]) == (400, "INVALID_REQUEST")
        assert "5555" not in answer.text
