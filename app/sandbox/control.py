"""The control API under /_sandbox: what plays the world around an app. Served only where a carrier is put behind it."""
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Annotated, Any, Literal, Self, cast

from fastapi import APIRouter, Depends, FastAPI, Request
from fastapi.encoders import jsonable_encoder
from fastapi.exceptions import RequestValidationError
from pydantic import AwareDatetime, Field, model_validator
from pydantic.alias_generators import to_camel
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from app.domain.masking import mask_phone
from app.sandbox import backstage
from app.sandbox.carrier import SandboxCarrier
from app.sandbox.fault_plan import FaultPlan, Strict
from app.sandbox.scenario_export import scenario_of
from app.sandbox.scenario_file import load_scenario, scenario_from, scenario_names

PREFIX = "/_sandbox"
CARRIER = "sandbox.carrier"
OWN = "own"  # the name of a scenario that is none of the known ones

router = APIRouter(prefix=PREFIX)


class Unfit(Exception):
    """What was asked for cannot be; says why."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


class ClockBody(Strict):
    """By how much to advance (ISO 8601: PT1H, P1D), or where to."""

    advance: Annotated[timedelta, Field(ge=timedelta(0))] | None = None
    to: Literal["nextDue", "nextDebit"] | AwareDatetime | None = None

    @model_validator(mode="after")
    def _says_one(self) -> Self:
        if (self.advance is None) == (self.to is None):
            raise ValueError("either advance or to")
        return self


class ScenarioBody(Strict):
    name: str


class AnswerBody(Strict):
    accept: bool


async def carrier_of(request: Request) -> SandboxCarrier:
    return cast(SandboxCarrier, request.scope[CARRIER])


TheCarrier = Annotated[SandboxCarrier, Depends(carrier_of)]


@router.get("/clock")
async def read_clock(carrier: TheCarrier) -> Response:
    carrier.messages()  # all that is due has happened
    world = carrier.world
    return _json({"now": world.now(), "next_due": backstage.next_due(world), "next_debit": backstage.next_debit(world)})


@router.post("/clock")
async def move_clock(body: ClockBody, carrier: TheCarrier) -> Response:
    moment = carrier.clock.now() + body.advance if body.advance is not None else _moment(carrier, body)
    if moment < carrier.clock.now():
        raise Unfit(409, "the clock only moves forward; reset the scenario to begin anew")
    carrier.clock.set(moment)
    carrier.save()
    return await read_clock(carrier)


@router.get("/scenarios")
async def list_scenarios() -> Response:
    return _json([{"name": name, **load_scenario(name).title.model_dump()} for name in scenario_names()])


@router.post("/scenario")
async def load(body: ScenarioBody, carrier: TheCarrier) -> Response:
    """The token stays, so that whoever speaks to the carrier can go on."""
    if body.name not in scenario_names():
        raise Unfit(404, f"no such scenario; there are {', '.join(scenario_names())}")
    carrier.reset(body.name)
    return _json({"scenario": body.name, "token": carrier.token, "now": carrier.clock.now()})


@router.post("/reset")
async def reset(carrier: TheCarrier) -> Response:
    if carrier.world.records.scenario == OWN:
        raise Unfit(409, "this world came from a file; load the file again")
    return await load(ScenarioBody(name=carrier.world.records.scenario), carrier)


@router.get("/world")
async def save(carrier: TheCarrier, ko: str = "저장한 세계", en: str = "A saved world") -> Response:
    """The world of this moment as a scenario file, with its title in two languages."""
    carrier.messages()  # all that is due has happened
    return JSONResponse(scenario_of(carrier.world, ko, en), headers={"Cache-Control": "no-store"})


@router.post("/world")
async def begin(request: Request, carrier: TheCarrier) -> Response:
    """A world of a scenario file's content: its difference from the base."""
    try:
        scenario = scenario_from((await request.body()).decode(), OWN)
        carrier.begin(scenario, OWN)
    except ValueError as problem:
        raise Unfit(400, str(problem)) from None
    return _json({"scenario": OWN, "token": carrier.token, "now": carrier.clock.now()})


