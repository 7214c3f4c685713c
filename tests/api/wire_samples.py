"""Valid answers of a carrier, one for each thing a client asks for."""

import copy
import json
from pathlib import Path
from typing import Any

CARD = {
    "id": "pm-1",
    "href": "/tmf-api/paymentMethod/v4/paymentMethod/pm-1",
    "@type": "tokenizedCard",
    "name": "신한카드",
    "status": "Active",
    "isPreferred": True,
    "description": "4111-****-****-1111",
    "lastFourDigits": "1111",
    "brand": "41",
    "issuer": "신한카드",
    "expirationDate": "2028-12-31T23:59:59+09:00",
    "relatedParty": {"id": "s-1", "name": "홍*동", "role": "payer", "@referredType": "Individual"},
}
BANK = {
    "id": "pm-2",
    "@type": "bankAccountDebit",
    "name": "KB국민은행",
    "status": "New",
    "description": "110-***-***789",
    "accountNumber": "110-***-***789",
    "bank": "004",
    "owner": "홍*동",
}
WALLET = {
    "id": "pm-3",
    "@type": "digitalWallet",
    "name": "카카오페이",
    "status": "Pending",
    "service": "kakaopay",
    "walletId": "w",
    "walletUrl": "https://wallet.example/w",
    "description": "카카오페이 머니",
}
ACCOUNTS = [
    {
        "id": "ba-1",
        "name": "청구계정",
        "accountType": "adult",
        "paymentStatus": "due",
        "defaultPaymentMethod": {"id": "pm-1", "@referredType": "PaymentMethod"},
        "relatedParty": [
            {"id": "s-1", "name": "홍*동", "role": "subscriber"},
            {"id": "umobile", "name": "U+ 알뜰모바일", "role": "carrier"},
        ],
        "contact": [
            {
                "contactType": "line",
                "contactMedium": [{"mediumType": "mobile", "characteristic": {"phoneNumber": "+821012345678"}}],
            }
        ],
    }
]
BILLS = [
    {
        "id": "bill-11",
        "billDate": "2026-11-05T00:00:00+09:00",
        "billingPeriod": {"startDateTime": "2026-10-01T00:00:00+09:00", "endDateTime": "2026-10-31T23:59:59+09:00"},
        "paymentDueDate": "2026-11-30T23:59:59+09:00",
        "amountDue": {"unit": "KRW", "value": 33000.0},
        "remainingAmount": {"unit": "KRW", "value": 33000},
        "state": "sent",
    },
    {
        "id": "bill-10",
        "billDate": "2026-10-05T00:00:00+09:00",
        "billingPeriod": {"startDateTime": "2026-09-01T00:00:00+09:00"},
        "paymentDueDate": "2026-10-30T23:59:59+09:00",
        "amountDue": {"unit": "KRW", "value": 31000},
        "remainingAmount": {"unit": "KRW", "value": 1000},
        "state": "partiallyPaid",
    },
]
MESSAGES = [
    {
        "id": "m-1",
        "messageType": "SMS",
        "subject": "납부방법 변경",
        "content": "신청했어요.\n고맙습니다.",
        "sendTime": "2026-11-24T10:00:00+09:00",
        "sender": {"name": "U+ 알뜰모바일"},
    },
    {
        "id": "m-2",
        "messageType": "Email",
        "content": "청구서",
        "sendTime": "2026-11-24T01:30:00Z",
        "sender": {"phoneNumber": "114"},
    },
]
PLAN = {
    "sameType": False,
    "effectiveDate": "2026-12-01",
    "firstChargeOnNew": "2026-12-15",
    "lastChargeOnOld": "2026-12-11",
    "charges": [
        {"date": "2026-12-11", "on": "old", "kind": "first", "billingMonth": "2026-11", "shift": None},
        {
            "date": "2026-02-19",
            "on": "new",
            "kind": "retry",
            "billingMonth": "2026-12",
            "shift": {
                "nominal": "2026-02-15",
                "over": [
                    {"date": "2026-02-15", "name": "일요일", "weekend": True},
                    {"date": "2026-02-16", "name": "설날 전날", "weekend": False},
                ],
            },
        },
    ],
    "warnings": ["OLD_STILL_CHARGED", "DAY_CHANGES"],
    "cancellableUntil": "2026-11-30T21:00:00+09:00",
    "window": {"open": False, "nextOpening": "2026-11-25T09:10:00+09:00"},
}
CHANGE = {
    "id": "ch-1",
    "href": "/selfcare/v1/paymentMethodChange/ch-1",
    "receiptNumber": "20261124-0001",
    "state": "scheduled",
    "requestedDate": "2026-11-24T10:00:00+09:00",
    "effectiveDate": "2026-12-01",
    "firstChargeDate": "2026-12-15",
    "lastChargeOnOldDate": None,
    "cancellableUntil": "2026-11-30T21:00:00+09:00",
    "fromPaymentMethod": CARD,
    "toPaymentMethod": BANK,
    "notifiedTo": "010-****-5678",
    "externalAppUrl": "https://wallet.example/confirm/ch-1",
}
SESSION = {
    "id": "as-1",
    "method": "ipin",
    "state": "pending",
    "expiresAt": "2026-11-24T10:05:00+09:00",
    "providerUrl": "https://ipin.example/as-1",
}
CODE_SENT = {"authenticationId": "ea0840f3-3663-4149-bd10-c7c6b8912105"}
CODE_EXTENDED = {"expiresAt": "2026-11-24T10:06:00+09:00"}
POLICIES = Path(__file__).parents[2] / "app" / "sandbox" / "policies"


def policy() -> dict[str, Any]:
    return json.loads((POLICIES / "ktm.json").read_text(encoding="utf-8"))


def changed(answer: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return copy.deepcopy(answer) | fields
