"""변경 전 안내: which method to change to, and when money would move."""
from typing import assert_never

import flet as ft

from app.domain.change import ChangePlan
from app.domain.identity import IdentityMethod
from app.domain.payment_method import MethodKind, Payer
from app.domain.policy import MethodPolicy
from app.screens.change_method import wording
from app.screens.change_method.earned import kind_of, overview_of, policy_of, rules_of
from app.screens.change_method.pieces import Send, plan_timeline, refusal_notice, refused_here, said, side_effects
from app.state.app_state import AppState
from app.state.change_method.flow import Change, KindChosen, NextPressed, PlanRetryPressed
from app.state.place import Place
from app.state.remote import Failed, Loaded, Loading, NotAsked
from app.ui import format as words
from app.ui import kit, tokens
from app.ui.strings import change_method as say


def notice_screen(now: AppState, send: Send) -> ft.View:
    change = now.change
    policy = policy_of(change)
    paying_by = say.NOW_PAYING_BY.format(method=wording.name_of(overview_of(change).method))
    body = [
        *refused_here(now),
        kit.question(say.NOTICE_QUESTION, paying_by),
        kit.stack(*(_choice(rules, change, send) for rules in policy.methods), spacing=tokens.S),
        *_plan(change, send),
    ]
    return kit.screen(Place.NOTICE, say.TITLE, body, send, action=_action(change, send), now=now)


def _choice(rules: MethodPolicy, change: Change, send: Send) -> ft.Control:
    detail = say.KIND_DETAIL[rules.kind].format(day=wording.charging_day(rules))
    return kit.choice(say.KIND[rules.kind], detail, change.kind is rules.kind, lambda: send(KindChosen(rules.kind)))


def _plan(change: Change, send: Send) -> list[ft.Control]:
    match change.plan:
        case NotAsked():
            return []
        case Loading():
            return [kit.section(say.WHEN), kit.busy(say.PLAN_LOADING)]
        case Failed(failure):
            return [kit.section(say.WHEN), refusal_notice(change, failure)]
        case Loaded(plan):
            return [*_closed(change, plan), kit.section(say.WHEN), plan_timeline(change, plan), *_remarks(change), *side_effects(change, plan)]
        case _ as never:
            assert_never(never)


def _closed(change: Change, plan: ChangePlan) -> list[ft.Control]:
    """R32: when a method cannot be changed to right now, and from when it can."""
    window = policy_of(change).window(kind_of(change))
    if plan.window_open or window is None or plan.next_opening is None:
        return []
    text = say.WINDOW_CLOSED.text.format(hours=wording.opening_hours(window), opening=words.moment(plan.next_opening))
    return [kit.notice(text, tone="warn", title=say.WINDOW_CLOSED.title.format(kind=say.KIND[kind_of(change)]))]


def _remarks(change: Change) -> list[ft.Control]:
    own_name = kind_of(change).is_wallet and rules_of(change).payers == (Payer.SELF,)  # R7, R10
    needs_certificate = rules_of(change).identity[:1] == (IdentityMethod.JOINT_CERTIFICATE,)  # R27
    by_card = kind_of(change) is MethodKind.CARD  # R14, R20
    return [
        *([kit.notice(say.OWN_NAME_ONLY.format(kind=say.KIND[kind_of(change)]))] if own_name else []),
        *([said(say.CERTIFICATE_NEEDED)] if needs_certificate else []),
        *([kit.notice(say.CARD_PAID_TO_THE_ISSUER)] if by_card else []),
    ]


def _action(change: Change, send: Send) -> ft.Control | None:
    match change.plan:
        case NotAsked():
            return None
        case Failed():
            return kit.filled_button(say.PLAN_RETRY, lambda: send(PlanRetryPressed()))
        case Loaded(plan) if not plan.window_open:
            return kit.filled_button(say.WINDOW_CHECK_AGAIN, lambda: send(PlanRetryPressed()))
        case _:
            return kit.filled_button(say.NEXT, lambda: send(NextPressed(Place.NOTICE)), busy=isinstance(change.plan, Loading))
