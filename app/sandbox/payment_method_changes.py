"""Changing a payment method at the carrier: every check again, the plan, the states a change goes through."""
from dataclasses import dataclass
from datetime import datetime, time

from app.domain.bank_account import account_problem, exclusion
from app.domain.bill import Bill
from app.domain.card import expiry_problem, issuer_by_bin, number_problem
from app.domain.change import ChangePlan, ChangeRequest, ChangeState, ChargeKind, change_digest
from app.domain.charge_dates import plan_change
from app.domain.institutions import bank, card_issuer
from app.domain.line import SubscriberKind
from app.domain.masking import mask_account, mask_card, mask_name
from app.domain.payment_method import MethodKind, MethodStatus, Payer
from app.domain.phone import is_mobile
from app.domain.policy import MethodPolicy
from app.sandbox import notices
from app.sandbox.clock import KST
from app.sandbox.identity_checks import method_policy, person_print, proof
from app.sandbox.problems import Refused
from app.sandbox.records import StoredChange, StoredMethod, Subscriber
from app.sandbox.world import World, of, own

WALLETS = {
    MethodKind.KAKAOPAY: ("카카오페이", "카카오페이 머니"),
    MethodKind.PAYCO: ("페이코", "페이코 포인트"),
}  # R8, R11


@dataclass(frozen=True, slots=True)
class Proofs:
    """Ids of the identity sessions that come with an application."""

    subscriber: str
    payer: str = ""


def plan_for(world: World, subscriber: Subscriber, kind: MethodKind) -> ChangePlan:
    """Dates and warnings of a change to that kind, today. Raises METHOD_NOT_ALLOWED and who may not change here."""
    _refuse_who_may_not(subscriber)
    method_policy(world, kind)
    _refuse_second_change(world, subscriber)
    current = world.records.methods[subscriber.method].to_domain()
    return plan_change(world.policy, world.calendar, current, kind, world.now(), _latest_bill(world, subscriber))


def preview(world: World, subscriber: Subscriber, request: ChangeRequest) -> ChangePlan:
    """The plan of a whole request, after every check but identity and opening hours. Raises Refused."""
    plan = plan_for(world, subscriber, request.kind)
    method = method_policy(world, request.kind)
    _check_payer(world, subscriber, method, request)
    _check_numbers(world, method, request)
    _check_consents(world, request)
    if _stored(world, subscriber, request).fingerprint == world.records.methods[subscriber.method].fingerprint:
        raise Refused("SAME_METHOD")
    return plan


def apply(world: World, subscriber: Subscriber, request: ChangeRequest, proofs: Proofs, key: str) -> StoredChange:
    """Takes a change on once everything is right. Nothing changes when it raises Refused."""
    plan = preview(world, subscriber, request)
    if not plan.window_open:
        raise Refused("OUTSIDE_SERVICE_HOURS", nextOpening=plan.next_opening.isoformat() if plan.next_opening else None)
    digest = change_digest(request, key)
    sessions = [proof(world, subscriber, proofs.subscriber, request.kind, digest, "subscriber")]
    if request.payer is Payer.OTHER and request.payer_details:
        who = person_print(world, request.payer_details.name, request.payer_details.phone)
        sessions.append(proof(world, subscriber, proofs.payer, request.kind, digest, "payer", who))
    for session in sessions:
        session.used = True
    return take_on(world, subscriber, request, plan)


def take_on(world: World, subscriber: Subscriber, request: ChangeRequest, plan: ChangePlan) -> StoredChange:
    """Keeps a checked change and says so by SMS (R56)."""
    new = _stored(world, subscriber, request)
    world.records.methods[new.id] = new
    now, in_app = world.now(), method_policy(world, request.kind).completes_in_app
    change = StoredChange(
        id=world.new_id(),
        subscriber=subscriber.id,
        receipt=world.new_receipt(),
        state=ChangeState.PENDING_EXTERNAL_APP if in_app else ChangeState.SCHEDULED,
        requested_at=now,
        from_method=subscriber.method,
        to_method=new.id,
        effective=plan.effective,
        first_charge=plan.first_on_new,
        last_on_old=plan.last_on_old,
        cancellable_until=plan.cancellable_until,
        consents=request.consents,
        counts_from=now,
    )
    world.records.changes[change.id] = change
    new.become(MethodStatus.NEW if in_app else MethodStatus.PENDING, now)
    _tell(
        world,
        subscriber,
        notices.accepted(world.policy, world.to_domain(change), _first_amount(world, subscriber, plan)),
        now,
    )
    return change


