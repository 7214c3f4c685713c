"""The whole journey as arithmetic: which event leads where, and what each asks of the world."""
from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain.bank_account import AccountProblem
from app.domain.card import CardProblem
from app.domain.change import ChangeState
from app.domain.identity import IdentityMethod
from app.domain.message import Channel, Message
from app.domain.payment_method import MethodKind, Payer, Relation
from app.domain.refusal import Delivery, Failure, Refusal
from app.screens.change_method import sample_parts as parts
from app.state.account import flow as account
from app.state.app_state import (
    AddressVisited,
    BackPressed,
    HeartBeat,
    HeartBeatLater,
    Paused,
    PlacePressed,
    Resumed,
    SomethingBroke,
    behind,
)
from app.state.change_method import flow as change
from app.state.change_method.flow import FormProblem, GoTo
from app.state.identity import flow as identity
from app.state.inbox import flow as inbox
from app.state.place import Place
from app.state.remote import Failed, Loaded, Loading, NotAsked
from tests.state.journey_parts import (
    KEY,
    NOW,
    PENDING,
    STARTED,
    TICKET,
    TO_A_CARD,
    TO_APPLYING,
    TO_CODE,
    TO_CONFIRM,
    TO_DONE,
    TO_IDENTITY,
    VERIFIED,
    walk,
)

TODAY = NOW.date()


@pytest.mark.parametrize(("events", "place"), [
    pytest.param(TO_A_CARD[:1], Place.NOTICE, id="R44 변경하기 opens the notice"),
    pytest.param(TO_A_CARD[:4], Place.PAYER, id="R51 the notice leads to the payer question"),
    pytest.param(TO_A_CARD[:6], Place.CARD_NUMBER, id="R51 then the card"),
    pytest.param(TO_A_CARD[:8], Place.CARD_EXPIRY, id="a known BIN needs no issuer question"),
    pytest.param(TO_A_CARD[:10], Place.CONSENT, id="R52 consent is asked last"),
    pytest.param(TO_CONFIRM, Place.CONFIRM, id="R53 the carrier's check leads to confirm"),
    pytest.param(TO_IDENTITY, Place.IDENTITY, id="R54 confirm leads to identity"),
    pytest.param(TO_CODE, Place.CODE, id="R55 a code on its way leads to the code"),
    pytest.param(TO_APPLYING, Place.CODE, id="applying stays where it is"),
    pytest.param(TO_DONE, Place.DONE, id="R56 done"),
])
def test_each_step_leads_to_the_next(events, place):
    state, _ = walk(*events)
    assert state.place is place


def test_confirmed_identity_sends_one_application_with_the_key_of_the_confirm_page():
    state, effects = walk(*TO_APPLYING)
    sent = [effect for effect in effects if isinstance(effect, change.ApplyChange)]
    assert len(sent) == 1
    assert (sent[0].key, sent[0].identity_id, sent[0].payer_identity_id) == (KEY, VERIFIED.id, None)
    assert sent[0].request.card_number == "5555555555554444"
    assert sent[0].request.consents and all(consent.version for consent in sent[0].request.consents)
    assert sent[0].description == "현대카드 5555-****-****-4444"


@pytest.mark.parametrize("again", [
    change.IdentityHappened(identity.CodeSubmitted()),
    change.ConfirmPressed(),
    change.IdentityHappened(identity.CodeChecked(Loaded(VERIFIED))),
    change.NextPressed(Place.CONSENT),
    change.ChangeOpened(),
])
def test_nothing_sends_a_second_application_while_one_is_on_its_way(again):
    before, _ = walk(*TO_APPLYING)
    _, effects = walk(again, start=before)
    assert not [effect for effect in effects if isinstance(effect, change.ApplyChange)]


@pytest.mark.parametrize("again", [change.ConfirmPressed(), change.IdentityHappened(identity.CodeSubmitted()), change.NextPressed(Place.CONSENT)])
def test_a_finished_change_cannot_be_sent_again(again):
    before, _ = walk(*TO_DONE)
    after, effects = walk(again, start=before)
    assert after.change.application == before.change.application
    assert not [effect for effect in effects if isinstance(effect, change.ApplyChange)]


def test_finished_change_forgets_every_number():
    state, _ = walk(*TO_DONE)
    assert "5555" not in repr(state.change) and state.change.card_number == state.change.card_expiry == ""


