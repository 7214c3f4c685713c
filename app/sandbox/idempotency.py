"""A change is made once, however often its request arrives (RR17, RR18)."""
import json
import re
from collections.abc import Callable
from typing import Any, Protocol

from starlette.responses import JSONResponse, Response

from app.sandbox.problems import Refused
from app.sandbox.records import KeptAnswer, StoredChange, Subscriber
from app.sandbox.world import World


class Made(Protocol):
    """What a request made: a change, a payment, a message."""

    @property
    def id(self) -> str: ...


UUID4 = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", re.IGNORECASE)


async def once(
    world: World,
    subscriber: Subscriber,
    operation: str,
    key: str,
    parameters: Any,
    status: int,
    work: Callable[[], tuple[Made, dict[str, Any]]],
) -> Response:
    """The answer of `work`, or the one this key had before. The key is taken before the work begins.

    Only what was accepted is kept: a refusal changed nothing, so its key may come again. Raises KEY_REQUIRED,
    KEY_REUSED, IN_PROGRESS and whatever `work` raises.
    """
    if not UUID4.fullmatch(key):
        raise Refused("KEY_REQUIRED")
    key = key.lower()
    print_ = world.fingerprint(subscriber.id, operation, json.dumps(parameters, sort_keys=True))
    if kept := world.records.answers.get(key):
        if kept.parameters != print_:
            raise Refused("KEY_REUSED")
        return _answer(kept)
    if key in world.running_keys:
        raise Refused("IN_PROGRESS")
    world.running_keys.add(key)
    try:
        await world.faults.hold(operation)
        made, body = work()
        kept = KeptAnswer(key, subscriber.id, print_, made.id, status, json.dumps(body, ensure_ascii=False))
        world.records.answers[key] = kept
    finally:
        world.running_keys.discard(key)
    return _answer(kept)


async def once_if_keyed(
    world: World,
    subscriber: Subscriber,
    operation: str,
    key: str,
    parameters: Any,
    status: int,
    work: Callable[[], tuple[Made, dict[str, Any]]],
) -> Response:
    """As `once`; without a key the work is done each time, as clients of the plain standard expect."""
    if key:
        return await once(world, subscriber, operation, key, parameters, status, work)
    await world.faults.hold(operation)
    _, body = work()
    return JSONResponse(body, status, {"Location": body["href"]})


def change_of_key(world: World, subscriber: Subscriber, key: str) -> StoredChange:
    """Raises IN_PROGRESS, NOT_FOUND."""
    change = world.records.changes.get(answer_of_key(world, subscriber, key).change)
    if change is None:
        raise Refused("NOT_FOUND")
    return change


def answer_of_key(world: World, subscriber: Subscriber, key: str) -> KeptAnswer:
    """Raises IN_PROGRESS, NOT_FOUND."""
    key = key.lower()
    if key in world.running_keys:
        raise Refused("IN_PROGRESS")
    kept = world.records.answers.get(key)
    if kept is None or kept.subscriber != subscriber.id:
        raise Refused("NOT_FOUND")
    return kept


def _answer(kept: KeptAnswer) -> Response:
    location = {"Location": json.loads(kept.body)["href"]} if kept.status == 201 else {}
    return Response(kept.body, kept.status, location, media_type="application/json")