def cancel(world: World, subscriber: Subscriber, change_id: str) -> StoredChange:
    """Raises NOT_FOUND, TOO_LATE_TO_CANCEL."""
    change, now = own(subscriber, world.records.changes, change_id), world.now()
    if not change.state.is_open or now > change.cancellable_until:
        raise Refused("TOO_LATE_TO_CANCEL")
    _close(world, change, ChangeState.CANCELLED, MethodStatus.INACTIVE, now)
    _tell(world, subscriber, notices.cancelled(world.policy, world.to_domain(change), now), now)
    return change


def complete_wallet(world: World, change: StoredChange, accept: bool) -> None:
    """What the wallet's own app says (R9, R12); a change already decided stays as it is."""
    if change.state is not ChangeState.PENDING_EXTERNAL_APP:
        return
    subscriber, now = world.records.subscribers[change.subscriber], world.now()
    if not accept:
        _close(world, change, ChangeState.REJECTED, MethodStatus.REJECTED, now)
        _tell(world, subscriber, notices.declined(world.policy, world.to_domain(change)), now)
        return
    current, new = world.records.methods[change.from_method], world.records.methods[change.to_method]
    plan = plan_change(
        world.policy, world.calendar, current.to_domain(), new.kind, now, _latest_bill(world, subscriber)
    )
    change.state, change.effective, change.first_charge = ChangeState.SCHEDULED, plan.effective, plan.first_on_new
    change.last_on_old, change.cancellable_until = plan.last_on_old, plan.cancellable_until
    change.counts_from = now
    new.become(MethodStatus.PENDING, now)
    _tell(
        world,
        subscriber,
        notices.scheduled(world.policy, world.to_domain(change), _first_amount(world, subscriber, plan), now.date()),
        now,
    )


def take_effect(world: World, at: datetime) -> None:
    """Changes whose day has begun take effect; wallets nobody confirmed lapse."""
    for change in list(world.records.changes.values()):
        due = datetime.combine(change.effective, time(), tzinfo=KST)
        if at < due or not change.state.is_open:
            continue
        subscriber = world.records.subscribers[change.subscriber]
        if change.state is ChangeState.PENDING_EXTERNAL_APP:
            _close(world, change, ChangeState.EXPIRED, MethodStatus.REJECTED, due)
            _tell(world, subscriber, notices.expired(world.policy, world.to_domain(change)), due)
        else:
            change.state = ChangeState.APPLIED
            world.records.methods[change.from_method].become(MethodStatus.INACTIVE, due)
            world.records.methods[change.to_method].become(MethodStatus.ACTIVE, due)
            subscriber.method = change.to_method
            _tell(world, subscriber, notices.applied(world.policy, world.to_domain(change), None), due)


def stored_method(
    world: World,
    owner: str,
    holder: str,
    kind: MethodKind,
    institution_code: str,
    number: str,
    expires: tuple[int, int] | None,
    status: MethodStatus,
    at: datetime,
) -> StoredMethod:
    """Keeps of a number what can be shown and compared, and nothing more (S01)."""
    if kind.is_wallet:
        institution, masked = WALLETS[kind]
    else:
        known = card_issuer(institution_code) if kind is MethodKind.CARD else bank(institution_code)
        institution = known.name if known else institution_code
        masked = mask_card(number) if kind is MethodKind.CARD else mask_account(number)
    print_ = world.fingerprint(kind, institution_code, number, str(expires), holder if kind.is_wallet else "")
    return StoredMethod(
        world.new_id(),
        owner,
        kind,
        institution,
        institution_code,
        masked,
        mask_name(holder),
        print_,
        status,
        at,
        expires,
    )


