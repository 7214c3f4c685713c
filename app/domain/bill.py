"""This month's bill: how much, by when, and whether it is paid."""
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class BillState(StrEnum):
    """TMF678 CustomerBillStateType."""

    NEW = "new"
    ON_HOLD = "onHold"
    VALIDATED = "validated"
    SENT = "sent"
    PARTIALLY_PAID = "partiallyPaid"
    SETTLED = "settled"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Bill:
    id: str
    billing_month: tuple[int, int]  # the month it is charged in, (2026, 11)
    usage_month: tuple[int, int]  # R33: post-paid, so the month before
    due: date
    amount: int  # KRW
    remaining: int  # KRW
    state: BillState

    def is_paid(self) -> bool:
        return self.state is BillState.SETTLED or self.remaining == 0

    def is_overdue(self, today: date) -> bool:
        return not self.is_paid() and today > self.due


@dataclass(frozen=True, slots=True)
class Unpaid:
    """What is left of all bills whose due date has passed."""

    amount: int  # KRW
    bills: int
    oldest_due: date