@pytest.mark.parametrize("place", [Place.CONFIRM, Place.CODE, Place.IDENTITY, Place.NOTICE, Place.CARD_NUMBER])
def test_back_from_done_does_not_reopen_a_step(place):
    done, _ = walk(*TO_DONE)
    state, effects = walk(AddressVisited(place), start=done)
    assert state.place is Place.DONE
    assert GoTo(Place.DONE) in effects


@pytest.mark.parametrize("place", [place for place in Place if place.startswith(Place.NOTICE) or place is Place.DONE])
def test_deep_link_without_progress_lands_on_the_method_page(place):
    state, effects = walk(AddressVisited(place), start=replace(STARTED, place=Place.HOME))
    assert state.place is Place.METHOD
    assert GoTo(Place.METHOD) in effects


def test_deep_link_to_confirm_in_mid_form_lands_on_the_first_open_question():
    typing, _ = walk(*TO_A_CARD[:8])
    state, _ = walk(AddressVisited(Place.CONFIRM), start=typing)
    assert state.place is Place.CARD_EXPIRY


def test_address_that_is_shown_already_draws_nothing():
    state, effects = walk(PlacePressed(Place.HELP))
    again, effects = walk(AddressVisited(Place.HELP), start=state, at=NOW + timedelta(seconds=2))
    assert again is state and effects == ()
    later, _ = walk(AddressVisited(Place.HELP), start=state, at=NOW + timedelta(seconds=61))
    assert later.now == NOW + timedelta(seconds=61), "a minute on, what stands by the clock is drawn again"


def test_unknown_address_says_so():
    state, _ = walk(AddressVisited("/nowhere?x=1"))
    assert state.place is Place.LOST


def test_going_back_keeps_what_was_typed():
    typing, _ = walk(*TO_A_CARD[:8])
    state, effects = walk(BackPressed(), start=typing)
    assert state.place is Place.CARD_NUMBER and effects == (GoTo(Place.CARD_NUMBER),)
    assert state.change.card_number == "5555 5555 5555 4444"
    assert behind(state) is Place.PAYER


def test_browser_back_moves_without_pushing_an_address():
    typing, _ = walk(*TO_A_CARD[:8])
    state, effects = walk(AddressVisited(Place.CARD_NUMBER), start=typing)
    assert state.place is Place.CARD_NUMBER
    assert not [effect for effect in effects if isinstance(effect, GoTo)]


def test_leaving_a_half_filled_form_asks_first():
    typing, _ = walk(*TO_A_CARD[:8])
    asked, effects = walk(AddressVisited(Place.METHOD), start=typing)
    assert asked.leaving_to is Place.METHOD and asked.place is Place.CARD_EXPIRY
    assert effects == (GoTo(Place.CARD_EXPIRY),), "the address goes back to where the person still is"
    stayed, _ = walk(change.LeaveDismissed(), start=asked)
    assert stayed.leaving_to is None and stayed.change.card_number
    left, _ = walk(change.LeaveConfirmed(), start=asked)
    assert left.place is Place.METHOD and left.change == change.Change()


def test_leaving_an_empty_form_does_not_ask():
    state, _ = walk(*TO_A_CARD[:3], BackPressed())
    assert state.place is Place.METHOD and state.leaving_to is None


def test_help_from_within_the_form_leads_back_into_it():
    typing, _ = walk(*TO_A_CARD[:8])
    helped, _ = walk(PlacePressed(Place.HELP), start=typing)
    assert helped.place is Place.HELP and helped.leaving_to is None
    back, _ = walk(BackPressed(), start=helped)
    assert back.place is Place.CARD_EXPIRY and back.change.card_number


def test_next_with_a_bad_card_stays_and_says_why():
    state, _ = walk(*TO_A_CARD[:6], change.FormTyped("card_number", "1234"), change.NextPressed(Place.CARD_NUMBER))
    assert state.place is Place.CARD_NUMBER
    assert state.change.shown_problems(Place.CARD_NUMBER, TODAY) == {CardProblem.NUMBER_SHORT}


def test_unknown_bin_asks_for_the_issuer():
    state, _ = walk(*TO_A_CARD[:6], change.FormTyped("card_number", "4242424242424242"), change.NextPressed(Place.CARD_NUMBER))
    assert state.place is Place.CARD_ISSUER
    chosen, _ = walk(change.IssuerChosen("11"), change.NextPressed(Place.CARD_ISSUER), start=state)
    assert chosen.place is Place.CARD_EXPIRY and chosen.change.issuer == "11"


