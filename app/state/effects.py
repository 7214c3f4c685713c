"""The only place where the app's state meets the carrier, the device's memory and the address bar."""
import asyncio
import hashlib
import uuid
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol, TypeVar

from app.api.client import CarrierClient
from app.api.errors import CarrierError
from app.domain.calendar import BusinessCalendar
from app.domain.change import MethodChange, change_digest
from app.domain.charge_dates import next_charges
from app.domain.identity import IdentityTransaction
from app.domain.phone import e164
from app.domain.refusal import Delivery, Failure, Refusal
from app.state.account import flow as account
from app.state.account.flow import OpenIntent, Overview, SettledIntent
from app.state.app_state import DemoCodeArrived, Effect, Event, HeartBeat, HeartBeatLater, PeekCode
from app.state.change_method import flow as change
from app.state.director import flow as director
from app.state.identity import flow as identity
from app.state.inbox import flow as inbox
from app.state.journal import IntentJournal
from app.state.local_store import LocalStore
from app.state.place import Place
from app.state.remote import Failed, Loaded, Outcome
from app.state.store import Clock

T = TypeVar("T")

SAME_KEY_RETRIES = 2
LOOK_UP_AFTER_SECONDS = 2
NOT_RECEIVED_AFTER = timedelta(minutes=3)  # many times the deadline of a request: one the carrier still does not know was never received


