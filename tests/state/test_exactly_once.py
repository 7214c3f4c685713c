"""A change is made once or not at all, and what is said of it is true, whatever the network does (RR10, RR16-RR20).

Every plan of two faults on the way of the application and two on the way of the look-up is gone through. The carrier
here protects a change by its key alone: it would take two changes, and needs no proof of identity.
"""
import asyncio
import inspect
import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random
from types import SimpleNamespace

import pytest
import stamina

from app.api import client as client_module
from app.api import http_adapter
from app.api.answer import refusal_in, unanswered
from app.api.client import CarrierClient
from app.api.errors import CarrierError
from app.api.http_adapter import CarrierHttp
from app.api.in_process import InProcessTransport
from app.domain.change import ChangeRequest, ChangeState, ConsentGiven
from app.domain.payment_method import MethodKind
from app.domain.refusal import Delivery
from app.sandbox import payment_method_changes
from app.sandbox.carrier import SandboxCarrier
from app.sandbox.fault_plan import Fault, FaultKind, FaultPlan, Moment
from app.state import effects
from app.state.account import flow as account
from app.state.change_method import flow as change
from app.state.effects import Surroundings, perform
from app.state.journal import IntentJournal
from app.state.local_store import LocalStore
from app.state.remote import Loaded

APPLY, LOOK_UP = "createPaymentMethodChange", "retrievePaymentMethodChangeByKey"
KEY = "6f1c2a9e-0000-4000-8000-00000000000a"
CONSENTS = (ConsentGiven("direct-debit", "2026-01"), ConsentGiven("third-party", "2026-01"))
TO_BANK = ChangeRequest(MethodKind.BANK, bank_code="004", account_number="12345678901234", consents=CONSENTS)
EFFECT = change.ApplyChange(TO_BANK, "identity-1", None, KEY, "국민은행")
SOON, LATE = 3.0, 60.0  # between two attempts, and after the last
POLLS = (5, 15, 60, 180, 600)  # seconds between


def on_apply(kind: FaultKind, moment: Moment = Moment.BEFORE, late: float = LATE, **more: object) -> Fault:
    return Fault(kind=kind, operation=APPLY, moment=moment, seconds=0, late_seconds=late, **more)


def refusal(status: int, code: str = "", moment: Moment = Moment.BEFORE) -> Fault:
    return on_apply(FaultKind.STATUS, moment, status=status, code=code)


BEFORE, AFTER, LATER = Moment.BEFORE, Moment.AFTER, Moment.LATE
ON_APPLY: dict[str, Fault | None] = {
    "healthy": None,
    "refused": on_apply(FaultKind.REFUSED),
    "timeout before": on_apply(FaultKind.TIMEOUT, BEFORE),
    "timeout after": on_apply(FaultKind.TIMEOUT, AFTER),
    "timeout, done soon": on_apply(FaultKind.TIMEOUT, LATER, SOON),
    "timeout, done late": on_apply(FaultKind.TIMEOUT, LATER),
    "reset after": on_apply(FaultKind.RESET, AFTER),
    "502 before": refusal(502),
    "500 after": refusal(500, moment=AFTER),
    "504, done late": refusal(504, moment=LATER),
    "HTML before": on_apply(FaultKind.HTML, BEFORE),
    "malformed after": on_apply(FaultKind.MALFORMED, AFTER),
    "wrong type, done late": on_apply(FaultKind.WRONG_TYPE, LATER),
    "in progress, done late": refusal(409, "IN_PROGRESS", LATER),
    "422": refusal(422, "INVALID_ACCOUNT"),
    "429": refusal(429),
}
ON_LOOK_UP: dict[str, Fault | None] = {
    "healthy": None,
    "timeout": Fault(kind=FaultKind.TIMEOUT, operation=LOOK_UP, seconds=0),
    "404": Fault(kind=FaultKind.STATUS, operation=LOOK_UP, status=404),
}
Plan = tuple[str, str, str, str]
PLANS: list[Plan] = list(itertools.product(ON_APPLY, ON_APPLY, ON_LOOK_UP, ON_LOOK_UP))
EVERY_LATER = tuple(range(2, 40))


def faults_of(plan: Plan) -> FaultPlan:
    """The first of each pair is met by the first request, the second by all that follow."""
    first, second, look_up, look_up_again = (
        ON_APPLY[plan[0]], ON_APPLY[plan[1]], ON_LOOK_UP[plan[2]], ON_LOOK_UP[plan[3]]
    )
    pairs = ((first, (1,)), (second, EVERY_LATER), (look_up, (1,)), (look_up_again, EVERY_LATER))
    scripted = [fault.model_copy(update={"requests": requests}) for fault, requests in pairs if fault]
    return FaultPlan(scripted=tuple(scripted))