def test_r31_excluded_bank_is_said_at_once_and_cannot_be_passed():
    begun = replace(STARTED, account=replace(STARTED.account, overview=Loaded(parts.KT_OVERVIEW)))
    state, _ = walk(
        change.ChangeOpened(), change.KindChosen(MethodKind.BANK),
        change.PlanAnswered(MethodKind.BANK, Loaded(parts.KT_CARD_TO_BANK)),
        change.NextPressed(Place.NOTICE), change.PayerChosen(Payer.SELF), change.NextPressed(Place.PAYER),
        change.BankChosen("027"), start=begun,
    )
    assert state.change.shown_problems(Place.BANK, TODAY) == {AccountProblem.BANK_EXCLUDED}
    stuck, _ = walk(change.NextPressed(Place.BANK), start=state)
    assert stuck.place is Place.BANK


def test_r32_closed_window_keeps_the_form_shut_and_leaves_other_methods_open():
    closed, _ = walk(
        change.ChangeOpened(), change.KindChosen(MethodKind.BANK),
        change.PlanAnswered(MethodKind.BANK, Loaded(parts.KT_CLOSED_WINDOW)), change.NextPressed(Place.NOTICE),
    )
    assert closed.place is Place.NOTICE
    opened, _ = walk(
        change.KindChosen(MethodKind.CARD), change.PlanAnswered(MethodKind.CARD, Loaded(parts.CARD_TO_CARD)),
        change.NextPressed(Place.NOTICE), start=closed,
    )
    assert opened.place is Place.PAYER


def test_r32_window_that_closes_in_mid_form_keeps_what_was_typed():
    late = Failure(Refusal.OUTSIDE_SERVICE_HOURS, next_opening=NOW + timedelta(hours=14))
    state, _ = walk(*TO_APPLYING, change.ApplicationAnswered(Failed(late)))
    assert state.place is Place.CONFIRM
    assert state.change.card_number == "5555 5555 5555 4444" and state.change.refused == late


def test_window_closed_at_confirm_goes_no_further():
    closed = replace(parts.CARD_TO_CARD, window_open=False, next_opening=NOW + timedelta(days=1))
    state, effects = walk(*TO_A_CARD, change.PreviewAnswered(Loaded(closed), KEY), change.ConfirmPressed())
    assert state.place is Place.CONFIRM and effects == ()


@pytest.mark.parametrize(("refusal", "place"), [
    (Refusal.INVALID_CARD, Place.CARD_NUMBER), (Refusal.CARD_EXPIRED, Place.CARD_EXPIRY), (Refusal.EXCLUDED_ISSUER, Place.CARD_NUMBER),
    (Refusal.PAYER_NOT_ALLOWED, Place.PAYER), (Refusal.OWNER_MISMATCH, Place.CONSENT), (Refusal.OFFLINE, Place.CONSENT),
])
def test_what_the_carrier_refuses_is_said_at_its_question(refusal, place):
    state, _ = walk(*TO_A_CARD, change.PreviewAnswered(Failed(Failure(refusal)), KEY))
    assert state.place is place
    assert state.change.refused == Failure(refusal) and state.change.card_number


def test_editing_after_the_check_needs_a_new_check_and_a_new_key():
    state, _ = walk(*TO_IDENTITY, AddressVisited(Place.CARD_EXPIRY), change.FormTyped("card_expiry", "0130"))
    assert (state.change.key, state.change.preview, state.change.identity) == ("", NotAsked(), None)
    again, _ = walk(AddressVisited(Place.CONFIRM), start=state)
    assert again.place is Place.CONSENT


def test_typing_one_field_leaves_the_others():
    state, _ = walk(*TO_A_CARD[:8], change.FormTyped("card_expiry", "1"), change.FormTyped("card_number", "42"))
    assert (state.change.card_number, state.change.card_expiry) == ("42", "1")


def test_consents_left_out_are_asked_for_r52():
    state, _ = walk(*TO_A_CARD[:10], change.NextPressed(Place.CONSENT))
    assert state.change.shown_problems(Place.CONSENT, TODAY) == {FormProblem.CONSENT}


def test_back_from_a_consent_text_closes_it_and_goes_nowhere():
    state, effects = walk(*TO_A_CARD[:10], change.TermsOpened("direct-debit"), BackPressed())
    assert state.place is Place.CONSENT and state.change.reading is None and effects == ()


