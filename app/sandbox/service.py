"""The carrier's HTTP service. It keeps nothing: the world comes with each request, so all worlds share one."""
from datetime import UTC
from email.utils import format_datetime

from fastapi import Depends, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Match
from starlette.types import Message, Scope

from app.sandbox import (
    camara,
    carrier_billing,
    carrier_billing_refund,
    extension,
    provider_pages,
    start_page,
    tmf,
    tmf_billing_rate,
    tmf_message,
    tmf_payment,
    tmf_usage,
)
from app.sandbox.exchange import CORRELATOR, CORRELATOR_FORM, well_formed
from app.sandbox.problems import Refused, problem_answer
from app.sandbox.world import World

ROUTERS = (
    tmf.router,
    tmf_billing_rate.router,
    tmf_message.router,
    tmf_payment.router,
    tmf_usage.router,
    camara.router,
    carrier_billing.router,
    carrier_billing_refund.router,
    extension.router,
    provider_pages.router,
    start_page.router,
)
OPERATIONS = frozenset(str(getattr(route, "operation_id", "")) for router in ROUTERS for route in router.routes)


def operation_at(scope: Scope) -> str:
    """The operation a request asks for, before it is served; empty for none."""
    routes = (route for router in ROUTERS for route in router.routes if route.matches(scope)[0] is Match.FULL)
    return str(getattr(next(routes, None), "operation_id", "") or "")


async def refuse(request: Request, problem: Exception) -> Response:
    match problem:
        case Refused():
            return problem_answer(request.url.path, problem)
        case HTTPException(status_code=404):
            return problem_answer(request.url.path, Refused("NOT_FOUND"))
        case HTTPException(status_code=405):
            answer = problem_answer(request.url.path, Refused("METHOD_NOT_ALLOWED_HERE"))
            answer.headers["Allow"] = ", ".join(_verbs_at(request.scope))
            return answer
        case RequestValidationError() | HTTPException():
            return problem_answer(request.url.path, Refused("INVALID_REQUEST"))
    return problem_answer(request.url.path, Refused("INTERNAL"))


def _verbs_at(scope: Scope) -> list[str]:
    """All that the path supports, whichever routes they stand in; `/preview` is not taken for an id."""
    routes = [route for router in ROUTERS for route in router.routes if route.matches(scope)[0] is not Match.NONE]
    named = [route for route in routes if getattr(route, "path", "") == scope["path"]]
    return sorted({verb for route in named or routes for verb in getattr(route, "methods", None) or ()})


def make_service() -> FastAPI:
    service = FastAPI(openapi_url=None, redirect_slashes=False, dependencies=[Depends(well_formed)])
    for router in ROUTERS:
        service.include_router(router)
    for problem in (Refused, HTTPException, RequestValidationError, Exception):
        service.add_exception_handler(problem, refuse)
    return service


def stamped(message: Message, world: World, correlator: bytes) -> Message:
    """An answer's start, with the carrier's time and the caller's correlator (RR28)."""
    date = format_datetime(world.now().astimezone(UTC), usegmt=True)
    headers = [*message["headers"], (b"date", date.encode())]
    if correlator and CORRELATOR_FORM.fullmatch(correlator.decode("latin-1")):
        headers.append((CORRELATOR.encode(), correlator))
    return {**message, "headers": headers}


service = make_service()
