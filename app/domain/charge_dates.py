"""When money moves: the charges of a method, and what a change from one method to another does to them."""
from datetime import date, datetime

from app.domain.bill import Bill
from app.domain.calendar import BusinessCalendar
from app.domain.change import ChangePlan, Charge
from app.domain.payment_method import MethodKind, PaymentMethod
from app.domain.policy import CarrierPolicy, MethodPolicy


def charges_of(method: MethodPolicy, calendar: BusinessCalendar, year: int, month: int, *, on_new: bool = False) -> tuple[Charge, ...]:
    """All charges of one billing month by one method, rolled to business days (R13, R19-R22, R29-R30, R46-R50)."""
    raise NotImplementedError


def next_charges(policy: CarrierPolicy, method: PaymentMethod, calendar: BusinessCalendar, now: datetime) -> tuple[Charge, ...]:
    """This month's charges still ahead, or the next month's when none is."""
    raise NotImplementedError


def effective_date(policy: CarrierPolicy, calendar: BusinessCalendar, current: MethodKind, new: MethodKind, requested_at: datetime) -> date:
    """R45 and R48-R50: +2 business days within a family, the 1st of next month across families (C3)."""
    raise NotImplementedError


def plan_change(policy: CarrierPolicy, calendar: BusinessCalendar, current: PaymentMethod, new: MethodKind, requested_at: datetime, bill: Bill | None) -> ChangePlan:
    """Every charge around a change, and what to warn of."""
    raise NotImplementedError
