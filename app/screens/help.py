"""고객센터: whom to call, what it costs, whether somebody answers now (R57-R60, R96, R102-R104, C9, C25)."""

import flet as ft

from app.domain.calendar import BusinessCalendar
from app.domain.policy import CarrierPolicy, Contact, OpeningHours
from app.domain.service_hours import answers_next, answers_now
from app.screens.account_pieces import Send
from app.state.app_state import AppState
from app.state.place import Place
from app.ui import format as words
from app.ui import kit
from app.ui.strings import common
from app.ui.strings import help as say
from app.ui.strings.change_method import KIND
from app.ui.tokens import Icon, Type


def help_screen(now: AppState, send: Send) -> ft.View:
    policy = now.overview.policy if now.overview is not None else None
    numbers = _without_policy() if policy is None else _contacts(now, policy)
    elsewhere = [] if policy is None else [kit.section(say.ELSEWHERE), _elsewhere(policy)]
    body = [*numbers, kit.notice(say.IDENTITY_NEEDED), *elsewhere, kit.section(say.OTHER_WAYS), _other_ways()]
    from_a_tab = now.help_from in common.TAB
    return kit.screen(Place.HELP, common.TAB[Place.HELP], body, send, tabs=from_a_tab, now=now)


def _contacts(now: AppState, policy: CarrierPolicy) -> list[ft.Control]:
    calendar = BusinessCalendar(dict(policy.holiday_overrides))
    first, *others = policy.contacts
    return [
        kit.question(say.QUESTION, say.HINT.format(carrier=policy.name)),
        _contact(now, first, calendar, filled=True),
        *(_contact(now, contact, calendar) for contact in others),
    ]


def _contact(now: AppState, contact: Contact, calendar: BusinessCalendar, *, filled: bool = False) -> ft.Control:
    """tel: opens within the person's own tap."""
    cost = say.COST.get(contact.cost)
    notes = [*([contact.note] if contact.note else []), *([] if contact.verified else [say.UNVERIFIED])]
    return kit.card(
        kit.quiet(" · ".join(filter(None, (contact.label, cost)))),
        kit.stack(kit.text(contact.number, Type.TITLE), _answers(now, contact.hours, calendar), *_hours(contact.hours)),
        *(kit.quiet(note) for note in notes),
        kit.link_button(say.CALL.format(number=contact.number), f"tel:{contact.number}", filled=filled, icon=Icon.CALL),
    )


def _answers(now: AppState, hours: OpeningHours, calendar: BusinessCalendar) -> ft.Control:
    if hours.around_the_clock:
        return kit.text(say.OPEN_ALWAYS, Type.HEADING, color=ft.Colors.PRIMARY)
    if answers_now(hours, calendar, now.now):
        return kit.text(say.OPEN_NOW, Type.HEADING, color=ft.Colors.PRIMARY)
    at_lunch = hours.lunch is not None and hours.lunch[0] <= now.now.time() < hours.lunch[1] and now.now.weekday() in hours.weekdays
    opens = say.OPENS_AT.format(moment=words.moment_from(answers_next(hours, calendar, now.now), now.now))
    return kit.text(f"{say.AT_LUNCH if at_lunch else say.CLOSED}. {opens}", Type.HEADING)


def _hours(hours: OpeningHours) -> list[ft.Control]:
    if hours.around_the_clock:
        return []
    days = _days(hours.weekdays)
    lines = [say.HOURS.format(days=days, opens=words.clock(hours.opens), closes=words.clock(hours.closes))]
    if hours.lunch is not None:
        lines.append(say.LUNCH.format(begins=words.clock(hours.lunch[0]), ends=words.clock(hours.lunch[1])))
    if not hours.on_holidays:
        lines.append(say.CLOSED_ON_HOLIDAYS)
    return [kit.quiet("\n".join(lines))]


def _days(weekdays: tuple[int, ...]) -> str:
    if weekdays == (0, 1, 2, 3, 4):
        return say.WEEKDAYS
    return say.EVERY_DAY if len(weekdays) == 7 else "·".join(words.WEEKDAYS[day] for day in weekdays)


def _without_policy() -> list[ft.Control]:
    """R58: the short number reaches one's own carrier from every Korean handset."""
    number = say.SHORT_NUMBER
    return [
        kit.question(say.QUESTION),
        kit.card(
            kit.text(say.NOT_LOADED, Type.HEADING),
            kit.quiet(say.NOT_LOADED_DETAIL),
            kit.link_button(say.CALL.format(number=number), f"tel:{number}", filled=True, icon=Icon.CALL),
        ),
    ]


def _other_ways() -> ft.Control:
    return kit.card(*(kit.stack(kit.text(way, Type.HEADING), kit.quiet(what), spacing=2) for way, what in say.OTHER_WAYS_LIST))


def _elsewhere(policy: CarrierPolicy) -> ft.Control:
    """R5, R16, R25: where else people apply; R6, R26, C7: what the carrier's own menus call it."""
    ways: dict[tuple[tuple[str, ...], tuple[str, ...]], list[str]] = {}
    for method in policy.methods:
        if method.apply_at or method.menu_paths:
            ways.setdefault((method.apply_at, method.menu_paths), []).append(KIND[method.kind])
    return kit.card(*(_way(kinds, at, menus) for (at, menus), kinds in ways.items()))


def _way(kinds: list[str], at: tuple[str, ...], menus: tuple[str, ...]) -> ft.Control:
    lines = [*([say.APPLY_AT.format(places=", ".join(at))] if at else []), *(say.MENU_PATH.format(path=path) for path in menus)]
    return kit.stack(kit.text("·".join(kinds), Type.HEADING), *(kit.quiet(line) for line in lines), spacing=2)