class Director(Protocol):
    """Plays the world around a demo. Everyone who looks at that world hears of it at once."""

    def look(self) -> director.Stage: ...

    def begin(self, staging: director.Staging) -> director.LinkProblem | None: ...

    def move_clock(self, jump: director.Jump) -> None: ...

    def set_trouble(self, trouble: director.Trouble, on: bool) -> None: ...

    def complete(self, step: director.OutsideStep, accepted: bool) -> None: ...


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What effects may reach, for one person."""

    carrier: CarrierClient
    store: LocalStore
    journal: IntentJournal
    clock: Clock
    go: Callable[[Place], None]
    peek_code: Callable[[str], str] | None = None  # the sandbox's SMS outbox, in a demo only
    director: Director | None = None  # in a demo only


def must_finish(effect: Effect) -> bool:
    """What changes something at the carrier is never cancelled (RR16)."""
    return isinstance(effect, change.ApplyChange | account.CancelChange)


def only_waits(effect: Effect) -> bool:
    """Nothing is under way; a later moment is waited for."""
    waiting = effect.effect if isinstance(effect, change.ForIdentity) else effect
    return isinstance(waiting, HeartBeatLater | account.ReconcileLater | identity.TickLater)


async def perform(effect: Effect, around: Surroundings) -> Event | None:
    """Does what the effect says; what came of it is an event. Raises nothing a carrier or a disk can cause."""
    carrier = around.carrier
    match effect:
        case change.GoTo(place):
            around.go(place)
            return None
        case HeartBeatLater(seconds):
            await around.clock.sleep(seconds)
            return HeartBeat()
        case PeekCode(phone):
            return DemoCodeArrived(around.peek_code(e164(phone))) if around.peek_code else None
        case account.ReadKept():
            return account.CacheRead(around.store.overview(), around.journal.open_intents())
        case account.LoadOverview():
            return account.OverviewAnswered(await _outcome(_overview(around)))
        case account.ReconcileLater(seconds):
            await around.clock.sleep(seconds)
            return account.ReconcileDue()
        case account.ReconcileIntents() | change.AskIntents():
            return await _reconcile(around)
        case account.CancelChange(pending):
            return account.CancelAnswered(await _cancel(pending, around))
        case inbox.ReadInbox():
            return inbox.SeenRead(around.store.seen(), around.store.messages())
        case inbox.LoadMessages():
            return await _load_messages(around)
        case inbox.KeepSeen(ids):
            around.store.mark_seen(ids)
            return None
        case change.LoadPlan(kind):
            return change.PlanAnswered(kind, await _outcome(carrier.preview_kind(kind)))
        case change.CheckRequest(request):
            return change.PreviewAnswered(await _outcome(carrier.preview(request)), str(uuid.uuid4()))
        case change.ApplyChange():
            return change.ApplicationAnswered(await _apply(effect, around))
        case change.AskChange(change_id):
            outcome = await _outcome(carrier.change(change_id))
            return change.ApplicationAnswered(outcome) if isinstance(outcome, Loaded) else None
        case change.ForIdentity(inner, payer):
            happened = await _prove(inner, around)
            return change.PayerIdentityHappened(happened) if payer else change.IdentityHappened(happened)
        case director.LookBehind() | director.BeginWorld() | director.MoveClock() | director.SetTrouble() | director.CompleteStep():
            return _direct(effect, around.director) if around.director is not None else None


def _direct(effect: director.Effect, at: Director) -> Event | None:
    match effect:
        case director.LookBehind():
            return director.StageSeen(at.look())
        case director.BeginWorld(staging):
            problem = at.begin(staging)
            return director.StagingRefused(problem) if problem is not None else director.Staged(staging.go)
        case director.MoveClock(jump):
            at.move_clock(jump)
        case director.SetTrouble(trouble, on):
            at.set_trouble(trouble, on)
        case director.CompleteStep(step, accepted):
            at.complete(step, accepted)
    return None


async def _outcome(call: Awaitable[T]) -> Outcome[T]:
    try:
        return Loaded(await call)
    except CarrierError as error:
        return Failed(error.failure)


async def _overview(around: Surroundings) -> Overview:
    carrier = around.carrier
    line = await carrier.line()
    policy, method, bill, unpaid, pending = await asyncio.gather(
        carrier.policy(line.carrier),
        carrier.payment_method(line.payment_method_id),
        carrier.current_bill(line.billing_account_id),
        carrier.unpaid(line.billing_account_id),
        carrier.open_change(),
    )
    as_of = around.clock.now()
    calendar = BusinessCalendar(dict(policy.holiday_overrides))
    charges = next_charges(policy, method, calendar, as_of, bill, pending)
    overview = Overview(line, policy, method, bill, unpaid, charges, pending, as_of)
    around.store.keep_overview(overview)
    return overview


async def _load_messages(around: Surroundings) -> Event:
    outcome = await _outcome(around.carrier.messages())
    if isinstance(outcome, Loaded):
        around.store.keep_messages(outcome.value)
    return inbox.MessagesAnswered(outcome)


async def _prove(effect: identity.Effect, around: Surroundings) -> identity.Event:
    carrier = around.carrier
    match effect:
        case identity.TickLater(seconds):
            await around.clock.sleep(seconds)
            return identity.Ticked(around.clock.now())
        case identity.StartIdentity(method, kind, digest, person, for_payer):
            started = carrier.start_identity(method, kind, digest=digest, person=person, for_payer=for_payer)
            return identity.TransactionAnswered(await _outcome(started))
        case identity.SendCode(phone, otp):
            return identity.CodeSent(await _outcome(carrier.send_code(phone, otp)))
        case identity.CheckCode(identity_id, authentication_id, code):
            return identity.CodeChecked(await _outcome(_check_code(carrier, identity_id, authentication_id, code)))
        case identity.ExtendCode(identity_id, ticket):
            return identity.CodeExtended(await _outcome(carrier.extend_code(identity_id, ticket)))
        case identity.AskIdentity(identity_id):
            return identity.ProviderChecked(await _outcome(carrier.identity(identity_id)))


async def _check_code(carrier: CarrierClient, identity_id: str, authentication_id: str, code: str) -> IdentityTransaction:
    await carrier.validate_code(authentication_id, code)
    return await carrier.complete_sms_identity(identity_id, authentication_id)


async def _apply(effect: change.ApplyChange, around: Surroundings) -> Outcome[MethodChange]:
    carrier, key = around.carrier, effect.key
    intent = OpenIntent(key, "payment_method_change", effect.description, around.clock.now())
    digest = change_digest(effect.request, key)

    async def send() -> MethodChange:
        return await carrier.apply_change(
            effect.request, identity_id=effect.identity_id, payer_identity_id=effect.payer_identity_id, key=key
        )

    return await _exactly_once(intent, digest, send, around)


async def _cancel(pending: MethodChange, around: Surroundings) -> Outcome[MethodChange]:
    key = str(uuid.uuid4())
    intent = OpenIntent(key, "cancel_change", pending.receipt, around.clock.now())

    async def send() -> MethodChange:
        return await around.carrier.cancel_change(pending.id, key=key)

    return await _exactly_once(intent, hashlib.sha256(pending.id.encode()).hexdigest(), send, around)


async def _exactly_once(
    intent: OpenIntent, params_digest: str, send: Callable[[], Awaitable[MethodChange]], around: Surroundings
) -> Outcome[MethodChange]:
    """Journalled before it is sent; after any doubt asked by key, repeated with the same key, never called failed (RR06, RR16-RR20)."""
    try:
        around.journal.begin(intent, params_digest)
    except OSError:
        return Failed(Failure(Refusal.DEVICE_FULL, Delivery.NOT_SENT))
    in_doubt: Failure | None = None
    for attempt in range(1 + SAME_KEY_RETRIES):
        if attempt:
            await around.clock.sleep(LOOK_UP_AFTER_SECONDS * attempt)
        outcome = await _outcome(send())
        if isinstance(outcome, Loaded):
            around.journal.end(intent.key, outcome.value.state)
            return outcome
        failure = outcome.failure
        if failure.delivery is not Delivery.AMBIGUOUS and in_doubt is None:
            around.journal.end(intent.key, failure.refusal)
            return outcome
        in_doubt = in_doubt or failure
        found = await _outcome(around.carrier.change_by_key(intent.key))
        if isinstance(found, Loaded) and found.value is not None:
            around.journal.end(intent.key, found.value.state)
            return Loaded(found.value)
    reference = in_doubt.reference if in_doubt else ""
    return Failed(Failure(Refusal.UNCONFIRMED, Delivery.AMBIGUOUS, reference=reference))


async def _reconcile(around: Surroundings) -> Event:
    still_open: list[OpenIntent] = []
    settled: list[SettledIntent] = []
    lost: list[OpenIntent] = []
    for intent in around.journal.open_intents():
        found = await _outcome(around.carrier.change_by_key(intent.key))
        if isinstance(found, Failed):
            still_open.append(intent)
        elif found.value is not None:
            around.journal.end(intent.key, found.value.state)
            settled.append(SettledIntent(intent.key, found.value))
        elif _was_never_received(intent, around.clock.now()):
            around.journal.end(intent.key, "not_received")
            lost.append(intent)
        else:
            still_open.append(intent)
    return account.IntentsReconciled(tuple(still_open), tuple(settled), tuple(lost))


def _was_never_received(intent: OpenIntent, now: datetime) -> bool:
    """A 404 alone is no proof (RR20); a 404 long after the request's deadline is."""
    return now - intent.begun_at > NOT_RECEIVED_AFTER
