"""What an answer means, or the lack of one: not sent, rejected, or in doubt (RR10). One place for all requests."""
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated

from pydantic import Field, ValidationError

from app.api.carrier_clock import http_date
from app.api.errors import CarrierError
from app.api.wire import KstTime, Wire, or_none
from app.domain.refusal import Delivery, Failure, Refusal

COUNTDOWN_CAP_SECONDS = 60
WAIT_CAP_SECONDS = 24 * 60 * 60
IN_PROGRESS = "IN_PROGRESS"

NO_CODES: Mapping[str, Refusal] = {}
_OF_THIS_APP = frozenset({Refusal.OFFLINE, Refusal.UNCONFIRMED, Refusal.UNEXPECTED, Refusal.DEVICE_FULL})
_BY_CODE: Mapping[str, Refusal] = {
    **{refusal.value: refusal for refusal in Refusal if refusal not in _OF_THIS_APP},
    "PERMISSION_DENIED": Refusal.NOT_ALLOWED,
}


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, whole and within bounds."""

    status: int
    body: bytes = field(repr=False)
    is_json: bool
    retry_after: str
    reference: str

    @property
    def is_success(self) -> bool:
        return 200 <= self.status < 300


class _Problem(Wire):
    """The body of a refusal: TM Forum, CAMARA or RFC 9457. Its words are never shown, only its code counts (RR12)."""

    code: Annotated[str, Field(max_length=100)] = ""
    next_opening: Annotated[KstTime | None, or_none] = None
    tries_left: Annotated[int | None, Field(ge=0, le=100), or_none] = None


def unanswered(reference: str, *, changes: bool, was_sent: bool) -> CarrierError:
    """No answer came."""
    refusal = Refusal.UNCONFIRMED if changes and was_sent else Refusal.OFFLINE
    return CarrierError(Failure(refusal, Delivery.AMBIGUOUS if was_sent else Delivery.NOT_SENT, reference=reference))


def unreadable(reference: str, *, changes: bool) -> CarrierError:
    """An answer came that says nothing: a Wi-Fi login page, a gateway's error, a broken body (RR14)."""
    refusal = Refusal.UNCONFIRMED if changes else Refusal.UNEXPECTED
    return CarrierError(Failure(refusal, Delivery.AMBIGUOUS, reference=reference))


def refusal_in(
    answer: Answer, now: datetime, *, changes: bool, codes: Mapping[str, Refusal] = NO_CODES
) -> CarrierError | None:
    """None for a success. codes: what this operation's own codes mean, before the common ones."""
    if answer.is_success:
        return None if answer.is_json or answer.status == 204 else unreadable(answer.reference, changes=changes)
    problem = _problem_in(answer)
    named = {**_BY_CODE, **codes}.get(problem.code) if problem else None

    def failure(refusal: Refusal, delivery: Delivery, wait_cap: int = COUNTDOWN_CAP_SECONDS) -> CarrierError:
        return CarrierError(
            Failure(
                refusal,
                delivery,
                retry_after=_seconds_to_wait(answer.retry_after, now, wait_cap),
                next_opening=problem.next_opening if problem else None,
                tries_left=problem.tries_left if problem else None,
                reference=answer.reference,
            )
        )

    match answer.status:
        case 401:
            return failure(Refusal.SIGNED_OUT, Delivery.REJECTED)
        case 429 if named is Refusal.AUTH_LOCKED:
            return failure(Refusal.AUTH_LOCKED, Delivery.NOT_SENT, WAIT_CAP_SECONDS)
        case 429:
            return failure(named or Refusal.BUSY, Delivery.NOT_SENT)
        case 503:
            return failure(Refusal.MAINTENANCE, Delivery.NOT_SENT, WAIT_CAP_SECONDS)
        case 404 if problem:
            return failure(named or Refusal.NOT_FOUND, Delivery.REJECTED)
        case status if problem and 400 <= status < 500 and status != 408 and problem.code != IN_PROGRESS:
            return failure(named or Refusal.UNEXPECTED, Delivery.REJECTED)
        case _:
            return unreadable(answer.reference, changes=changes)


def _problem_in(answer: Answer) -> _Problem | None:
    """None unless the body is one a carrier writes: a refusal somebody else wrote on the way proves nothing."""
    if not answer.is_json:
        return None
    try:
        return _Problem.model_validate_json(answer.body)
    except ValidationError:
        return None


def _seconds_to_wait(header: str, now: datetime, cap: int) -> int | None:
    """Retry-After in either of its forms (RFC 9110)."""
    if header.isascii() and header.isdigit():
        return min(int(header[:10]), cap)
    until = http_date(header)
    return None if until is None else min(max(round((until - now).total_seconds()), 0), cap)
