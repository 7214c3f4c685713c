"""인증번호: six digits, a clock that can be stretched, another code, and how many tries are left."""
import flet as ft

from app.domain.refusal import Refusal
from app.screens.change_method.pieces import Send, refusal_notice
from app.screens.change_method.proof import Tell, proof_of, sends_to
from app.state.app_state import AppState, BackPressed
from app.state.identity.flow import CodeSubmitted, CodeTyped, ExtendPressed, Identity, ResendPressed
from app.state.remote import Failed, Loaded, Loading
from app.ui import kit
from app.ui.strings import identity as say

DEAD_ENDS = (Refusal.AUTH_LOCKED, Refusal.AUTH_EXPIRED, Refusal.AUTH_DECLINED, Refusal.CODE_LIMIT)
SAYS_TIME_IS_SHORT = 30  # seconds; the guideline asks for 20 at least (KWCAG 6.2.1)


def code_screen(now: AppState, send: Send) -> ft.View:
    proof, tell = proof_of(now), sends_to(now, send)
    assert isinstance(proof.ticket, Loaded)
    blocked = isinstance(proof.checked, Failed) and proof.checked.failure.refusal in DEAD_ENDS
    applying = now.change.is_applying
    body = [
        *_refused(now, proof),
        kit.question(say.CODE_QUESTION, say.CODE_SENT_TO.format(phone=proof.ticket.value.sent_to)),
        kit.text_field(
            say.CODE,
            proof.code,
            lambda text: tell(CodeTyped(text)),
            problem=say.CODE_SHORT.format(length=proof.otp.length) if proof.tried else None,
            digits=True,
            secret=True,
            max_length=proof.otp.length,
            autofill=ft.AutofillHint.ONE_TIME_CODE,
            autofocus=True,
        ),
        *([] if applying else _time(proof, tell)),
    ]
    if blocked:
        action: ft.Control = kit.filled_button(say.OTHER_WAY, lambda: send(BackPressed()))
    else:
        busy = applying or isinstance(proof.checked, Loading)
        label = say.APPLYING if applying else say.VERIFYING if busy else say.SUBMIT
        action = kit.filled_button(label, lambda: tell(CodeSubmitted()), busy=busy, key=say.SUBMIT)
    return kit.screen(now.place, say.TITLE, body, send, action=action, now=now)


def _refused(now: AppState, proof: Identity) -> list[ft.Control]:
    failed = next((remote for remote in (proof.checked, proof.resending, proof.extending) if isinstance(remote, Failed)), None)
    return [refusal_notice(now.change, failed.failure)] if failed else []


def _time(proof: Identity, tell: Tell) -> list[ft.Control]:
    left, wait = proof.seconds_left, proof.seconds_to_resend
    return [
        kit.fact(say.TIME_LEFT, f"{left // 60}:{left % 60:02d}" if left else say.TIME_UP),
        kit.text_button(say.EXTEND, lambda: tell(ExtendPressed())),
        kit.tonal_button(say.RESEND_IN.format(seconds=wait) if wait else say.RESEND, lambda: tell(ResendPressed())),
    ]