def test_another_payer_proves_who_they_are_too():
    to_consent = (
        *TO_A_CARD[:4], change.PayerChosen(Payer.OTHER), change.FormTyped("payer_name", "김영희"),
        change.RelationChosen(Relation.PARENT), change.FormTyped("payer_phone", "010-9876-5432"), change.NextPressed(Place.PAYER),
        *TO_A_CARD[6:], change.PreviewAnswered(Loaded(parts.CARD_TO_CARD), KEY), change.ConfirmPressed(),
    )
    state, effects = walk(*to_consent, *TO_APPLYING[len(TO_IDENTITY):])
    assert state.place is Place.PAYER_IDENTITY
    assert not [effect for effect in effects if isinstance(effect, change.ApplyChange)]
    assert state.change.payer_identity.allowed == (IdentityMethod.SMS,)
    payer_events = [change.PayerIdentityHappened(event) for event in (
        identity.PersonTyped("birth", "600101"), identity.PersonTyped("gender", "2"), identity.AgreementToggled(True),
        identity.ProofRequested(), identity.TransactionAnswered(Loaded(replace(PENDING, id="idt-9"))), identity.CodeSent(Loaded(TICKET)),
        identity.CodeTyped("654321"), identity.CodeSubmitted(), identity.CodeChecked(Loaded(replace(VERIFIED, id="idt-9"))),
    )]
    applied, effects = walk(*payer_events, start=state)
    sent = [effect for effect in effects if isinstance(effect, change.ApplyChange)]
    assert [(one.identity_id, one.payer_identity_id) for one in sent] == [(VERIFIED.id, "idt-9")]
    assert applied.change.is_applying


def test_lost_answer_is_not_called_a_failure():
    doubt = Failure(Refusal.UNCONFIRMED, Delivery.AMBIGUOUS)
    state, effects = walk(*TO_APPLYING, change.ApplicationAnswered(Failed(doubt)))
    assert state.place is Place.DONE and state.change.is_unconfirmed
    assert account.ReadKept() in effects
    again, effects = walk(change.CheckAgainPressed(), start=state)
    assert effects == (change.AskIntents(),)
    settled = account.SettledIntent(KEY, parts.TO_BANK)
    known, _ = walk(account.IntentsReconciled((), (settled,)), start=again)
    assert known.change.application == Loaded(parts.TO_BANK) and known.place is Place.DONE


def test_change_the_carrier_never_received_is_said_and_can_be_made_again():
    doubt = Failure(Refusal.UNCONFIRMED, Delivery.AMBIGUOUS)
    intent = account.OpenIntent(KEY, "payment_method_change", "현대카드 5555-****-****-4444", NOW)
    state, _ = walk(*TO_APPLYING, change.ApplicationAnswered(Failed(doubt)), account.IntentsReconciled((), (), (intent,)))
    assert state.place is Place.METHOD and state.account.lost == intent
    opened, _ = walk(change.ChangeOpened(), start=state)
    assert opened.place is Place.NOTICE


def test_request_that_was_never_sent_can_be_repeated_with_the_same_proof_and_key():
    unsent = Failed(Failure(Refusal.OFFLINE, Delivery.NOT_SENT))
    state, _ = walk(*TO_APPLYING, change.ApplicationAnswered(unsent))
    assert state.place is Place.CONFIRM and state.change.application == unsent
    _, effects = walk(change.ConfirmPressed(), start=state)
    assert [effect.key for effect in effects if isinstance(effect, change.ApplyChange)] == [KEY]


def test_new_change_waits_while_another_is_on_its_way():
    pending = replace(parts.OVERVIEW, change=parts.TO_BANK)
    start = replace(STARTED, account=replace(STARTED.account, overview=Loaded(pending)))
    state, effects = walk(change.ChangeOpened(), start=start)
    assert state == replace(start, now=NOW) and effects == ()
    done = replace(pending, change=replace(parts.TO_BANK, state=ChangeState.CANCELLED))
    state, _ = walk(change.ChangeOpened(), start=replace(start, account=replace(start.account, overview=Loaded(done))))
    assert state.place is Place.NOTICE


def test_new_change_waits_while_an_outcome_is_unknown():
    intent = account.OpenIntent(KEY, "payment_method_change", "", NOW)
    start = replace(STARTED, account=replace(STARTED.account, unconfirmed=(intent,)))
    state, effects = walk(change.ChangeOpened(), start=start)
    assert state.place is Place.METHOD and effects == ()


