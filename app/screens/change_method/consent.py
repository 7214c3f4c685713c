"""약관 동의: all at once or one by one, each with its full text and version (R52)."""
import flet as ft

from app.domain.policy import Terms
from app.screens.change_method.earned import policy_of
from app.screens.change_method.pieces import Send, problem_among, question_page, wrong
from app.state.app_state import AppState, BackPressed, Event
from app.state.change_method.flow import AllTermsToggled, FormProblem, TermsClosed, TermsOpened, TermsToggled
from app.state.place import Place
from app.state.remote import Loading
from app.ui import kit, tokens
from app.ui.strings import change_method as say


def consent_screen(now: AppState, send: Send) -> ft.View:
    change = now.change
    terms = policy_of(change).terms
    if opened := next((each for each in terms if each.id == change.reading), None):
        return _full_text(opened, now, send)
    body = [
        kit.question(say.CONSENT_QUESTION, say.CONSENT_HINT),
        kit.card(
            kit.check(say.CONSENT_ALL, all(each.id in change.agreed for each in terms), lambda agreed: send(AllTermsToggled(agreed))),
            padding=tokens.XS,
        ),
        kit.stack(*(_check(each, each.id in change.agreed, send) for each in terms)),
        *wrong(problem_among(now, FormProblem.CONSENT)),
    ]
    return question_page(Place.CONSENT, body, now, send, busy=isinstance(change.preview, Loading))


def _check(terms: Terms, agreed: bool, send: Send) -> ft.Control:
    label = (say.CONSENT_REQUIRED if terms.required else say.CONSENT_OPTIONAL).format(title=terms.title)
    return kit.check(
        label, agreed, lambda agreed: send(TermsToggled(terms.id, agreed)), on_read=lambda: send(TermsOpened(terms.id))
    )


def _full_text(terms: Terms, now: AppState, send: Send) -> ft.View:
    def agree_and_close() -> None:
        send(TermsToggled(terms.id, True))
        send(TermsClosed())

    def closes(event: Event) -> None:
        """Back from a text leads to where it was opened."""
        send(TermsClosed() if isinstance(event, BackPressed) else event)

    body = [kit.question(terms.title, say.CONSENT_VERSION.format(version=terms.version)), kit.card(kit.text(terms.text))]
    action = [
        kit.filled_button(say.CONSENT_AGREE_AND_CLOSE, agree_and_close),
        kit.text_button(say.CONSENT_CLOSE, lambda: send(TermsClosed())),
    ]
    return kit.screen(Place.CONSENT, say.TITLE, body, closes, action=action, now=now)
