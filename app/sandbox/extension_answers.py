"""What the extension API answers, as its OpenAPI document describes it."""
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from app.domain.change import ChangeState
from app.domain.identity import IdentityMethod, IdentityState

Day = Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$", examples=["2026-11-26"])]
Tmf670 = Annotated[
    dict[str, Any],
    Field(
        description="TMF670 tokenizedCard, bankAccountDebit or digitalWallet. Numbers are masked: `1234-****-****-5678`.",
        examples=[{"@type": "tokenizedCard", "name": "신한카드", "brand": "41", "lastFourDigits": "1111"}],
    ),
]


class Described(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel)


class DayOff(Described):
    date: Day
    name: str = Field(description="In Korean, for the subscriber.", examples=["일요일"])
    weekend: bool


class MovedDay(Described):
    nominal: Day = Field(description="The day the policy names.")
    over: list[DayOff] = Field(description="The days off in between.")


class Charge(Described):
    date: Day
    on: Literal["new", "old"] = Field(description="Which payment method the money leaves.")
    kind: Literal["first", "retry", "month_end"]
    billing_month: str = Field(pattern=r"^\d{4}-\d{2}$", examples=["2026-12"])
    shift: MovedDay | None = Field(description="Why it is not the nominal day; null where it is.")


class Window(Described):
    open: bool = Field(description="Whether a change may be applied for now.")
    next_opening: AwareDatetime | None


class Plan(Described):
    """When a change takes effect and when money moves, on which method."""

    same_type: bool
    effective_date: Day
    first_charge_on_new: Day
    last_charge_on_old: Day | None
    charges: list[Charge]
    warnings: list[str] = Field(examples=[["OLD_STILL_CHARGED"]])
    cancellable_until: AwareDatetime
    window: Window


class Change(Described):
    """A change of payment method that was taken on, and what became of it."""

    id: str
    href: str
    receipt_number: str = Field(description="To read out on the phone.", examples=["20261124-0001"])
    state: ChangeState
    requested_date: AwareDatetime
    effective_date: Day
    first_charge_date: Day
    last_charge_on_old_date: Day | None
    cancellable_until: AwareDatetime
    from_payment_method: Tmf670
    to_payment_method: Tmf670
    notified_to: str = Field(description="Masked number the SMS goes to.", examples=["010-****-5678"])
    external_app_url: str | None = Field(description="Where a wallet change is confirmed; null unless it waits for that.")


class Session(Described):
    """An identity check for exactly one action: single use, bound to its digest."""

    id: str
    method: IdentityMethod
    state: IdentityState
    expires_at: AwareDatetime
    provider_url: str | None = Field(description="The provider's own page, the only place where credentials are typed.")


class Extension(Described):
    expires_at: AwareDatetime


class OfferedMethod(Described):
    method: IdentityMethod
    deprecated: bool = Field(description="Still accepted, not to be offered first.")


class Policy(Described):
    """The rules of one carrier. Every leaf is `{"value": …, "source": …}`: what holds, and the rule it comes from."""

    model_config = ConfigDict(extra="allow", alias_generator=to_camel)
    carrier: Any
    name: Any
    network: Any
    methods: list[Any]
    effective: Any
    otp: Any
    contacts: list[Any]
    terms: list[Any]


def answer(status: int, model: Any, description: str) -> dict[int | str, dict[str, Any]]:
    return {status: {"model": model, "description": description}}
