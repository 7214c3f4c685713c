"""Which person the running code serves; the edge of the web server says so for every connection."""
import re
import secrets
from contextvars import ContextVar

COOKIE = "altteul_person"
THIS_DEVICE = "this-device"
"""On a phone or a desktop one person holds the device."""

_SHAPE = re.compile(r"[A-Za-z0-9_-]{43}")
_person: ContextVar[str] = ContextVar("altteul_person", default=THIS_DEVICE)


def current_person() -> str:
    """The key of the person the running task works for; tasks started from it inherit the key."""
    return _person.get()


def serve(person: str) -> None:
    """From here on the running task, and every task it starts, works for this person."""
    _person.set(person)


def new_person() -> str:
    """256 random bits, as the cookie carries them."""
    return secrets.token_urlsafe(32)


def looks_issued(value: str) -> bool:
    """Whether a cookie has the shape this server gives out; anything else counts as no cookie."""
    return _SHAPE.fullmatch(value) is not None
