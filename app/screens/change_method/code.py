"""인증번호: six digits, a clock that can be stretched, another code, and how many tries are left."""
import flet as ft

from app.domain.refusal import Refusal
from app.screens.change_method.earned import ticket_of
from app.screens.change_method.pieces import Send, refusal_notice
from app.screens.change_method.proof import Tell, proof_of, sends_to
from app.state.app_state import AppState, BackPressed
from app.state.identity.flow import CodeSubmitted, CodeTyped, ExtendPressed, Identity, ResendPressed
from app.state.remote import Failed, Loading
from app.ui import kit, tokens
from app.ui.strings import identity as say
from app.ui.tokens import Type

DEAD_ENDS = (Refusal.AUTH_LOCKED, Refusal.AUTH_EXPIRED, Refusal.AUTH_DECLINED, Refusal.CODE_LIMIT)
NEARLY_OVER = 30  # seconds; KWCAG 6.2.1 asks for a warning 20 seconds ahead at least


def code_screen(now: AppState, send: Send) -> ft.View:
    proof, tell = proof_of(now), sends_to(now, send)
    applying = now.change.is_applying
    if _is_dead_end(proof):
        return kit.screen(
            now.place, say.TITLE, [kit.question(say.BLOCKED_QUESTION), *_refused(now, proof)], send,
            action=kit.filled_button(say.OTHER_WAY, lambda: send(BackPressed())), now=now,
        )
    body = [
        *_refused(now, proof),
        kit.question(say.CODE_QUESTION, say.CODE_SENT_TO.format(phone=ticket_of(proof).sent_to)),
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
            on_done=lambda: tell(CodeSubmitted()),
        ),
        *([] if applying else [_clock(proof, tell), *_nearly_over(proof), _resend(proof, tell)]),
    ]
    return kit.screen(now.place, say.TITLE, body, send, action=_action(proof, applying, tell), now=now)


def _refused(now: AppState, proof: Identity) -> list[ft.Control]:
    failed = next((remote for remote in (proof.checked, proof.resending, proof.extending) if isinstance(remote, Failed)), None)
    return [refusal_notice(now.change, failed.failure)] if failed else []


def _is_dead_end(proof: Identity) -> bool:
    return isinstance(proof.checked, Failed) and proof.checked.failure.refusal in DEAD_ENDS


def _clock(proof: Identity, tell: Tell) -> ft.Control:
    """R55: what is left of the code's life, and more of it for who needs more."""
    minutes, seconds = divmod(proof.seconds_left, 60)
    left = ft.Semantics(
        content=kit.stack(kit.quiet(say.TIME_LEFT), kit.text(f"{minutes}:{seconds:02d}" if proof.seconds_left else say.TIME_UP, Type.TITLE), spacing=0),
        label=say.TIME_LEFT_READ.format(minutes=minutes, seconds=seconds) if proof.seconds_left else say.TIME_UP,
        exclude_semantics=True, container=True, expand=True,
    )
    more = [kit.text_button(say.EXTEND, lambda: tell(ExtendPressed()))] if proof.can_extend else []
    return kit.card(ft.Row([left, *more]), padding=tokens.L)


def _nearly_over(proof: Identity) -> list[ft.Control]:
    if proof.extensions_used >= proof.otp.max_extensions and proof.seconds_left > NEARLY_OVER:
        return [kit.notice(say.EXTENDED_ENOUGH.format(times=proof.otp.max_extensions))]
    if not 0 < proof.seconds_left <= NEARLY_OVER:
        return []
    return [kit.notice(say.NEARLY_OVER if proof.can_extend else say.NEARLY_OVER_NO_MORE, tone="warn")]


def _resend(proof: Identity, tell: Tell) -> ft.Control:
    wait = proof.seconds_to_resend
    label = say.RESEND_IN.format(seconds=wait) if wait else say.RESEND
    again = kit.tonal_button(label, lambda: tell(ResendPressed()), busy=isinstance(proof.resending, Loading), key=say.RESEND)
    again.disabled = again.disabled or wait > 0
    return again


def _action(proof: Identity, applying: bool, tell: Tell) -> ft.Control:
    busy = applying or isinstance(proof.checked, Loading)
    label = say.APPLYING if applying else say.VERIFYING if busy else say.SUBMIT
    return kit.filled_button(label, lambda: tell(CodeSubmitted()), busy=busy, key=say.SUBMIT)
