"""The identity check as arithmetic: codes, timers, providers."""
from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain.identity import CodeTicket, IdentityMethod, IdentityState
from app.domain.refusal import Failure, Refusal
from app.screens.change_method import sample_parts as parts
from app.state.identity import flow as identity
from app.state.identity.flow import CheckCode, ExtendCode, Identity, SendCode, StartIdentity, TickLater, update
from app.state.remote import Failed, Loaded, Loading, NotAsked

NOW = parts.NOW
FILLED = parts.SMS_CHECK
WAITING = replace(
    FILLED, transaction=Loaded(parts.SMS_TRANSACTION), ticking=True,
    ticket=Loaded(CodeTicket("auth-1", "010-****-5678", NOW + timedelta(seconds=180), NOW + timedelta(seconds=30))),
)


def after(now: Identity, *events: identity.Event, at=NOW) -> tuple[Identity, tuple[identity.Effect, ...]]:
    effects: tuple[identity.Effect, ...] = ()
    for event in events:
        now, effects = update(now, event, at)
    return now, effects


def test_r54_phone_check_starts_with_the_person_and_sends_a_code():
    asked, effects = after(FILLED, identity.ProofRequested())
    assert asked.transaction == Loading()
    assert effects == (StartIdentity(IdentityMethod.SMS, FILLED.kind, FILLED.digest, FILLED.person, False),)
    _, effects = after(asked, identity.TransactionAnswered(Loaded(parts.SMS_TRANSACTION)))
    assert effects == (SendCode(FILLED.person.phone, FILLED.otp),)


@pytest.mark.parametrize("lacking", [
    pytest.param(replace(FILLED, agreed=False), id="R55 without consent"),
    pytest.param(replace(FILLED, person=replace(FILLED.person, name="")), id="without a name"),
    pytest.param(replace(FILLED, person=replace(FILLED.person, birth="901301")), id="with an impossible birth date"),
])
def test_nothing_is_asked_of_the_carrier(lacking):
    now, effects = after(lacking, identity.ProofRequested())
    assert now.tried and effects == ()


def test_ipin_sends_no_person_to_the_carrier():
    _, effects = after(FILLED, identity.MethodChosen(IdentityMethod.IPIN), identity.ProofRequested())
    assert effects == (StartIdentity(IdentityMethod.IPIN, FILLED.kind, FILLED.digest, None, False),)


def test_method_outside_the_policy_cannot_be_chosen():
    now, _ = after(FILLED, identity.MethodChosen(IdentityMethod.JOINT_CERTIFICATE))
    assert now.method is IdentityMethod.SMS


def test_second_tap_while_busy_asks_nothing():
    _, effects = after(FILLED, identity.ProofRequested(), identity.ProofRequested())
    assert effects == ()
    _, effects = after(replace(WAITING, code="123456"), identity.CodeSubmitted(), identity.CodeSubmitted())
    assert effects == ()


@pytest.mark.parametrize("code", ["", "12345", "1234567", "１２３４５６", "12345a"])
def test_incomplete_code_is_not_sent(code):
    now, effects = after(replace(WAITING, code=code), identity.CodeSubmitted())
    assert effects == () and now.checked == NotAsked()


def test_full_code_is_checked_and_a_wrong_one_empties_the_field():
    checking, effects = after(replace(WAITING, code="123456"), identity.CodeSubmitted())
    assert effects == (CheckCode("idt-1", "auth-1", "123456"),)
    wrong, _ = after(checking, identity.CodeChecked(Failed(Failure(Refusal.CODE_WRONG, tries_left=4))))
    assert wrong.code == "" and wrong.verified is None


def test_verified_person_is_handed_to_the_host():
    proven = replace(parts.SMS_TRANSACTION, state=IdentityState.VERIFIED)
    now, _ = after(replace(WAITING, code="123456"), identity.CodeSubmitted(), identity.CodeChecked(Loaded(proven)))
    assert now.verified == proven


def test_timer_counts_by_the_carriers_clock():
    later, effects = after(WAITING, identity.Ticked(NOW), at=NOW + timedelta(seconds=61))
    assert (later.seconds_left, later.seconds_to_resend) == (119, 0) and effects == (TickLater(1),)
    over, effects = after(WAITING, identity.Ticked(NOW), at=NOW + timedelta(seconds=181))
    assert over.seconds_left == 0 and effects == () and not over.ticking


def test_resend_waits_thirty_seconds_and_supersedes():
    _, effects = after(WAITING, identity.ResendPressed(), at=NOW + timedelta(seconds=29))
    assert effects == ()
    resending, effects = after(WAITING, identity.ResendPressed(), at=NOW + timedelta(seconds=30))
    assert effects == (SendCode(WAITING.person.phone, WAITING.otp),)
    newer = CodeTicket("auth-2", "010-****-5678", NOW + timedelta(seconds=210), NOW + timedelta(seconds=60))
    sent, effects = after(replace(resending, code="12"), identity.CodeSent(Loaded(newer)))
    assert sent.ticket == Loaded(newer) and sent.code == "" and effects == (), "one timer runs already"


def test_failed_resend_leaves_the_code_that_is_on_its_way():
    resending, _ = after(WAITING, identity.ResendPressed(), at=NOW + timedelta(seconds=31))
    failed, _ = after(resending, identity.CodeSent(Failed(Failure(Refusal.CODE_LIMIT))))
    assert failed.ticket == WAITING.ticket and failed.resending == Failed(Failure(Refusal.CODE_LIMIT))


def test_time_can_be_extended_as_often_as_the_policy_says():
    once = replace(WAITING, otp=replace(WAITING.otp, max_extensions=1))
    extending, effects = after(once, identity.ExtendPressed())
    assert effects == (ExtendCode("idt-1", once.ticket.value),)
    longer = replace(once.ticket.value, expires_at=NOW + timedelta(seconds=360))
    extended, _ = after(extending, identity.CodeExtended(Loaded(longer)))
    assert extended.seconds_left == 360 and not extended.can_extend
    _, effects = after(extended, identity.ExtendPressed())
    assert effects == ()


def test_provider_is_asked_until_it_has_answered():
    opened, effects = after(replace(FILLED, method=IdentityMethod.IPIN, transaction=Loading()), identity.TransactionAnswered(Loaded(parts.IPIN_TRANSACTION)))
    assert opened.awaits_provider and effects == (TickLater(3),)
    _, effects = after(opened, identity.Ticked(NOW))
    assert effects == (identity.AskIdentity("idt-2"), TickLater(3))
    proven = replace(parts.IPIN_TRANSACTION, state=IdentityState.VERIFIED)
    done, _ = after(opened, identity.ProviderChecked(Loaded(proven)))
    assert done.verified == proven and not done.awaits_provider
    _, effects = after(done, identity.Ticked(NOW))
    assert effects == ()


def test_secrets_do_not_show_in_a_traceback():
    now = replace(WAITING, code="314159")
    shown = repr(now) + repr(CheckCode("i", "a", "314159")) + repr(identity.CodeTyped("314159")) + repr(now.person)
    assert "314159" not in shown and "홍길동" not in shown and "900101" not in shown
