"""What every route needs of a request: its world, its subscriber, its address."""
import re
from typing import Annotated, cast

from fastapi import Depends, Request

from app.sandbox.problems import Refused
from app.sandbox.world import World

WORLD = "sandbox.world"  # where the carrier puts its world into the ASGI scope
CORRELATOR = "x-correlator"
CORRELATOR_FORM = re.compile(r"[a-zA-Z0-9\-_:;./<>{}]{0,256}")
KEYED = frozenset(  # these are held up once their key is taken
    {
        "createPaymentMethodChange",
        "cancelPaymentMethodChange",
        "createPaymentOfBill",
        "createQueryUsageConsumption",
        "createCommunicationMessage",
    }
)


def operation_of(request: Request) -> str:
    return str(getattr(request.scope.get("route"), "operation_id", ""))


async def world_of(request: Request) -> World:
    return cast(World, request.scope[WORLD])


def bearer_of(request: Request) -> str:
    """The token as it came; empty without one."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


async def base_url(request: Request) -> str:
    """Where people reach this carrier, without a slash at the end."""
    return ((await world_of(request)).public_url or str(request.base_url)).rstrip("/")


async def well_formed(request: Request) -> None:
    """What holds for every operation: a correlator that can be echoed, and the delays asked for."""
    if not CORRELATOR_FORM.fullmatch(request.headers.get(CORRELATOR, "")):
        raise Refused("INVALID_ARGUMENT")
    operation = operation_of(request)
    if operation not in KEYED:
        await (await world_of(request)).faults.hold(operation)


TheWorld = Annotated[World, Depends(world_of)]
BaseUrl = Annotated[str, Depends(base_url)]
