"""Codes by SMS with the semantics of CAMARA one-time-password-sms 1.1 (S11, S12)."""
import hmac
import re
import secrets
from datetime import datetime, timedelta

from app.domain.phone import is_mobile
from app.sandbox.problems import OTP_API, Refused
from app.sandbox.records import AuthSession, CodeAttempt, CodeState, Subscriber
from app.sandbox.world import Owner, World, own

SEND_WINDOW = timedelta(minutes=10)  # S12: sends are counted over this time
E164 = re.compile(r"\+[1-9][0-9]{4,14}")
SLOT = "{{code}}"


def send_code(world: World, caller: Owner, phone: str, message: str) -> CodeAttempt:
    """Raises Refused: INVALID_ARGUMENT, NOT_FOUND, PHONE_NUMBER_*, MAX_OTP_CODES_EXCEEDED, TOO_MANY_REQUESTS."""
    if not E164.fullmatch(phone) or SLOT not in message or len(message) > 160 or "\n" in message:
        raise Refused("INVALID_ARGUMENT")
    _refuse_unreachable(world, phone)
    now, otp = world.now(), world.policy.otp
    earlier = [attempt for attempt in world.records.attempts.values() if attempt.phone == phone]
    recent = [attempt for attempt in earlier if now - SEND_WINDOW < attempt.sent_at <= now]
    if len(recent) + 1 >= otp.max_sends:
        raise Refused(f"{OTP_API}.MAX_OTP_CODES_EXCEEDED", retry_after=_seconds(recent[0].sent_at + SEND_WINDOW - now))
    if recent and (pause := recent[-1].sent_at + timedelta(seconds=otp.resend_after_seconds) - now) > timedelta(0):
        raise Refused("TOO_MANY_REQUESTS", retry_after=_seconds(pause))
    for attempt in earlier:
        if attempt.state in (CodeState.OPEN, CodeState.VERIFIED):
            attempt.state = CodeState.SUPERSEDED
            world.codes.pop(attempt.id, None)
    attempt = CodeAttempt(world.new_id(), caller.id, phone, now, now + timedelta(seconds=otp.ttl_seconds))
    world.records.attempts[attempt.id] = attempt
    world.codes[attempt.id] = world.latest_code[phone] = f"{secrets.randbelow(10**otp.length):0{otp.length}}"
    for session in _waiting_for(world, attempt):
        session.expires_at = max(session.expires_at, attempt.expires_at)
    return attempt


def validate_code(world: World, caller: Owner, authentication_id: str, code: str) -> None:
    """Raises Refused: INVALID_ARGUMENT, NOT_FOUND, INVALID_OTP (with `triesLeft`), VERIFICATION_EXPIRED or _FAILED."""
    if not code or len(code) > 10 or not authentication_id or len(authentication_id) > 36:
        raise Refused("INVALID_ARGUMENT")
    attempt = own(caller, world.records.attempts, authentication_id)
    if attempt.state is CodeState.FAILED:
        raise Refused(f"{OTP_API}.VERIFICATION_FAILED")
    right = world.codes.get(attempt.id)
    if attempt.state is not CodeState.OPEN or right is None or not _is_alive(attempt, world.now()):
        raise Refused(f"{OTP_API}.VERIFICATION_EXPIRED")
    if hmac.compare_digest(code.encode(), right.encode()):
        attempt.state = CodeState.VERIFIED
        del world.codes[attempt.id]
        return
    attempt.wrong_tries += 1
    if left := world.policy.otp.max_tries - attempt.wrong_tries:
        raise Refused(f"{OTP_API}.INVALID_OTP", triesLeft=left)
    attempt.state = CodeState.FAILED
    del world.codes[attempt.id]
    raise Refused(f"{OTP_API}.VERIFICATION_FAILED")


def extend_code(world: World, subscriber: Subscriber, session: AuthSession, authentication_id: str) -> datetime:
    """More time for a code still good; answers when it ends now. Raises NOT_FOUND, AUTH_EXPIRED, AUTH_LOCKED."""
    attempt = own(subscriber, world.records.attempts, authentication_id)
    now, otp = world.now(), world.policy.otp
    if attempt.phone != session.phone:
        raise Refused("NOT_FOUND")
    if attempt.state is not CodeState.OPEN or attempt.id not in world.codes or not _is_alive(attempt, now):
        raise Refused("AUTH_EXPIRED")
    if attempt.extensions >= otp.max_extensions:
        raise Refused("AUTH_LOCKED", retry_after=_seconds(attempt.expires_at - now))
    attempt.extensions += 1
    attempt.expires_at = now + timedelta(seconds=otp.ttl_seconds)
    session.expires_at = max(session.expires_at, attempt.expires_at)
    return attempt.expires_at


def spend(world: World, subscriber: Subscriber, session: AuthSession, authentication_id: str) -> None:
    """Uses up a verified code for one session. Raises AUTH_REQUIRED when it proves nothing for that session (S11)."""
    attempt = own(subscriber, world.records.attempts, authentication_id)
    if attempt.state is not CodeState.VERIFIED or attempt.phone != session.phone or attempt.sent_at < session.opened_at:
        raise Refused("AUTH_REQUIRED")
    attempt.state = CodeState.SPENT


def _refuse_unreachable(world: World, phone: str) -> None:
    if phone in world.records.blocked_phones:
        raise Refused(f"{OTP_API}.PHONE_NUMBER_BLOCKED")
    if not phone.startswith("+82"):
        raise Refused("NOT_FOUND")
    if not is_mobile(phone):
        raise Refused(f"{OTP_API}.PHONE_NUMBER_NOT_ALLOWED")


def _is_alive(attempt: CodeAttempt, now: datetime) -> bool:
    """A clock set back does not revive a code."""
    return attempt.sent_at <= now < attempt.expires_at


def _waiting_for(world: World, attempt: CodeAttempt) -> list[AuthSession]:
    """Sessions that live at least as long as their newest code."""
    sessions = [one for one in world.records.sessions.values() if one.subscriber == attempt.subscriber]
    return [one for one in sessions if one.phone == attempt.phone and one.state_at(attempt.sent_at) == "pending"]


def _seconds(span: timedelta) -> int:
    return max(1, -int(-span.total_seconds() // 1))
