"""R53: what a change would change, old value beside new, and where to correct each."""
from dataclasses import dataclass

from app.domain.card import digits_of
from app.domain.institutions import bank, card_issuer
from app.domain.masking import mask_account, mask_card, mask_name
from app.domain.payment_method import MethodKind, Payer
from app.screens.change_method import wording
from app.screens.change_method.earned import kind_of, overview_of, policy_of, rules_of
from app.state.change_method.flow import Change
from app.state.place import Place
from app.ui.strings import change_method as say


@dataclass(frozen=True, slots=True)
class Difference:
    what: str
    before: str
    after: str
    question: Place | None = None  # where 고치기 leads


def differences(change: Change) -> tuple[Difference, ...]:
    """Changed values only; numbers masked on both sides."""
    rows = (_kind(change), *_numbers(change), _holder(change), _day(change))
    return tuple(row for row in rows if row.before != row.after)


def _kind(change: Change) -> Difference:
    return Difference(say.ROW_KIND, say.KIND[overview_of(change).method.kind], say.KIND[kind_of(change)])


def _numbers(change: Change) -> tuple[Difference, ...]:
    old = overview_of(change).method
    row = say.ROW_INSTITUTION[kind_of(change)] if old.kind is kind_of(change) else say.ROW_INSTITUTION_CROSS
    match kind_of(change):
        case MethodKind.CARD:
            issuer, asked = card_issuer(change.issuer), Place.CARD_ISSUER in change.questions()
            return (
                Difference(row, old.institution, issuer.name if issuer else "", Place.CARD_ISSUER if asked else Place.CARD_NUMBER),
                Difference(say.ROW_NUMBER, old.masked_number, mask_card(digits_of(change.card_number)), Place.CARD_NUMBER),
                Difference(say.ROW_EXPIRY, "", say.EXPIRY_CHECKED, Place.CARD_EXPIRY),
            )
        case MethodKind.BANK:
            chosen = bank(change.bank_code)
            return (
                Difference(row, old.institution, chosen.name if chosen else "", Place.BANK),
                Difference(say.ROW_NUMBER, old.masked_number, mask_account(digits_of(change.account_number)), Place.ACCOUNT),
            )
        case _:
            return (Difference(say.ROW_MONEY, wording.name_of(old), say.WALLET_MONEY.get(kind_of(change), ""), None),)


def _holder(change: Change) -> Difference:
    subscriber = overview_of(change).line.masked_holder
    after = mask_name(change.payer_name.strip()) if change.payer is Payer.OTHER else subscriber
    question = Place.PAYER if Place.PAYER in change.questions() else None
    return Difference(say.ROW_HOLDER, overview_of(change).method.masked_holder, after, question)


def _day(change: Change) -> Difference:
    before = policy_of(change).method(overview_of(change).method.kind)
    return Difference(say.ROW_DAY, wording.charging_day(before) if before else "", wording.charging_day(rules_of(change)))
