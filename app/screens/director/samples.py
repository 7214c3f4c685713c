"""Every state of the panel behind a demo, as data."""
from dataclasses import replace
from datetime import date, timedelta

from app.domain.identity import IdentityMethod
from app.domain.payment_method import MethodKind
from app.screens.change_method.sample_parts import NOW
from app.screens.places import director_screen
from app.screens.samples_home import MESSAGES, Sample
from app.state.app_state import AppState
from app.state.director.flow import (
    Director,
    LinkProblem,
    OutsideStep,
    Request,
    Scenario,
    SentCode,
    Stage,
    Trouble,
)
from app.state.place import Place

SCENARIOS = (
    Scenario("bank-to-card-next-month", "은행에서 카드로: 다음 달부터 적용"),
    Scenario("carrier-down", "통신사에 연결할 수 없어요"),
    Scenario("happy", "카드로 내는 평범한 달"),
    Scenario("overdue", "지난달 요금이 밀렸어요"),
)
REQUESTS = tuple(
    Request(NOW - timedelta(seconds=seconds), operation, status, correlator, "reset" if status is None else "")
    for seconds, operation, status, correlator in (
        (1, "listCommunicationMessage", 200, "5f0f6c1e-8f5e-4c83-9a53-0f6a2d1b7c11"),
        (2, "listPaymentMethodChange", 200, "b2b8e0c7-1f5a-4d55-8f0f-7a9a1d4f3e02"),
        (9, "createPaymentMethodChange", None, "0c2a7f64-93d7-49f5-9e35-2f1f5a8a6b1d"),
        (30, "validateCode", 400, "9d1c4f3e-02b2-4e0c-8f5e-4c839a530f6a"),
        (41, "sendCode", 200, ""),
    )
)
QUIET = Stage("happy", SCENARIOS, NOW, next_due=date(2026, 11, 11), next_debit=date(2026, 11, 11), messages=MESSAGES[:1], requests=REQUESTS)
BUSY = replace(
    QUIET,
    troubles=frozenset({Trouble.ANSWER_LOST, Trouble.SLOW}),
    steps=(OutsideStep("check-1", IdentityMethod.IPIN), OutsideStep("change-1", MethodKind.KAKAOPAY)),
    codes=(SentCode("010-****-5678", "123456"),),
    messages=MESSAGES,
)
BARE = Stage("overdue", SCENARIOS, NOW)


def _panel(stage: Stage | None, **more: object) -> Sample:
    return director_screen, AppState(now=NOW, place=Place.DIRECTOR, demo=True, director=Director(stage, **more))


SAMPLES: dict[str, Sample] = {
    "director/loading": _panel(None),
    "director/quiet": _panel(QUIET),
    "director/busy": _panel(BUSY),
    "director/choosing": _panel(QUIET, choosing=True),
    "director/nothing_yet": _panel(BARE),
    "director/no_such_scenario": _panel(QUIET, problem=LinkProblem.NO_SUCH_SCENARIO),
}
