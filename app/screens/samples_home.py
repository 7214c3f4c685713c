"""Every state of home, 납부방법, 알림함, 고객센터 and the pages of nowhere, as data."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta

import flet as ft

from app.domain.bill import Unpaid
from app.domain.change import ChangeState, MethodChange
from app.domain.message import Channel, Message
from app.domain.refusal import Delivery, Failure, Refusal
from app.screens.alerts import alerts_screen
from app.screens.change_method import sample_parts as parts
from app.screens.change_method.sample_parts import KST, NOW, OVERVIEW
from app.screens.help import help_screen
from app.screens.home import home_screen
from app.screens.lost import broken_screen, lost_screen
from app.screens.method import method_screen
from app.state.account.flow import Account, OpenIntent, Overview
from app.state.app_state import AppState
from app.state.inbox.flow import Inbox
from app.state.place import Place
from app.state.remote import Failed, Loaded, Loading, NotAsked

Sample = tuple[Callable[..., ft.View], AppState]

OFFLINE = parts.OFFLINE
INTENT = OpenIntent("key-1", "payment_method_change", "KB국민은행 110-***-***789", NOW)
CANCEL_INTENT = OpenIntent("key-2", "cancel_change", parts.TO_BANK.receipt, NOW)
WITH_CHANGE = parts.seen(change=parts.TO_BANK)
WITH_CARD_CHANGE = parts.seen(change=parts.TO_CARD)
WITH_WALLET = parts.seen(change=parts.TO_KAKAOPAY)
YESTERDAY = replace(OVERVIEW, as_of=NOW - timedelta(days=1))
AFTER_THE_CHARGE = datetime(2026, 11, 16, 10, 0, tzinfo=KST)
PAID = parts.seen(bill=parts.PAID_BILL, at=AFTER_THE_CHARGE)
OVERDUE = replace(parts.seen(at=AFTER_THE_CHARGE), unpaid=Unpaid(amount=66_000, bills=2, oldest_due=date(2026, 10, 12)))
EXPIRING_CARD = replace(parts.SHINHAN_CARD, expires=(2026, 12))
EXPIRED_CARD = replace(parts.SHINHAN_CARD, expires=(2026, 10))
EXPIRED_EXEMPT_CARD = replace(parts.HYUNDAI_CARD, expires=(2026, 10))

SMS = Message(
    "msg-3",
    Channel.SMS,
    "U+ 알뜰모바일",
    "납부방법 변경 접수",
    "[U+ 알뜰모바일]\n납부방법 변경을 접수했어요.\n신한카드(1234-****-****-5678) → KB국민은행(110-***-***789)\n"
    "12월 1일(화)부터 적용돼요.\n11월 11일(수)에는 아직 신한카드에서 결제돼요.\n12월 15일(화)에 새 납부방법으로 처음 출금돼요. 금액은 청구서에서 알려 드려요.\n"
    "접수번호 20261105-0001\n문의 고객센터 114",
    NOW + timedelta(minutes=4),
)
BILL_SMS = Message(
    "msg-1",
    Channel.SMS,
    "U+ 알뜰모바일",
    "11월 요금 안내",
    "[U+ 알뜰모바일]\n11월 청구 요금은 33,000원이에요. 10월에 쓰신 요금이에요.",
    datetime(2026, 11, 3, 10, 0, tzinfo=KST),
)
CODE_SMS = Message(
    "msg-2",
    Channel.SMS,
    "U+ 알뜰모바일",
    "",
    "[U+ 알뜰모바일] 본인확인 인증번호를 보냈어요. 다른 사람에게 알려 주지 마세요.",
    NOW - timedelta(hours=20),
)
MESSAGES = (SMS, CODE_SMS, BILL_SMS)
MANY = tuple(replace(BILL_SMS, id=f"msg-{number}", sent_at=BILL_SMS.sent_at - timedelta(days=2 * number)) for number in range(60))


def _at(place: Place, overview: Overview = OVERVIEW, *, now: datetime = NOW, **account: object) -> AppState:
    return AppState(now=now, place=place, account=Account(**{"overview": Loaded(overview), **account}))


def _home(overview: Overview = OVERVIEW, **account: object) -> Sample:
    return home_screen, _at(Place.HOME, overview, **account)


def _method(overview: Overview = OVERVIEW, **account: object) -> Sample:
    return method_screen, _at(Place.METHOD, overview, **account)


def _tracked(change: MethodChange, **changed: object) -> Overview:
    return replace(OVERVIEW, change=replace(change, **changed))


def _alerts(inbox: Inbox) -> Sample:
    return alerts_screen, replace(_at(Place.ALERTS), inbox=inbox)


def _help(now: datetime = NOW, overview: Overview = OVERVIEW) -> Sample:
    return help_screen, _at(Place.HELP, overview, now=now)


SAMPLES: dict[str, Sample] = {
    "home/loading": (home_screen, AppState(now=NOW, account=Account(overview=Loading(), refreshing=True))),
    "home/to_pay": _home(),
    "home/paid": (home_screen, _at(Place.HOME, PAID, now=AFTER_THE_CHARGE)),
    "home/partly_paid": _home(replace(OVERVIEW, bill=replace(parts.BILL, remaining=13_000))),
    "home/overdue": (home_screen, _at(Place.HOME, OVERDUE, now=AFTER_THE_CHARGE)),
    "home/no_bill": _home(parts.seen(bill=None)),
    "home/charged_over_holiday": (home_screen, _at(Place.HOME, parts.AT_NEW_YEAR, now=parts.BEFORE_LUNAR_NEW_YEAR)),
    "home/change_on_its_way": _home(WITH_CHANGE),
    "home/change_takes_the_next_charge": _home(WITH_CARD_CHANGE),
    "home/change_waits_for_wallet": _home(WITH_WALLET),
    "home/unconfirmed": _home(unconfirmed=(INTENT,)),
    "home/lost_change": _home(lost=INTENT),
    "home/refreshing": _home(refreshing=True),
    "home/stale": _home(YESTERDAY, stale=OFFLINE),
    "home/carrier_away": (home_screen, AppState(now=NOW, account=Account(overview=Failed(OFFLINE)))),
    "home/maintenance": (
        home_screen,
        AppState(now=NOW, account=Account(overview=Failed(Failure(Refusal.MAINTENANCE)))),
    ),
    "home/unread_in_demo": (
        home_screen,
        replace(_at(Place.HOME), demo=True, inbox=Inbox(Loaded(MESSAGES), reachable=True)),
    ),
    "home/heads_up": (
        home_screen,
        replace(_at(Place.HOME, WITH_CHANGE), inbox=Inbox(Loaded(MESSAGES), heads_up=SMS, reachable=True)),
    ),
    "home/trouble": (home_screen, replace(_at(Place.HOME), trouble="b7d1f0a2")),
    "method/loading": (
        method_screen,
        AppState(now=NOW, place=Place.METHOD, account=Account(overview=Loading(), refreshing=True)),
    ),
    "method/card": _method(),
    "method/bank_over_holiday": (method_screen, _at(Place.METHOD, parts.AT_NEW_YEAR, now=parts.BEFORE_LUNAR_NEW_YEAR)),
    "method/bank_retries": _method(parts.seen(parts.KB_ACCOUNT, policy=parts.KT_MOBILE)),
    "method/wallet": _method(parts.seen(parts.KAKAOPAY, policy=parts.KT_MOBILE)),
    "method/no_charge": _method(replace(OVERVIEW, next_charges=())),
    "method/card_expiring": _method(parts.seen(EXPIRING_CARD)),
    "method/card_expired_stopped": _method(parts.seen(EXPIRED_CARD)),
    "method/card_expired_exempt": _method(parts.seen(EXPIRED_EXEMPT_CARD, policy=parts.KT_MOBILE)),
    "method/change_accepted": _method(_tracked(parts.TO_BANK, state=ChangeState.ACKNOWLEDGED)),
    "method/change_scheduled": _method(WITH_CHANGE),
    "method/change_takes_the_next_charge": _method(WITH_CARD_CHANGE),
    "method/change_waits_for_wallet": _method(WITH_WALLET),
    "method/change_unknown": _method(_tracked(parts.TO_BANK, state=ChangeState.UNKNOWN)),
    "method/change_too_late_to_cancel": _method(_tracked(parts.TO_BANK, cancellable_until=NOW - timedelta(hours=1))),
    "method/asking_to_cancel": _method(WITH_CHANGE, asking_to_cancel=True),
    "method/cancelling": _method(WITH_CHANGE, cancelling=Loading()),
    "method/cancelled": _method(cancelling=Loaded(replace(parts.TO_BANK, state=ChangeState.CANCELLED))),
    "method/cancel_refused": _method(WITH_CHANGE, cancelling=Failed(Failure(Refusal.TOO_LATE_TO_CANCEL))),
    "method/cancel_unconfirmed": _method(
        WITH_CHANGE,
        cancelling=Failed(Failure(Refusal.UNCONFIRMED, Delivery.AMBIGUOUS)),
        unconfirmed=(CANCEL_INTENT,),
    ),
    "method/stale": _method(YESTERDAY, stale=OFFLINE),
    "method/carrier_away": (
        method_screen,
        AppState(now=NOW, place=Place.METHOD, account=Account(overview=Failed(OFFLINE))),
    ),
    "alerts/loading": _alerts(Inbox(NotAsked())),
    "alerts/unread": _alerts(Inbox(Loaded(MESSAGES), frozenset({"msg-1"}), reachable=True)),
    "alerts/read": _alerts(Inbox(Loaded(MESSAGES), frozenset(message.id for message in MESSAGES), reachable=True)),
    "alerts/empty": _alerts(Inbox(Loaded(()), reachable=True)),
    "alerts/stale": _alerts(Inbox(Loaded(MESSAGES[1:]), frozenset({"msg-1", "msg-2"}))),
    "alerts/many": _alerts(Inbox(Loaded(MANY), frozenset(message.id for message in MANY), reachable=True)),
    "alerts/carrier_away": _alerts(Inbox(Failed(OFFLINE))),
    "help/open": _help(),
    "help/at_lunch": _help(NOW.replace(hour=12, minute=45)),
    "help/closed": _help(parts.SATURDAY),
    "help/other_network": _help(overview=parts.KT_OVERVIEW),
    "help/not_loaded": (help_screen, AppState(now=NOW, place=Place.HELP)),
    "help/from_the_form": (help_screen, replace(_at(Place.HELP), help_from=Place.CONFIRM)),
    "lost/no_such_page": (lost_screen, _at(Place.LOST)),
    "lost/broken": (broken_screen, _at(Place.HOME)),
}
