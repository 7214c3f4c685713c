"""은행: searched by name, old name or initial consonants; those that take no direct debit say why."""
import flet as ft

from app.domain.bank_account import AccountProblem, exclusion
from app.domain.institutions import Institution, bank, matching
from app.domain.policy import ExcludedInstitution, MethodPolicy
from app.screens.change_method.earned import rules_of
from app.screens.change_method.pieces import Send, problem_among, question_page, said
from app.state.app_state import AppState
from app.state.change_method.flow import BankChosen, FormTyped
from app.state.place import Place
from app.ui import kit, tokens
from app.ui.strings import change_method as say

SHOWN_AT_MOST = 20


def bank_screen(now: AppState, send: Send) -> ft.View:
    change = now.change
    typed = change.bank_search.strip()
    offered, excluded = _found(rules_of(change), typed)
    body = [
        kit.question(say.BANK_QUESTION),
        kit.text_field(
            say.BANK_SEARCH, change.bank_search, lambda text: send(FormTyped("bank_search", text)), problem=problem_among(now, AccountProblem.BANK),
            hint=say.BANK_SEARCH_HINT, max_length=20,
        ),
        *_why_not(rules_of(change), change.bank_code),
        kit.stack(
            *(_choice(each, typed, change.bank_code, send) for each in offered[:SHOWN_AT_MOST]),
            *(_excluded_choice(each, change.bank_code, send) for each in excluded),
            spacing=tokens.S,
        ),
        *([] if offered or excluded else [said(say.BANK_NOT_FOUND)]),
    ]
    return question_page(Place.BANK, body, now, send)


def _found(rules: MethodPolicy, typed: str) -> tuple[tuple[Institution, ...], tuple[ExcludedInstitution, ...]]:
    """What fits what is typed; without anything typed every bank on offer and none of the others."""
    offered = tuple(each for code in rules.institutions if (each := bank(code)) and exclusion(rules, code) is None)
    if not typed:
        return offered, ()
    names = tuple(Institution(each.code, each.name, each.aliases) for each in rules.excluded)
    hits = {each.code for each in matching(names, typed)}
    return matching(offered, typed), tuple(each for each in rules.excluded if each.code in hits)


def _choice(each: Institution, typed: str, chosen: str, send: Send) -> ft.Control:
    alias = next((alias for alias in each.aliases if typed and typed in alias and typed not in each.name), None)
    detail = say.BANK_OLD_NAME.format(alias=alias) if alias else None
    return kit.choice(each.name, detail, chosen == each.code, lambda: send(BankChosen(each.code)))


def _excluded_choice(each: ExcludedInstitution, chosen: str, send: Send) -> ft.Control:
    row = kit.choice(each.name, say.BANK_EXCLUDED, chosen == each.code, lambda: send(BankChosen(each.code)))
    return ft.Container(row, opacity=0.75)


def _why_not(rules: MethodPolicy, code: str) -> list[ft.Control]:
    """R31: the reason, as soon as such a bank is chosen."""
    refused = exclusion(rules, code) if code else None
    if refused is None:
        return []
    said_why = say.BANK_EXCLUDED_CHOOSE_OTHER
    return [kit.notice(said_why.text.format(reason=refused.reason), tone="error", title=said_why.title.format(bank=refused.name))]
