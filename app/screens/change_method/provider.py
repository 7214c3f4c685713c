"""The identity provider's own window: opened by a press, never seen by the app (S04)."""
import flet as ft

from app.domain.identity import IdentityState, IdentityTransaction
from app.screens.change_method.earned import transaction_of
from app.screens.change_method.pieces import Send, outside, refusal_notice, said, steps
from app.screens.change_method.proof import Tell, proof_of, sends_to
from app.state.app_state import AppState, BackPressed
from app.state.identity.flow import ProofRequested, ProviderCheckPressed
from app.state.place import Place
from app.state.remote import Failed
from app.ui import kit
from app.ui.strings import identity as say


def provider_screen(now: AppState, send: Send) -> ft.View:
    proof, tell = proof_of(now), sends_to(now, send)
    transaction = transaction_of(proof)
    ended = say.PROVIDER_STATE.get(transaction.state)
    checking = transaction.state is IdentityState.VERIFIED or now.change.is_applying
    body = [
        *([refusal_notice(now.change, proof.checked.failure)] if isinstance(proof.checked, Failed) else []),
        *([said(ended, "error")] if ended else []),
        kit.question(say.PROVIDER_QUESTION[transaction.method]),
        *([] if ended else [steps(say.PROVIDER_STEPS)]),
        kit.notice(say.PROVIDER_PRIVATE),
        *([kit.busy(say.APPLYING)] if checking else [] if ended else [kit.busy(say.PROVIDER_WAITING)]),
    ]
    action = [] if checking else _again(tell, send) if ended else _open(transaction, tell)
    return kit.screen(Place.PROVIDER, say.TITLE, body, send, action=action, now=now)


def _open(transaction: IdentityTransaction, tell: Tell) -> list[ft.Control]:
    return [
        *outside(say.PROVIDER_OPEN[transaction.method], transaction.provider_url),
        kit.tonal_button(say.PROVIDER_DONE, lambda: tell(ProviderCheckPressed())),
    ]


def _again(tell: Tell, send: Send) -> list[ft.Control]:
    return [
        kit.filled_button(say.PROVIDER_AGAIN, lambda: tell(ProofRequested())),
        kit.tonal_button(say.OTHER_WAY, lambda: send(BackPressed())),
    ]
