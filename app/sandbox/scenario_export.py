"""The world as it stands, saved as a scenario: its difference from the base, ready to be loaded again."""
import json
from typing import Any

from app.sandbox.records import StoredBill, StoredMethod, Subscriber
from app.sandbox.scenario_file import (
    BillData,
    BillLineData,
    CarrierBillingData,
    CarrierPaymentData,
    CodeData,
    ComingPayment,
    FundsData,
    MessageData,
    MethodData,
    PaceData,
    PendingChange,
    PersonData,
    PlanData,
    Scenario,
    Title,
    UsageData,
    base,
)
from app.sandbox.world import World, of


def scenario_of(world: World, ko: str, en: str) -> dict[str, Any]:
    """What a scenario file of this moment says. History that shapes nothing any more, and every number, stay behind.

    Numbers were never kept (S01): a method comes back with its mask, and is another one than the one with the number.
    """
    mine, neighbour = list(world.records.subscribers.values())[:2]
    change = world.open_change(mine)
    now = Scenario.model_construct(
        title=Title(ko=ko, en=en),
        carrier=world.records.carrier,
        clock=world.now(),
        subscriber=_same(PersonData, mine),
        neighbour=_same(PersonData, neighbour),
        method=_method(world.records.methods[mine.method]),
        bills=tuple(_bill(world, bill) for bill in of(mine, world.records.bills)),
        messages=tuple(
            MessageData.model_construct(subject=one.subject, text=one.text, sent_at=one.sent_at, channel=one.channel)
            for one in of(mine, world.records.messages)
        ),
        plan=_same(PlanData, mine.plan),
        pace=_same(PaceData, mine.pace),
        usage=tuple(_same(UsageData, month) for month in of(mine, world.records.usage)),
        carrier_billing=_carrier_billing(world, mine),
        line_state=mine.line_state,
        line_since=mine.line_since,
        pending_change=change
        and PendingChange.model_construct(
            method=_method(world.records.methods[change.to_method]), requested_at=change.requested_at
        ),
        codes_sent=tuple(_same(CodeData, attempt) for attempt in of(mine, world.records.attempts)),
        blocked_phones=world.records.blocked_phones,
        away=world.faults.away,
        faults=world.faults.plan,
    )
    whole = Scenario.model_validate_json(json.dumps(base())).model_dump(mode="json", by_alias=True)
    differs: dict[str, Any] = _beyond(whole, now.model_dump(mode="json", by_alias=True))
    return differs


def _method(method: StoredMethod) -> MethodData:
    return MethodData.model_construct(
        kind=method.kind,
        institution=method.institution_code,
        masked_number=method.masked_number,
        expires=method.expires,
        funds=method.funds and _same(FundsData, method.funds),
    )


def _bill(world: World, bill: StoredBill) -> BillData:
    coming = [one for one in world.records.payments.values() if one.bill == bill.id and not one.posted]
    return BillData.model_construct(
        billing_month=bill.billing_month,
        issued=bill.issued,
        due=bill.due,
        amount=bill.amount,
        remaining=bill.remaining,
        state=bill.state,
        lines=tuple(_same(BillLineData, line) for line in bill.lines),
        late_fee=bill.late_fee,
        coming=tuple(_same(ComingPayment, payment) for payment in coming),
    )


def _carrier_billing(world: World, mine: Subscriber) -> CarrierBillingData:
    profile = mine.carrier_billing
    return CarrierBillingData.model_construct(
        consented_at=profile.consented_at,
        limit=profile.limit,
        blocked=profile.blocked,
        raise_answer=profile.raise_answer,
        payments=tuple(_same(CarrierPaymentData, payment) for payment in of(mine, world.records.carrier_payments)),
    )


def _same(shape: type[Any], record: object) -> Any:
    """The fields a record shares with what a file says of it."""
    return shape.model_construct(**{name: getattr(record, name) for name in shape.model_fields})


def _beyond(base: Any, whole: Any) -> Any:
    """The fields in which the whole differs."""
    if not isinstance(base, dict) or not isinstance(whole, dict):
        return whole
    return {name: _beyond(base.get(name), part) for name, part in whole.items() if part != base.get(name)}
