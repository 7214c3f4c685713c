"""TMF677 usage: a query answers what a line has used of its month and what is left."""
from calendar import monthrange
from datetime import date, datetime, time
from typing import Annotated, Any

from fastapi import APIRouter, Header, Request
from starlette.responses import JSONResponse, Response

from app.sandbox.access import TheSubscriber
from app.sandbox.carrier_billing import charged_in
from app.sandbox.clock import KST
from app.sandbox.exchange import BaseUrl, TheWorld
from app.sandbox.idempotency import once_if_keyed
from app.sandbox.problems import Refused
from app.sandbox.records import StoredUsageQuery, Subscriber, UsageMonth
from app.sandbox.tmf630 import Resource, listed, names, single
from app.sandbox.tmf_shapes import Reference, TmfShape
from app.sandbox.world import World, newest_first, of, own

QUERIES = "/tmf-api/usageConsumption/v4/queryUsageConsumption"
QUERY_NAMES = names("queryUsageConsumptionDate partyAccount relatedParty searchCriteria usageConsumption")

router = APIRouter()
Key = Annotated[str, Header(alias="Idempotency-Key")]


class Criteria(TmfShape):
    logical_resource: list[Reference] = []


class CreateQuery(TmfShape):
    search_criteria: Criteria = Criteria()


@router.post(QUERIES, operation_id="createQueryUsageConsumption", status_code=201)
async def create_query(
    body: CreateQuery, world: TheWorld, subscriber: TheSubscriber, url: BaseUrl, key: Key = ""
) -> Response:
    def work() -> tuple[StoredUsageQuery, Resource]:
        if any(line.id != subscriber.msisdn for line in body.search_criteria.logical_resource):
            raise Refused("NOT_FOUND")
        now = world.now()
        query = StoredUsageQuery(world.new_id(), subscriber.id, body.as_sent(), usage_now(world, subscriber, now), now)
        world.records.usage_queries[query.id] = query
        return query, usage_query(subscriber, query, url)

    return await once_if_keyed(world, subscriber, "createQueryUsageConsumption", key, body.as_sent(), 201, work)


@router.get(QUERIES, operation_id="listQueryUsageConsumption")
async def list_query(request: Request, world: TheWorld, subscriber: TheSubscriber, url: BaseUrl) -> JSONResponse:
    queries = newest_first(of(subscriber, world.records.usage_queries))
    return listed(request, [usage_query(subscriber, query, url) for query in queries], QUERY_NAMES)


@router.get(QUERIES + "/{id}", operation_id="retrieveQueryUsageConsumption")
async def retrieve_query(
    id: str, request: Request, world: TheWorld, subscriber: TheSubscriber, url: BaseUrl
) -> JSONResponse:
    return single(request, usage_query(subscriber, own(subscriber, world.records.usage_queries, id), url))


@router.delete(QUERIES + "/{id}", operation_id="deleteQueryUsageConsumption", status_code=204)
async def delete_query(id: str, world: TheWorld, subscriber: TheSubscriber) -> Response:
    del world.records.usage_queries[own(subscriber, world.records.usage_queries, id).id]
    return Response(status_code=204)


def usage_query(subscriber: Subscriber, query: StoredUsageQuery, url: str) -> Resource:
    """TMF677 QueryUsageConsumption."""
    return {
        **query.asked,
        "id": query.id,
        "href": f"{url}{QUERIES}/{query.id}",
        "@type": "QueryUsageConsumption",
        "queryUsageConsumptionDate": query.at.isoformat(),
        "relatedParty": [{"id": subscriber.id, "role": "subscriber", "@referredType": "Individual"}],
        "usageConsumption": [query.answer],
    }


def usage_now(world: World, subscriber: Subscriber, now: datetime) -> Resource:
    """TMF677 UsageConsumption of the running month: data, calls, texts, and what may still be bought on the bill."""
    period, plan = _month_of(now), subscriber.plan
    month = (now.year, now.month)
    used = next(
        (one for one in of(subscriber, world.records.usage) if one.month == month), UsageMonth("", subscriber.id, month)
    )
    bought, limit = charged_in(world, subscriber, now), subscriber.carrier_billing.limit
    return {
        "@type": "UsageConsumption",
        "state": "done",
        "creationDate": now.isoformat(),
        "validPeriod": period,
        "logicalResource": [{"id": subscriber.msisdn, "@referredType": "MSISDN"}],
        "bucketRefOrValue": [
            _bucket("data", "데이터", plan.data_mb, used.data_mb, "MB", period),
            _bucket("voice", "음성", plan.voice_minutes, used.voice_minutes, "MIN", period),
            _bucket("sms", "문자", plan.texts, used.texts, "MSG", period),
            _bucket("currency", "소액결제 한도", limit, bought, "KRW", period),
        ],
    }


def _bucket(kind: str, name: str, allowed: int, used: int, units: str, period: Resource) -> Resource:
    left = max(0, allowed - used)
    return {
        "id": kind,
        "name": name,
        "usageType": kind,
        "status": "active",
        "isShared": False,
        "remainingValue": {"amount": left, "units": units},
        "remainingValueName": f"{left:,} {units}",
        "bucketCounter": [
            {
                "counterType": "used",
                "level": "global",
                "value": {"amount": used, "units": units},
                "valueName": f"{used:,} {units}",
                "consumptionPeriod": period,
            }
        ],
        "validFor": period,
    }


def _month_of(now: datetime) -> dict[str, Any]:
    first = date(now.year, now.month, 1)
    last = first.replace(day=monthrange(now.year, now.month)[1])
    return {
        "startDateTime": datetime.combine(first, time(), tzinfo=KST).isoformat(),
        "endDateTime": datetime.combine(last, time(23, 59, 59), tzinfo=KST).isoformat(),
    }
