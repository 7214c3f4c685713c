"""Carrier policies as data files: validated, every value with its source, turned into the domain's CarrierPolicy."""
import json
import re
from dataclasses import dataclass
from datetime import date, time
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Generic, Self, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic.alias_generators import to_camel

from app.domain.calendar import BusinessCalendar
from app.domain.identity import IdentityMethod
from app.domain.payment_method import MethodKind, Payer
from app.domain.policy import (
    ArrearsRule,
    BillingRule,
    CarrierPolicy,
    Contact,
    EffectiveRule,
    ExcludedInstitution,
    MethodPolicy,
    OpeningHours,
    OtpPolicy,
    Round,
    ServiceWindow,
    Terms,
)

FOLDER = Path(__file__).parent / "policies"
SOURCE = re.compile(r"(R\d{1,3}|C\d{1,2}|S\d{2}|RR\d{2}|KWCAG \d(\.\d)+|ext)(, (R\d{1,3}|C\d{1,2}|S\d{2}|RR\d{2}))*")


def _clock_time(value: Any) -> Any:
    if isinstance(value, str) and not re.fullmatch(r"\d\d:\d\d", value):
        raise ValueError("times stand as HH:MM")
    return value


def _day(day: int) -> int:
    if not 0 <= day <= 31:
        raise ValueError("no day of a month")
    return day


class Strict(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, extra="forbid", frozen=True)


T = TypeVar("T")


class Sourced(Strict, Generic[T]):
    """A value and the rule or document it comes from (`ext`: this product's choice, for the carrier to confirm)."""

    value: T
    source: Annotated[str, Field(pattern=f"^{SOURCE.pattern}$")]


ClockTime = Annotated[time, BeforeValidator(_clock_time)]
Weekdays = Annotated[tuple[Annotated[int, Field(ge=0, le=6)], ...], Field(min_length=1)]
Count = Annotated[int, Field(ge=0)]


class RoundData(Strict):
    day: Annotated[int, AfterValidator(_day)]


class ExcludedData(Strict):
    code: str
    name: str
    aliases: tuple[str, ...]
    reason: Annotated[str, Field(min_length=1)]


class MethodData(Strict):
    kind: Sourced[MethodKind]
    rounds: Sourced[tuple[RoundData, ...]]
    retry_until_next_due: Sourced[bool]
    payers: Sourced[Annotated[tuple[Payer, ...], Field(min_length=1)]]
    identity: Sourced[Annotated[tuple[IdentityMethod, ...], Field(min_length=1)]]
    excluded: tuple[Sourced[ExcludedData], ...]
    institutions: Sourced[tuple[str, ...]]
    completes_in_app: Sourced[bool]
    expiry_stops_debit: Sourced[bool]
    expiry_exempt_issuers: Sourced[tuple[str, ...]]
    apply_at: Sourced[tuple[str, ...]]
    menu_paths: Sourced[tuple[str, ...]]

    @model_validator(mode="after")
    def offers_nothing_excluded(self) -> Self:
        if both := {one.value.code for one in self.excluded} & set(self.institutions.value):
            raise ValueError(f"on offer and excluded at once: {sorted(both)}")
        return self

    def to_domain(self) -> MethodPolicy:
        return MethodPolicy(
            self.kind.value,
            tuple(Round(one.day) for one in self.rounds.value),
            self.retry_until_next_due.value,
            self.payers.value,
            self.identity.value,
            tuple(ExcludedInstitution(**one.value.model_dump()) for one in self.excluded),
            self.institutions.value,
            self.completes_in_app.value,
            self.expiry_stops_debit.value,
            self.expiry_exempt_issuers.value,
            self.apply_at.value,
            self.menu_paths.value,
        )


class EffectiveData(Strict):
    same_type_business_days: Sourced[Count]
    cross_type_next_month_day: Sourced[Annotated[int, Field(ge=1, le=28)]]
    cutoff_days_before: Sourced[Count]
    cutoff_time: Sourced[ClockTime]


class WindowData(Strict):
    kind: Sourced[MethodKind]
    opens: Sourced[ClockTime]
    closes: Sourced[ClockTime]
    weekdays: Sourced[Weekdays]
    on_holidays: Sourced[bool]

    @model_validator(mode="after")
    def opens_before_it_closes(self) -> Self:
        if self.opens.value >= self.closes.value:
            raise ValueError("a window opens before it closes")
        return self