@router.get("/outbox")
async def read_outbox(carrier: TheCarrier) -> Response:
    """What the subscriber's phone got, newest first; codes apart, as they are never kept in a text."""
    messages = [asdict(message) for message in carrier.messages()]
    codes = [{"phone_number": phone, "code": code} for phone, code in carrier.world.latest_code.items()]
    to = mask_phone(backstage.leading(carrier.world).msisdn)
    return _json({"to": to, "messages": messages, "codes": codes})


@router.get("/ledger")
async def read_ledger(carrier: TheCarrier) -> Response:
    """Every change of method that was taken on, and every movement of money; oldest first."""
    changes = [asdict(change) for change in carrier.changes()]
    return _json({"changes": changes, "money": [asdict(entry) for entry in carrier.world.records.ledger]})


@router.get("/requests")
async def read_requests(carrier: TheCarrier) -> Response:
    """The latest, newest first."""
    return _json([asdict(request) for request in carrier.requests()])


@router.get("/faults")
async def read_faults(carrier: TheCarrier) -> Response:
    return _json(carrier.faults.plan.model_dump(mode="json", by_alias=True))


@router.put("/faults")
async def set_faults(body: FaultPlan, carrier: TheCarrier) -> Response:
    try:
        carrier.faults.follow(body)
    except ValueError as problem:
        raise Unfit(400, str(problem)) from None
    return await read_faults(carrier)


@router.delete("/faults")
async def clear_faults(carrier: TheCarrier) -> Response:
    carrier.faults.clear()
    return await read_faults(carrier)


@router.get("/outside")
async def read_outside(carrier: TheCarrier) -> Response:
    """Steps that wait for the person somewhere else: at an identity provider, in a wallet's app."""
    world = carrier.world
    checks = [{"id": check.id, "step": "identity", "at": check.method} for check in backstage.waiting_checks(world)]
    wallets = [
        {"id": change.id, "step": "wallet", "at": world.records.methods[change.to_method].kind}
        for change in backstage.waiting_wallets(world)
    ]
    return _json([*checks, *wallets])


@router.post("/outside/{id}")
async def complete_outside(id: str, body: AnswerBody, carrier: TheCarrier) -> Response:
    records = carrier.world.records
    if id in records.sessions:
        carrier.complete_provider(id, body.accept)
    elif id in records.changes:
        carrier.complete_wallet(id, body.accept)
    else:
        raise Unfit(404, "nothing of that id waits outside")
    return await read_outside(carrier)


def _moment(carrier: SandboxCarrier, body: ClockBody) -> datetime:
    match body.to:
        case "nextDue":
            day = backstage.next_due(carrier.world)
        case "nextDebit":
            day = backstage.next_debit(carrier.world)
        case moment:
            return cast(datetime, moment)
    if day is None:
        raise Unfit(409, "no such day is known yet")
    return backstage.evening(day)


def _json(content: Any) -> JSONResponse:
    return JSONResponse(_camel(jsonable_encoder(content)), headers={"Cache-Control": "no-store"})


def _camel(part: Any) -> Any:
    if isinstance(part, list):
        return [_camel(value) for value in part]
    return {to_camel(name): _camel(value) for name, value in part.items()} if isinstance(part, dict) else part


async def _refuse(request: Request, problem: Exception) -> Response:
    if isinstance(problem, RequestValidationError):
        first = problem.errors()[0]
        return JSONResponse({"message": f"{'.'.join(map(str, first['loc']))}: {first['msg']}"}, 400)
    return JSONResponse({"message": str(problem)}, cast(Unfit, problem).status)


def _make_control() -> FastAPI:
    control = FastAPI(openapi_url=None, redirect_slashes=False)
    control.include_router(router)
    control.add_exception_handler(Unfit, _refuse)
    control.add_exception_handler(RequestValidationError, _refuse)
    return control


_control = _make_control()


def controlled(carrier: SandboxCarrier) -> ASGIApp:
    """The carrier with its control API in front. Faults never meet the control API."""
    pages: Callable[[Scope, Receive, Send], Any] = carrier.asgi

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"].startswith(f"{PREFIX}/"):
            await _control({**scope, CARRIER: carrier}, receive, send)
        else:
            await pages(scope, receive, send)

    return serve
