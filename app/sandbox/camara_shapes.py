"""What the two carrier billing APIs of CAMARA have in common: amounts, sinks, dates, lists in pages."""
import re
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Annotated, Any, Literal, TypeVar

from fastapi import Request
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, Strict
from pydantic.alias_generators import to_camel
from starlette.responses import JSONResponse

from app.sandbox.problems import Refused

PAGE_LIMIT = 100
RFC3339 = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)")
COUNT = re.compile(r"-?[0-9]{1,9}")
E164_PATTERN = r"^\+[1-9][0-9]{4,14}$"
Item = TypeVar("Item")


def _whole_won_stays_whole(amount: float) -> float | int:
    return int(amount) if amount == int(amount) else amount


Amount = Annotated[
    float, Strict(), Field(ge=0.001, lt=1e15, allow_inf_nan=False), AfterValidator(_whole_won_stays_whole)
]
TaxAmount = Annotated[
    float, Strict(), Field(ge=0, lt=1e15, allow_inf_nan=False), AfterValidator(_whole_won_stays_whole)
]
Phone = Annotated[str, Field(pattern=E164_PATTERN, repr=False)]


class Shape(BaseModel):
    """As the YAML has it: nothing is converted, null is no value, unknown fields are ignored."""

    model_config = ConfigDict(alias_generator=to_camel, strict=True, hide_input_in_errors=True)

    def as_sent(self) -> dict[str, Any]:
        return self.model_dump(mode="json", by_alias=True, exclude_unset=True)


class Charge(Shape):
    """An amount with its currency, its words and its tax."""

    amount: Amount
    currency: str
    description: str
    is_tax_included: bool = False
    tax_amount: TaxAmount = 0


class SinkCredential(Shape):
    credential_type: Literal["PLAIN", "ACCESSTOKEN", "REFRESHTOKEN"]
    access_token: str = Field("", repr=False)
    access_token_expires_utc: str = ""
    access_token_type: str = ""


class WithSink(Shape):
    sink: str = ""
    sink_credential: SinkCredential | None = None

    def check_sink(self) -> None:
        """Raises INVALID_ARGUMENT, INVALID_SINK, INVALID_CREDENTIAL, INVALID_TOKEN."""
        if "sink" in self.model_fields_set and not re.fullmatch(r"https://[^\s/]\S*", self.sink):
            raise Refused("INVALID_SINK" if re.fullmatch(r"[a-z][a-z0-9+.-]*://\S+", self.sink) else "INVALID_ARGUMENT")
        if "sink_credential" not in self.model_fields_set:
            return
        credential = self.sink_credential
        if credential is None:
            raise Refused("INVALID_ARGUMENT")
        if credential.credential_type != "ACCESSTOKEN":
            raise Refused("INVALID_CREDENTIAL")
        if not credential.access_token or moment(credential.access_token_expires_utc) is None:
            raise Refused("INVALID_ARGUMENT")
        if credential.access_token_type != "bearer":  # noqa: S105 - the name of a kind
            raise Refused("INVALID_TOKEN" if credential.access_token_type else "INVALID_ARGUMENT")


def won(*charges: Charge) -> int:
    """The first amount in KRW. Raises INVALID_ARGUMENT for another currency or a part of a won in any of them."""
    for charge in charges:
        if charge.currency != "KRW":
            raise Refused("INVALID_ARGUMENT", message="Currency is unknown or not authorized.")
        if not isinstance(charge.amount, int) or not isinstance(charge.tax_amount, int):
            raise Refused("INVALID_ARGUMENT", message="Amounts in KRW have no fractions.")
    return int(charges[0].amount)


def moment(text: str) -> datetime | None:
    """RFC 3339 with a time zone; None for anything else."""
    text = text.replace(" ", "+")  # a plus that nobody encoded
    try:
        return datetime.fromisoformat(text.upper()) if RFC3339.fullmatch(text) else None
    except ValueError:
        return None


def in_pages(
    request: Request,
    items: Sequence[Item],
    *,
    api: str,
    name: str,
    created: Callable[[Item], datetime],
    status: Callable[[Item], str],
    statuses: frozenset[str],
    merchant: Callable[[Item], str],
    body: Callable[[Item], dict[str, Any]],
) -> JSONResponse:
    """One page of what matches: filters are `<name>CreationDate.gte/.lte`, `<name>Status`, `merchantIdentifier`.

    Raises INVALID_ARGUMENT, OUT_OF_RANGE, INVALID_DATE_RANGE.
    """
    query = request.query_params
    for single in ("page", "perPage", "order", "merchantIdentifier", f"{name}CreationDate.gte", f"{name}CreationDate.lte"):
        if len(query.getlist(single)) > 1:
            raise Refused("INVALID_ARGUMENT")
    start, end = _date(request, f"{name}CreationDate.gte"), _date(request, f"{name}CreationDate.lte")
    if start and end and start > end:
        raise Refused(f"{api}.INVALID_DATE_RANGE")
    wanted = set(query.getlist(f"{name}Status"))
    order = query.get("order", "desc")
    if not wanted <= statuses or order not in ("asc", "desc"):
        raise Refused("INVALID_ARGUMENT")
    page, per_page = _count(request, "page", 1), _count(request, "perPage", 10)
    if page < 1 or not 1 <= per_page <= PAGE_LIMIT:
        raise Refused("OUT_OF_RANGE")
    found = [
        one
        for one in items
        if (start is None or created(one) >= start)
        and (end is None or created(one) <= end)
        and (not wanted or status(one) in wanted)
        and ("merchantIdentifier" not in query or merchant(one) == query["merchantIdentifier"])
    ]
    found.sort(key=created, reverse=order == "desc")
    part = found[(page - 1) * per_page : page * per_page]
    headers = {"X-Total-Count": str(len(found)), "Content-Last-Key": str((page - 1) * per_page + len(part))}
    return JSONResponse([body(one) for one in part], headers=headers)


def _date(request: Request, name: str) -> datetime | None:
    if name not in request.query_params:
        return None
    found = moment(request.query_params[name])
    if found is None:
        raise Refused("INVALID_ARGUMENT")
    return found


def _count(request: Request, name: str, default: int) -> int:
    text = request.query_params.get(name, str(default))
    if not COUNT.fullmatch(text):
        raise Refused("INVALID_ARGUMENT")
    return int(text)