def test_answer_that_comes_after_leaving_does_not_pull_anyone_back():
    away, _ = walk(*TO_APPLYING, PlacePressed(Place.HELP))
    assert away.place is Place.HELP
    answered, effects = walk(change.ApplicationAnswered(Loaded(parts.TO_BANK)), start=away)
    assert answered.place is Place.HELP
    assert inbox.LoadMessages() in effects and account.LoadOverview() in effects


def test_wallet_waits_for_its_own_app_r9_r12():
    state, _ = walk(*TO_APPLYING, change.ApplicationAnswered(Loaded(parts.TO_KAKAOPAY)))
    assert state.change.waits_for_wallet
    _, effects = walk(change.CheckAgainPressed(), start=state)
    assert effects == (change.AskChange(parts.TO_KAKAOPAY.id),)
    _, effects = walk(HeartBeat(), start=state)
    assert change.AskChange(parts.TO_KAKAOPAY.id) in effects


def test_wallet_has_no_number_questions():
    state, _ = walk(change.ChangeOpened(), change.KindChosen(MethodKind.KAKAOPAY), change.PlanAnswered(MethodKind.KAKAOPAY, Loaded(parts.CARD_TO_KAKAOPAY)))
    assert state.change.questions() == (Place.CONSENT,)


def test_change_begun_from_memory_goes_on_with_what_the_carrier_says():
    """A remembered overview has only the masked number; the phone check needs the real one."""
    remembered = replace(parts.OVERVIEW, line=replace(parts.LINE, msisdn="010-****-5678"))
    start = replace(STARTED, account=replace(STARTED.account, overview=Loaded(remembered), stale=parts.OFFLINE))
    opened, effects = walk(change.ChangeOpened(), start=start)
    assert account.LoadOverview() in effects
    fresh = replace(parts.OVERVIEW, as_of=NOW + timedelta(seconds=1))
    state, _ = walk(account.OverviewAnswered(Loaded(fresh)), start=opened)
    assert state.change.begun == fresh


def test_plan_for_another_kind_comes_too_late():
    state, _ = walk(
        change.ChangeOpened(), change.KindChosen(MethodKind.BANK), change.KindChosen(MethodKind.CARD),
        change.PlanAnswered(MethodKind.BANK, Loaded(parts.CARD_TO_BANK)),
    )
    assert state.change.plan == Loading()


def test_heart_stops_in_the_background_and_beats_again_on_resume():
    asleep, _ = walk(Paused())
    _, effects = walk(HeartBeat(), start=asleep)
    assert effects == ()
    _, effects = walk(Resumed(), start=asleep)
    assert [type(effect) for effect in effects].count(HeartBeatLater) == 1
    assert account.LoadOverview() in effects
    _, effects = walk(Resumed())
    assert HeartBeatLater not in map(type, effects), "an awake app already has its beat"


def test_app_fault_is_told_with_a_reference():
    state, _ = walk(SomethingBroke("ab12cd34"))
    assert state.trouble == "ab12cd34"


def test_new_message_heads_up_once_and_reading_clears_the_badge():
    first, second = parts_messages()
    state, _ = walk(inbox.SeenRead(frozenset()), inbox.MessagesAnswered(Loaded((first,))))
    assert state.inbox.heads_up is None and state.inbox.unread == 1, "what was there before the app was opened is no news"
    state, _ = walk(inbox.MessagesAnswered(Loaded((second, first))), start=state)
    assert state.inbox.heads_up == second and state.inbox.unread == 2
    read, effects = walk(inbox.HeadsUpPressed(), start=state)
    assert read.place is Place.ALERTS and read.inbox.unread == 0 and read.inbox.heads_up is None
    assert inbox.KeepSeen(frozenset({first.id, second.id})) in effects


def test_failed_refresh_keeps_the_messages():
    first, _ = parts_messages()
    state, _ = walk(inbox.MessagesAnswered(Loaded((first,))), inbox.MessagesAnswered(Failed(parts.OFFLINE)))
    assert state.inbox.known == (first,)


def parts_messages() -> tuple[Message, Message]:
    return (
        Message("m-1", Channel.SMS, "114", "", "11월 청구서가 나왔어요.", NOW),
        Message("m-2", Channel.SMS, "114", "", "납부방법이 바뀌어요.", NOW + timedelta(minutes=1)),
    )