@dataclass
class CarrierTime:
    """Waiting moves the carrier's clock instead of the wall's."""

    carrier: SandboxCarrier

    def now(self) -> datetime:
        return self.carrier.clock.now()

    async def sleep(self, seconds: float) -> None:
        self.carrier.clock.advance(timedelta(seconds=seconds))


class Untrue(AssertionError):
    """What went wrong, in a word, and in which plan."""


async def live_through(plan: Plan) -> str:
    """One application under one plan, and everything after it until all is settled. Raises Untrue.

    Answers what the person was told first: applied, failed or unknown.
    """
    carrier = SandboxCarrier.open("happy")
    http = CarrierHttp("http://127.0.0.1", transport=InProcessTransport(carrier.asgi))
    around = Surroundings(
        carrier=CarrierClient(http, carrier.token),
        store=STORE,
        journal=IntentJournal.open(None),
        clock=CarrierTime(carrier),
        go=lambda place: None,
    )
    carrier.faults.follow(faults_of(plan))
    event = await perform(EFFECT, around)
    told = said_by(event.outcome)
    requests = carrier.faults._met[APPLY] + carrier.faults._met[LOOK_UP]
    insist(requests <= 6, "more than six requests", plan)  # RR27: I7
    insist(told != "applied" or len(carrier.changes()) == 1, "said applied, and it was not", plan)
    if told == "applied":
        insist(event.outcome.value.id == carrier.changes()[0].id, "told of another change", plan)

    carrier.faults.clear()
    settled = await settled_after_all(around) if told == "unknown" else None
    await carrier.deliver_late()
    happened = len(carrier.changes())
    insist(happened <= 1, "two changes", plan)
    insist(told != "failed" or happened == 0, "said failed, and it was done", plan)
    if told == "unknown":
        insist(settled is not None, "never settled", plan)
        insist(settled == ("applied" if happened else "lost"), "settled otherwise than it is", plan)
    insist(around.journal.open_intents() == (), "an intent stays open", plan)
    await http.close()
    return told


async def settled_after_all(around: Surroundings) -> str | None:
    """What reconciling says once the network is healthy; None when five polls say nothing (I4)."""
    for wait in POLLS:
        await around.clock.sleep(wait)
        event = await perform(account.ReconcileIntents(), around)
        if event.settled:
            return "applied" if event.settled[0].change.state is ChangeState.SCHEDULED else "?"
        if event.lost:
            return "lost"
    return None


def said_by(outcome: object) -> str:
    if isinstance(outcome, Loaded):
        return "applied"
    return "unknown" if outcome.failure.delivery is Delivery.AMBIGUOUS else "failed"


def insist(holds: bool, what: str, plan: Plan) -> None:
    if not holds:
        raise Untrue(f"{what}: {plan}")


STORE = LocalStore.open(None)