class OtpData(Strict):
    length: Sourced[Annotated[int, Field(ge=4, le=10)]]
    ttl_seconds: Sourced[Annotated[int, Field(ge=60, le=600)]]
    max_tries: Sourced[Annotated[int, Field(ge=1)]]
    max_sends: Sourced[Annotated[int, Field(ge=2)]]
    resend_after_seconds: Sourced[Count]
    max_extensions: Sourced[Count]
    message: Sourced[Annotated[str, Field(max_length=160, pattern=r"\{\{code\}\}")]]


class BillingData(Strict):
    issue_day: Sourced[Annotated[int, Field(ge=1, le=28)]]
    round_down_to: Sourced[Annotated[int, Field(ge=1, le=1000)]]
    posting_business_days: Sourced[Count]


class ArrearsData(Strict):
    late_fee_percent: Sourced[Annotated[int, Field(ge=1, le=100)] | None]
    warning_days: Sourced[Annotated[int, Field(ge=1)]]
    outbound_stop_months: Sourced[Annotated[int, Field(ge=1)]]
    full_stop_days: Sourced[Annotated[int, Field(ge=1)]]
    termination_months: Sourced[Annotated[int, Field(ge=1)]]


class HoursData(Strict):
    weekdays: Weekdays
    opens: ClockTime
    closes: ClockTime
    lunch: tuple[ClockTime, ClockTime] | None
    on_holidays: bool
    around_the_clock: bool


class ContactData(Strict):
    label: str
    number: Annotated[str, Field(pattern=r"^[0-9-]{3,13}$")]
    cost: Annotated[str, Field(pattern=r"^(free|paid)$")]
    hours: HoursData
    note: str
    verified: bool

    def to_domain(self) -> Contact:
        return Contact(self.label, self.number, self.cost, OpeningHours(**dict(self.hours)), self.note, self.verified)


class TermsData(Strict):
    id: str
    version: str
    title: str
    text: Annotated[str, Field(min_length=50)]
    required: bool


class PolicyFile(Strict):
    carrier: Sourced[str]
    name: Sourced[str]
    network: Sourced[str]
    methods: tuple[MethodData, ...]
    effective: EffectiveData
    change_windows: tuple[WindowData, ...]
    otp: OtpData
    contacts: tuple[Sourced[ContactData], ...]
    terms: tuple[Sourced[TermsData], ...]
    cancel_until_days_before: Sourced[Count]
    holiday_overrides: Sourced[tuple[tuple[date, str], ...]]
    deprecated_identity: Sourced[tuple[IdentityMethod, ...]]
    billing: BillingData
    arrears: ArrearsData

    def to_domain(self) -> CarrierPolicy:
        return CarrierPolicy(
            carrier=self.carrier.value,
            name=self.name.value,
            network=self.network.value,
            methods=tuple(method.to_domain() for method in self.methods),
            effective=EffectiveRule(**{name: sourced.value for name, sourced in self.effective}),
            change_windows=tuple(
                (
                    one.kind.value,
                    ServiceWindow(one.opens.value, one.closes.value, one.weekdays.value, one.on_holidays.value),
                )
                for one in self.change_windows
            ),
            otp=OtpPolicy(**{name: sourced.value for name, sourced in self.otp}),
            contacts=tuple(one.value.to_domain() for one in self.contacts),
            terms=tuple(Terms(**one.value.model_dump()) for one in self.terms),
            cancel_until_days_before=self.cancel_until_days_before.value,
            holiday_overrides=self.holiday_overrides.value,
            deprecated_identity=self.deprecated_identity.value,
            billing=BillingRule(**{name: sourced.value for name, sourced in self.billing}),
            arrears=ArrearsRule(**{name: sourced.value for name, sourced in self.arrears}),
        )


@dataclass(frozen=True, slots=True)
class LoadedPolicy:
    """Parsed once for all worlds of the process."""

    policy: CarrierPolicy
    calendar: BusinessCalendar
    wire: bytes  # the file as the carrier answers it


@cache
def load_policy(carrier: str) -> LoadedPolicy:
    """Raises KeyError for a carrier without a policy."""
    if carrier not in policy_names():
        raise KeyError(carrier)
    text = (FOLDER / f"{carrier}.json").read_text(encoding="utf-8")
    policy = PolicyFile.model_validate_json(text).to_domain()
    wire = json.dumps(json.loads(text), ensure_ascii=False, separators=(",", ":")).encode()
    return LoadedPolicy(policy, BusinessCalendar(dict(policy.holiday_overrides)), wire)


@cache
def policy_names() -> tuple[str, ...]:
    return tuple(sorted(file.stem for file in FOLDER.glob("*.json")))
