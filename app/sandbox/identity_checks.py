"""Identity sessions: who proved what, how, and for which action (R27, R54, R55, S15)."""
from datetime import datetime, timedelta
from typing import Literal

from app.domain.identity import IdentityMethod, IdentityState, Person
from app.domain.payment_method import MethodKind
from app.domain.phone import e164
from app.domain.policy import MethodPolicy
from app.sandbox.one_time_password import spend
from app.sandbox.problems import Refused
from app.sandbox.records import AuthSession, Subscriber
from app.sandbox.world import World, own

LIFE = timedelta(minutes=5)
LOCK = timedelta(minutes=10)  # S12


def method_policy(world: World, kind: MethodKind) -> MethodPolicy:
    method = world.policy.method(kind)
    if method is None:
        raise Refused("METHOD_NOT_ALLOWED")
    return method


def open_session(
    world: World,
    subscriber: Subscriber,
    kind: MethodKind,
    method: IdentityMethod,
    digest: str,
    subject: Literal["subscriber", "payer"],
    person: Person | None,
) -> AuthSession:
    """Raises METHOD_NOT_ALLOWED, AUTH_METHOD_NOT_ALLOWED, AUTH_LOCKED, IDENTITY_MISMATCH, INVALID_REQUEST."""
    if method not in method_policy(world, kind).identity:
        raise Refused("AUTH_METHOD_NOT_ALLOWED")
    now, typed, phone = world.now(), "", ""
    if method is IdentityMethod.SMS:
        _refuse_locked(world, subscriber, now)
        if person is None or person.problems(now.date()):
            raise Refused("INVALID_REQUEST")
        phone = e164(person.phone)
        if subject == "subscriber" and not _is(subscriber, person):
            world.records.mismatches.setdefault(subscriber.id, []).append(now)
            raise Refused("IDENTITY_MISMATCH")
        typed = person_print(world, person.name, phone)
    session = AuthSession(
        world.new_id(), subscriber.id, subject, method, kind, digest, IdentityState.PENDING, now, now + LIFE, typed, phone
    )
    world.records.sessions[session.id] = session
    return session


def complete_by_code(world: World, subscriber: Subscriber, session_id: str, authentication_id: str) -> AuthSession:
    """Raises NOT_FOUND, AUTH_EXPIRED, AUTH_REQUIRED."""
    session = own(subscriber, world.records.sessions, session_id)
    state = session.state_at(world.now())
    if state is IdentityState.EXPIRED:
        raise Refused("AUTH_EXPIRED")
    if state is not IdentityState.PENDING or session.method is not IdentityMethod.SMS:
        raise Refused("AUTH_REQUIRED")
    spend(world, subscriber, session, authentication_id)
    _decide(session, IdentityState.VERIFIED, world.now())
    return session


def complete_at_provider(world: World, session: AuthSession, accept: bool) -> None:
    """What the i-PIN or certificate provider reports; a session already decided stays as it is."""
    if session.method is not IdentityMethod.SMS and session.state_at(world.now()) is IdentityState.PENDING:
        _decide(session, IdentityState.VERIFIED if accept else IdentityState.DECLINED, world.now())


def proof(
    world: World, subscriber: Subscriber, session_id: str, kind: MethodKind, digest: str, subject: str, person: str = ""
) -> AuthSession:
    """The session that proves this person for exactly this action. `person`: who it has to be, "" for the subscriber.

    Raises AUTH_REQUIRED, AUTH_DECLINED, AUTH_EXPIRED, AUTH_METHOD_NOT_ALLOWED, IDENTITY_MISMATCH.
    """
    session = world.records.sessions.get(session_id)
    if (
        session is None
        or session.subscriber != subscriber.id
        or session.used
        or session.subject != subject
        or session.digest != digest
    ):
        raise Refused("AUTH_REQUIRED")
    state = session.state_at(world.now())
    if state is not IdentityState.VERIFIED:
        raise Refused(
            {IdentityState.DECLINED: "AUTH_DECLINED", IdentityState.EXPIRED: "AUTH_EXPIRED"}.get(state, "AUTH_REQUIRED")
        )
    if session.method not in method_policy(world, kind).identity:
        raise Refused("AUTH_METHOD_NOT_ALLOWED")
    if person and session.person and session.person != person:
        raise Refused("IDENTITY_MISMATCH")
    return session


def person_print(world: World, name: str, phone: str) -> str:
    return world.fingerprint("person", name.strip(), e164(phone))


def _decide(session: AuthSession, state: IdentityState, now: datetime) -> None:
    session.state, session.expires_at = state, now + LIFE


def _is(subscriber: Subscriber, person: Person) -> bool:
    typed = (person.name.strip(), person.birth, person.gender, e164(person.phone))
    return typed == (subscriber.name, subscriber.birth, subscriber.gender, subscriber.msisdn)


def _refuse_locked(world: World, subscriber: Subscriber, now: datetime) -> None:
    recent = [at for at in world.records.mismatches.get(subscriber.id, []) if now - LOCK < at <= now]
    world.records.mismatches[subscriber.id] = recent
    if len(recent) >= world.policy.otp.max_tries:
        raise Refused("AUTH_LOCKED", retry_after=max(1, int((recent[0] + LOCK - now).total_seconds())))