@pytest.fixture(autouse=True)
def key_is_all_that_protects(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(payment_method_changes, "_refuse_second_change", lambda world, subscriber: None)
    monkeypatch.setattr(payment_method_changes, "proof", lambda *args: SimpleNamespace(used=False))
    with stamina.set_testing(True, attempts=1):
        yield


def test_every_plan_ends_in_one_change_or_none_and_in_the_truth():
    async def all_of_them() -> list[str]:
        return [await live_through(plan) for plan in PLANS]

    assert len(PLANS) >= 12**2 * 3**2
    told = asyncio.run(all_of_them())
    assert {word: told.count(word) > 50 for word in ("applied", "failed", "unknown")} == dict.fromkeys(
        ("applied", "failed", "unknown"), True
    )


# Defects that have to be seen

Defect = Callable[[pytest.MonkeyPatch], None]


def rewritten(monkeypatch: pytest.MonkeyPatch, function: Callable[..., object], *changes: tuple[str, str]) -> None:
    """The function of app.state.effects with pieces of its text replaced."""
    source = inspect.getsource(function)
    for right, wrong in changes:
        assert source.count(right) == 1, f"{function.__name__} does not read {right!r} any more"
        source = source.replace(right, wrong)
    names = dict(vars(effects))
    exec(compile(source, "defect", "exec"), names)
    monkeypatch.setattr(effects, function.__name__, names[function.__name__])


def new_key_on_retry(monkeypatch: pytest.MonkeyPatch) -> None:
    head = "    async def send() -> MethodChange:\n"
    counts = f"    sent: list[str] = []\n\n{head}        sent.append(str(uuid.uuid4()) if sent else key)\n"
    rewritten(monkeypatch, effects._apply, (head, counts), ("key=key\n", "key=sent[-1]\n"))


def timeout_is_failed(monkeypatch: pytest.MonkeyPatch) -> None:
    def unsent(reference: str, *, changes: bool, was_sent: bool) -> CarrierError:
        return unanswered(reference, changes=changes, was_sent=False)

    monkeypatch.setattr(http_adapter, "unanswered", unsent)


def server_error_is_failed(monkeypatch: pytest.MonkeyPatch) -> None:
    def plain(answer, now, **more):
        error = refusal_in(answer, now, **more)
        return CarrierError(replace(error.failure, delivery=Delivery.REJECTED)) if answer.status >= 500 else error

    monkeypatch.setattr(client_module, "refusal_in", plain)


def in_progress_is_failed(monkeypatch: pytest.MonkeyPatch) -> None:
    def plain(answer, now, **more):
        error = refusal_in(answer, now, **more)
        return CarrierError(replace(error.failure, delivery=Delivery.REJECTED)) if answer.status == 409 else error

    monkeypatch.setattr(client_module, "refusal_in", plain)


def any_200_is_applied(monkeypatch: pytest.MonkeyPatch) -> None:
    real = CarrierClient.apply_change

    async def believing(self, request, **more):
        answered = []

        def heard(answer, now, **others):
            answered.append(answer.status)
            return refusal_in(answer, now, **others)

        with monkeypatch.context() as listening:
            listening.setattr(client_module, "refusal_in", heard)
            try:
                return await real(self, request, **more)
            except CarrierError:
                if answered and answered[-1] < 300:
                    return SimpleNamespace(id="", state=ChangeState.SCHEDULED)
                raise

    monkeypatch.setattr(CarrierClient, "apply_change", believing)


def unknown_key_is_failed(monkeypatch: pytest.MonkeyPatch) -> None:
    right = "        if isinstance(found, Loaded) and found.value is not None:\n"
    gives_up = (
        "        if isinstance(found, Loaded) and found.value is None:\n"
        "            around.journal.end(intent.key, 'failed')\n"
        "            return Failed(Failure(Refusal.NOT_FOUND, Delivery.REJECTED))\n"
    )
    rewritten(monkeypatch, effects._exactly_once, (right, gives_up + right))


def giving_up_is_failed(monkeypatch: pytest.MonkeyPatch) -> None:
    right = "    return Failed(Failure(Refusal.UNCONFIRMED, Delivery.AMBIGUOUS, reference=reference))"
    wrong = "    around.journal.end(intent.key, 'failed')\n    return Failed(Failure(Refusal.OFFLINE, Delivery.NOT_SENT))"
    rewritten(monkeypatch, effects._exactly_once, (right, wrong))


def later_refusal_is_failed(monkeypatch: pytest.MonkeyPatch) -> None:
    rewritten(monkeypatch, effects._exactly_once, (" and in_doubt is None", ""))


def lost_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(effects, "NOT_RECEIVED_AFTER", timedelta(0))


DEFECTS: dict[str, tuple[Defect, str]] = {
    "a new key on retry": (new_key_on_retry, "two changes"),
    "a timeout is a failure": (timeout_is_failed, "said failed, and it was done"),
    "5xx is a failure": (server_error_is_failed, "said failed, and it was done"),
    "still running is a failure": (in_progress_is_failed, "said failed, and it was done"),
    "any 200 is applied": (any_200_is_applied, "said applied, and it was not"),
    "a key not known is a failure": (unknown_key_is_failed, "said failed, and it was done"),
    "a refusal after a doubt is a failure": (later_refusal_is_failed, "said failed, and it was done"),
    "giving up is a failure": (giving_up_is_failed, "said failed, and it was done"),
    "a key not known yet is lost": (lost_at_once, "settled otherwise than it is"),
}


@pytest.mark.parametrize("name", DEFECTS)
def test_a_defect_of_the_algorithm_is_seen(name, monkeypatch):
    """RR20: each of these is a way in which others have charged twice or said what was not so."""
    defect, seen_as = DEFECTS[name]
    defect(monkeypatch)

    async def until_it_shows() -> None:
        for plan in Random(1).sample(PLANS, len(PLANS)):
            await live_through(plan)

    with pytest.raises(Untrue, match=f"^{seen_as}"):
        asyncio.run(until_it_shows())
