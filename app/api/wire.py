"""What all wire models share: strict about what they read, indifferent to what is new."""
import re
import unicodedata
from datetime import date, datetime, time
from enum import StrEnum
from typing import Annotated, Any, TypeVar
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    ValidationInfo,
    ValidatorFunctionWrapHandler,
    WrapValidator,
)
from pydantic.alias_generators import to_camel

from app.api.carrier_clock import KST, SANE_YEARS

E = TypeVar("E", bound=StrEnum)

MAX_KRW = 1_000_000_000
_RFC_3339 = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d{1,6})?([Zz]|[+-]\d\d:\d\d)", re.ASCII)
_UNSEEN = frozenset({"Cc", "Cf", "Co", "Cs", "Zl", "Zp"})


class Wire(BaseModel):
    """Unknown fields are ignored, no value is bent to fit, and errors do not repeat what was read (RR13, S31)."""

    model_config = ConfigDict(
        strict=True, frozen=True, extra="ignore", alias_generator=to_camel, hide_input_in_errors=True
    )


LIST_CONFIG = ConfigDict(strict=True, hide_input_in_errors=True)  # a list of models takes nothing from its models


def shown_text(text: str) -> str:
    """A carrier's words without control and bidirectional characters; line ends stay (S25)."""
    if text.isprintable():
        return text
    marks = text.replace("\t", " ")
    return "".join(mark for mark in marks if mark == "\n" or unicodedata.category(mark) not in _UNSEEN)


def text_up_to(length: int) -> AfterValidator:
    """Cleaned, and cut where no carrier's honest text would be that long."""
    return AfterValidator(lambda text: shown_text(text)[:length])


def _member(kind: type[E], value: object) -> E | None:
    return next((member for member in kind if member.value == value), None)


def known(kind: type[E], otherwise: E) -> BeforeValidator:
    """A member, or the one that stands for everything this app does not know."""
    return BeforeValidator(lambda value: _member(kind, value) or otherwise)


def only_known(kind: type[E]) -> BeforeValidator:
    """The members this app knows of a list; it can offer no others."""

    def members(values: object) -> object:
        if not isinstance(values, list | tuple):
            return values
        return tuple(member for value in values if (member := _member(kind, value)) is not None)

    return BeforeValidator(members)


def _or_none(value: Any, read: ValidatorFunctionWrapHandler) -> Any:
    try:
        return read(value)
    except ValidationError:
        return None


or_none = WrapValidator(_or_none)


def _integral(value: object) -> object:
    """TM Forum's amounts are floats: 33000.0 is 33000, and 33000.5 stays what no amount in KRW can be."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _sane(day: date) -> date:
    if day.year not in SANE_YEARS:
        raise ValueError("a year no carrier can mean")
    return day


def _in_kst(value: object) -> datetime:
    """RFC 3339 and nothing else: pydantic would also read "1" as a moment in 1970."""
    if not isinstance(value, str) or _RFC_3339.fullmatch(value) is None:
        raise ValueError("not an RFC 3339 date and time")
    moment = datetime.fromisoformat(value.upper())
    _sane(moment)
    return moment.astimezone(KST)


def _wall_clock(moment: time) -> time:
    if moment.tzinfo is not None:
        raise ValueError("a time of day in Korea carries no zone")
    return moment


def _month(value: object) -> tuple[int, int]:
    """(2026, 12) from "2026-12"."""
    if not isinstance(value, str) or re.fullmatch(r"20\d{2}-(0[1-9]|1[0-2])", value, re.ASCII) is None:
        raise ValueError("not a month")
    return int(value[:4]), int(value[5:])


def _link(address: str, info: ValidationInfo) -> str:
    """https, or http where the carrier itself is on this machine; anything else leads nowhere (S25)."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    schemes = ("https", "http") if (info.context or {}).get("loopback") else ("https",)
    is_plain = parts.hostname and parts.username is None and address.isprintable()
    return address if parts.scheme in schemes and is_plain else ""


Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][!-~]{0,127}$")]
Text = Annotated[str, text_up_to(500)]
LongText = Annotated[str, text_up_to(20_000)]
Krw = Annotated[int, BeforeValidator(_integral), Field(ge=0, le=MAX_KRW)]
KstTime = Annotated[datetime, BeforeValidator(_in_kst)]
Date = Annotated[date, AfterValidator(_sane)]
WallTime = Annotated[time, AfterValidator(_wall_clock)]
Link = Annotated[str, Field(max_length=2000), AfterValidator(_link)]


Month = Annotated[tuple[int, int], BeforeValidator(_month)]
