"""Lists and single resources as TMF630 has them: filters, order, parts, fields; merge patches."""
import operator
from collections.abc import Callable, Sequence
from datetime import datetime, time
from typing import Any
from urllib.parse import urlencode

from fastapi import Request
from starlette.responses import JSONResponse

from app.sandbox.clock import KST
from app.sandbox.problems import Refused

Resource = dict[str, Any]

DEFAULT_LIMIT, LARGEST_LIMIT = 50, 500
ALWAYS = frozenset({"id", "href", "@type"})
EVERYWHERE = ALWAYS | {"@baseType", "@schemaLocation"}
NO_FILTERS = frozenset({"fields", "offset", "limit", "sort"})
COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "gt": operator.gt,
    "gte": operator.ge,
    "lt": operator.lt,
    "lte": operator.le,
    "eq": operator.eq,
}


def listed(request: Request, resources: Sequence[Resource], attributes: frozenset[str]) -> JSONResponse:
    """The part asked for of what matches; 206 when that is not all. Raises INVALID_REQUEST.

    `attributes` are all first-level names the standard gives this resource: a filter on any other is refused.
    """
    found = _ordered(request, _matching(request, resources, attributes), attributes)
    offset, limit = _count(request, "offset", 0), min(_count(request, "limit", DEFAULT_LIMIT), LARGEST_LIMIT)
    part = [_selected(request, resource) for resource in found[offset : offset + limit]]
    headers = {"X-Total-Count": str(len(found)), "X-Result-Count": str(len(part))}
    if len(part) == len(found):
        return JSONResponse(part, headers=headers)
    headers["Link"] = _links(request, offset, limit, len(found))
    if part:
        headers["Content-Range"] = f"items {offset}-{offset + len(part) - 1}/{len(found)}"
    return JSONResponse(part, 206, headers)


def single(request: Request, resource: Resource) -> JSONResponse:
    return JSONResponse(_selected(request, resource))


def created(resource: Resource) -> JSONResponse:
    return JSONResponse(resource, 201, {"Location": resource["href"]})


def merged(target: Any, patch: Any) -> Any:
    """JSON merge patch (RFC 7396): null removes, objects go field by field, all else is replaced."""
    if not isinstance(patch, dict):
        return patch
    kept = dict(target) if isinstance(target, dict) else {}
    for name, value in patch.items():
        if value is None:
            kept.pop(name, None)
        else:
            kept[name] = merged(kept.get(name), value)
    return kept


def _links(request: Request, offset: int, limit: int, total: int) -> str:
    starts = {"first": 0}
    if offset > 0:
        starts["prev"] = max(0, offset - limit)
    if limit and offset + limit < total:
        starts["next"] = offset + limit
    if limit:
        starts["last"] = (total - 1) // limit * limit if total else 0
    others = [pair for pair in request.query_params.multi_items() if pair[0] not in ("offset", "limit")]
    path = request.url.path
    return ", ".join(
        f'<{path}?{urlencode([*others, ("offset", start), ("limit", limit)])}>; rel="{name}"'
        for name, start in starts.items()
    )


def _selected(request: Request, resource: Resource) -> Resource:
    if "fields" not in request.query_params:
        return resource
    asked = {name.strip() for names in request.query_params.getlist("fields") for name in names.split(",")}
    return {name: value for name, value in resource.items() if name in asked or name in ALWAYS}


def _count(request: Request, name: str, default: int) -> int:
    text = request.query_params.get(name, str(default))
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise Refused("INVALID_REQUEST")
    return int(text)


def _matching(request: Request, resources: Sequence[Resource], attributes: frozenset[str]) -> list[Resource]:
    """Those every filter holds for: `state=sent,new`, `billingAccount.id=…`, `amountDue.value.gte=10000`."""
    found, params = list(resources), request.query_params
    for path in dict.fromkeys(params.keys()):
        if path not in NO_FILTERS:
            found = _filtered(found, path, params.getlist(path), attributes)
    return found


def _filtered(found: list[Resource], path: str, wanted: list[str], attributes: frozenset[str]) -> list[Resource]:
    _known(path, attributes)
    attribute, _, suffix = path.rpartition(".")
    if attribute and suffix in COMPARISONS:
        holds = COMPARISONS[suffix]
        return [
            one for one in found if all(any(holds(*_alike(v, w)) for v in _values(one, attribute)) for w in wanted)
        ]
    choices = {choice for one in wanted for choice in one.split(",")} | set(wanted)
    return [one for one in found if any(_text(value) in choices for value in _values(one, path))]


def _ordered(request: Request, found: list[Resource], attributes: frozenset[str]) -> list[Resource]:
    """By each `sort=` attribute in turn; what lacks one comes last."""
    asked = [name.strip() for names in request.query_params.getlist("sort") for name in names.split(",")]
    for name in reversed(asked):
        path = name.lstrip("+-").strip()  # a plus that nobody encoded arrives as a space
        _known(path, attributes)
        with_it = [one for one in found if _values(one, path)]
        without = [one for one in found if not _values(one, path)]
        found = sorted(with_it, key=lambda one, at=path: _rank(_values(one, at)[0]), reverse=name.startswith("-"))  # type: ignore[misc]
        found += without
    return found


def _known(path: str, attributes: frozenset[str]) -> None:
    if path.partition(".")[0] not in attributes | EVERYWHERE:
        raise Refused("INVALID_REQUEST")


def _values(found: Any, path: str) -> list[Any]:
    """All plain values at a dotted path, through lists. Raises INVALID_REQUEST below a plain value: no such operator."""
    if isinstance(found, list):
        return [value for one in found for value in _values(one, path)]
    if not path:
        return [] if isinstance(found, dict) else [found]
    if not isinstance(found, dict):
        raise Refused("INVALID_REQUEST")
    head, _, rest = path.partition(".")
    return _values(found[head], rest) if head in found else []


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _moment(text: str) -> datetime | None:
    """A plain date counts from its first second in Korea."""
    try:
        moment = datetime.fromisoformat(text.strip().replace(" ", "+"))
    except ValueError:
        return None
    return moment if moment.tzinfo else datetime.combine(moment.date(), moment.time() or time(), tzinfo=KST)


def _alike(value: Any, wanted: str) -> tuple[Any, Any]:
    """Both as numbers, both as moments, or both as text. Raises INVALID_REQUEST when what is wanted is of another sort."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        try:
            return value, float(wanted)
        except ValueError:
            raise Refused("INVALID_REQUEST") from None
    if (moment := _moment(_text(value))) is not None:
        if (other := _moment(wanted)) is None:
            raise Refused("INVALID_REQUEST")
        return moment, other
    return _text(value), wanted


def _rank(value: Any) -> tuple[int, Any]:
    if isinstance(value, int | float):
        return 0, value
    moment = _moment(value)
    return (1, moment) if moment else (2, value)


def names(text: str) -> frozenset[str]:
    return frozenset(text.split())