def _stored(world: World, subscriber: Subscriber, request: ChangeRequest) -> StoredMethod:
    holder = request.payer_details.name if request.payer is Payer.OTHER and request.payer_details else subscriber.name
    code = {MethodKind.CARD: request.card_issuer, MethodKind.BANK: request.bank_code}.get(
        request.kind, request.kind.value
    )
    number = request.card_number or request.account_number
    return stored_method(
        world, subscriber.id, holder, request.kind, code, number, request.card_expiry, MethodStatus.NEW, world.now()
    )


def _refuse_who_may_not(subscriber: Subscriber) -> None:
    if subscriber.kind is SubscriberKind.MINOR:
        raise Refused("MINOR_NOT_ALLOWED")
    if subscriber.kind is SubscriberKind.FOREIGNER:
        raise Refused("FOREIGNER_CALL_CENTER")


def _refuse_second_change(world: World, subscriber: Subscriber) -> None:
    if world.open_change(subscriber):
        raise Refused("PENDING_CHANGE_EXISTS")


def _check_payer(world: World, subscriber: Subscriber, method: MethodPolicy, request: ChangeRequest) -> None:
    """R7, R10, R51, C18: who may pay, and who they are."""
    if request.payer not in method.payers:
        raise Refused("PAYER_NOT_ALLOWED")
    details = request.payer_details
    if request.payer is Payer.OTHER and not (
        details and details.name.strip() and details.relation and is_mobile(details.phone)
    ):
        raise Refused("PAYER_DETAILS_REQUIRED")
    if request.kind.is_wallet and subscriber.wallet_owners.get(request.kind) != subscriber.name:
        raise Refused("OWNER_MISMATCH")


def _check_numbers(world: World, method: MethodPolicy, request: ChangeRequest) -> None:
    match request.kind:
        case MethodKind.CARD:
            _check_card(world, method, request)
        case MethodKind.BANK:
            _check_account(method, request)


def _check_card(world: World, method: MethodPolicy, request: ChangeRequest) -> None:
    """R15, R17: whatever the client says, the BIN may say the issuer is an excluded one."""
    _refuse_excluded(method, "EXCLUDED_ISSUER", request.card_issuer, issuer_by_bin(request.card_number) or "")
    if request.card_issuer not in method.institutions:
        raise Refused("UNKNOWN_ISSUER")
    if number_problem(request.card_number) or request.card_expiry is None:
        raise Refused("INVALID_CARD")
    year, month = request.card_expiry
    if expiry_problem(f"{month:02}{year % 100:02}", world.now().date()):
        raise Refused("CARD_EXPIRED")


def _check_account(method: MethodPolicy, request: ChangeRequest) -> None:
    """R24, R31, C20."""
    _refuse_excluded(method, "EXCLUDED_BANK", request.bank_code)
    if request.bank_code not in method.institutions:
        raise Refused("UNKNOWN_BANK")
    if account_problem(request.account_number):
        raise Refused("INVALID_ACCOUNT")


def _refuse_excluded(method: MethodPolicy, code: str, *institutions: str) -> None:
    for institution in filter(None, institutions):
        if excluded := exclusion(method, institution):
            raise Refused(code, institution=excluded.name, detail=excluded.reason)


def _check_consents(world: World, request: ChangeRequest) -> None:
    """R52: every required text, in the version in force."""
    given = {(consent.terms_id, consent.version) for consent in request.consents}
    if any(terms.required and (terms.id, terms.version) not in given for terms in world.policy.terms):
        raise Refused("CONSENT_REQUIRED")


def _latest_bill(world: World, subscriber: Subscriber) -> Bill | None:
    bills = of(subscriber, world.records.bills)
    return max(bills, key=lambda bill: bill.billing_month).to_domain() if bills else None


def _first_amount(world: World, subscriber: Subscriber, plan: ChangePlan) -> int | None:
    """What the first charge on the new method will take, when its bill is known, KRW."""
    month = next(charge.billing_month for charge in plan.charges if charge.on_new and charge.kind is ChargeKind.FIRST)
    return next((bill.remaining for bill in of(subscriber, world.records.bills) if bill.billing_month == month), None)


def _close(world: World, change: StoredChange, state: ChangeState, method: MethodStatus, at: datetime) -> None:
    change.state = state
    world.records.methods[change.to_method].become(method, at)


def _tell(world: World, subscriber: Subscriber, notice: tuple[str, str], at: datetime) -> None:
    world.notify(subscriber, *notice, at)
