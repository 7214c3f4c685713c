"""Who calls: a subscriber's token (three-legged) or the app's own (two-legged), with its scopes."""
import hmac
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from app.sandbox.exchange import bearer_of, world_of
from app.sandbox.problems import Refused
from app.sandbox.records import Subscriber
from app.sandbox.world import Record, World, own

APP = "app"  # owns what a two-legged token began
SEND_VALIDATE = "one-time-password-sms:send-validate"
PAYMENTS_CREATE, PAYMENTS_READ = "carrier-billing:payments:create", "carrier-billing:payments:read"
REFUNDS_CREATE, REFUNDS_READ = "carrier-billing-refund:refunds:create", "carrier-billing-refund:refunds:read"
EVERY_SCOPE = frozenset({SEND_VALIDATE, PAYMENTS_CREATE, PAYMENTS_READ, REFUNDS_CREATE, REFUNDS_READ})


@dataclass(frozen=True, slots=True)
class Access:
    """What one token opens. `subscriber` is None for the app's own: it acts for every line of this carrier."""

    id: str
    subscriber: Subscriber | None
    scopes: frozenset[str]


def tokens(world: World) -> dict[str, Access]:
    """Every token of this world by its name: `subscriber`, `neighbour`, `app`, `no-scope`."""
    mine, neighbour = list(world.records.subscribers.values())[:2]
    return {
        "subscriber": Access(mine.id, mine, EVERY_SCOPE),
        "neighbour": Access(neighbour.id, neighbour, EVERY_SCOPE),
        "app": Access(APP, None, EVERY_SCOPE),
        "no-scope": Access(mine.id, mine, frozenset()),
    }


def token_of(world: World, name: str) -> str:
    """The bearer token of that name; whoever knows the subscriber's knows them all."""
    mine = world.records.token
    return mine if name == "subscriber" else hmac.digest(mine.encode(), name.encode(), "sha256").hex()[:32]


async def caller_of(request: Request) -> Access:
    """Raises UNAUTHENTICATED."""
    world, token = await world_of(request), bearer_of(request).encode()
    for name, access in tokens(world).items():
        if hmac.compare_digest(token_of(world, name).encode(), token):
            return access
    raise Refused("UNAUTHENTICATED")


def with_scope(scope: str) -> Callable[[Request], Awaitable[Access]]:
    """Raises UNAUTHENTICATED, PERMISSION_DENIED."""

    async def allowed(request: Request) -> Access:
        caller = await caller_of(request)
        if scope not in caller.scopes:
            raise Refused("PERMISSION_DENIED")
        return caller

    return allowed


async def subscriber_of(request: Request) -> Subscriber:
    """Raises UNAUTHENTICATED, and PERMISSION_DENIED for a token that names no subscriber."""
    subscriber = (await caller_of(request)).subscriber
    if subscriber is None:
        raise Refused("PERMISSION_DENIED")
    return subscriber


def reachable(access: Access, records: Mapping[str, Record]) -> list[Record]:
    """The caller's, in the order they came; for the app's own token all."""
    return [record for record in records.values() if access.subscriber is None or record.subscriber == access.id]


def reach(access: Access, records: Mapping[str, Record], record_id: str) -> Record:
    """Raises NOT_FOUND for what does not exist and for what is somebody else's (S34)."""
    if access.subscriber is not None:
        return own(access, records, record_id)
    if record_id not in records:
        raise Refused("NOT_FOUND")
    return records[record_id]


TheSubscriber = Annotated[Subscriber, Depends(subscriber_of)]
