"""A carrier's policy on the wire: the fields of app.domain.policy, every value with its source."""
from typing import Annotated, Any, ClassVar

from pydantic import Field
from pydantic_core import from_json, to_json

from app.api.wire import Date, LongText, Text, WallTime, Wire, known, only_known
from app.domain import policy
from app.domain.identity import IdentityMethod
from app.domain.payment_method import MethodKind, Payer

POLICIES = "/selfcare/v1/carrierPolicy"

_Kind = Annotated[MethodKind, known(MethodKind, MethodKind.OTHER)]
_Weekdays = tuple[Annotated[int, Field(ge=0, le=6)], ...]
_Ways = Annotated[tuple[IdentityMethod, ...], only_known(IdentityMethod)]
_Days = Annotated[int, Field(ge=0, le=60)]


class _Mirror(Wire):
    """A wire model with the very fields of a domain type."""

    mirrors: ClassVar[type]

    def to_domain(self) -> Any:
        return self.mirrors(**{name: _mirrored(getattr(self, name)) for name in type(self).model_fields})


def _mirrored(value: Any) -> Any:
    if isinstance(value, _Mirror):
        return value.to_domain()
    return tuple(_mirrored(part) for part in value) if isinstance(value, tuple) else value


class _Round(_Mirror):
    mirrors = policy.Round
    day: Annotated[int, Field(ge=0, le=31)]


class _Excluded(_Mirror):
    mirrors = policy.ExcludedInstitution
    code: Text
    name: Text
    aliases: tuple[Text, ...] = ()
    reason: Text = ""


class _Method(_Mirror):
    mirrors = policy.MethodPolicy
    kind: _Kind
    rounds: tuple[_Round, ...]
    retry_until_next_due: bool = False
    payers: Annotated[tuple[Payer, ...], only_known(Payer)] = (Payer.SELF,)
    identity: _Ways = (IdentityMethod.SMS,)
    excluded: tuple[_Excluded, ...] = ()
    institutions: tuple[Text, ...] = ()
    completes_in_app: bool = False
    expiry_stops_debit: bool = False
    expiry_exempt_issuers: tuple[Text, ...] = ()
    apply_at: tuple[Text, ...] = ()
    menu_paths: tuple[Text, ...] = ()


class _Window(Wire):
    kind: _Kind
    opens: WallTime
    closes: WallTime
    weekdays: _Weekdays = (0, 1, 2, 3, 4)
    on_holidays: bool = False

    def to_domain(self) -> tuple[MethodKind, policy.ServiceWindow]:
        return self.kind, policy.ServiceWindow(self.opens, self.closes, self.weekdays, self.on_holidays)


class _Effective(_Mirror):
    mirrors = policy.EffectiveRule
    same_type_business_days: _Days
    cross_type_next_month_day: Annotated[int, Field(ge=1, le=28)]
    cutoff_days_before: _Days
    cutoff_time: WallTime


class _Otp(_Mirror):
    mirrors = policy.OtpPolicy
    length: Annotated[int, Field(ge=4, le=10)]
    ttl_seconds: Annotated[int, Field(ge=30, le=3600)]
    max_tries: Annotated[int, Field(ge=1, le=100)]
    max_sends: Annotated[int, Field(ge=1, le=100)]
    resend_after_seconds: Annotated[int, Field(ge=0, le=3600)]
    max_extensions: Annotated[int, Field(ge=0, le=100)]
    message: Annotated[str, Field(max_length=160, pattern=r"\{\{code\}\}")] = "{{code}}"


class _Billing(_Mirror):
    mirrors = policy.BillingRule
    issue_day: Annotated[int, Field(ge=1, le=28)]
    round_down_to: Annotated[int, Field(ge=1, le=1000)]
    posting_business_days: _Days


class _Arrears(_Mirror):
    mirrors = policy.ArrearsRule
    late_fee_percent: Annotated[int, Field(ge=1, le=100)] | None = None
    warning_days: Annotated[int, Field(ge=1, le=366)]
    outbound_stop_months: Annotated[int, Field(ge=1, le=24)]
    full_stop_days: Annotated[int, Field(ge=1, le=366)]
    termination_months: Annotated[int, Field(ge=1, le=60)]


class _Hours(_Mirror):
    mirrors = policy.OpeningHours
    weekdays: _Weekdays
    opens: WallTime
    closes: WallTime
    lunch: tuple[WallTime, WallTime] | None = None
    on_holidays: bool = False
    around_the_clock: bool = False


class _Contact(_Mirror):
    mirrors = policy.Contact
    label: Text
    number: Text
    cost: Text
    hours: _Hours
    note: Text = ""
    verified: bool = True


class _Terms(_Mirror):
    mirrors = policy.Terms
    id: Text
    version: Text
    title: Text
    text: LongText
    required: bool = True


class Policy(Wire):
    carrier: Text
    name: Text
    network: Text
    methods: tuple[_Method, ...]
    effective: _Effective
    change_windows: tuple[_Window, ...]
    otp: _Otp
    contacts: tuple[_Contact, ...]
    terms: tuple[_Terms, ...]
    cancel_until_days_before: _Days
    holiday_overrides: tuple[tuple[Date, Text], ...] = ()
    deprecated_identity: _Ways = ()
    billing: _Billing | None = None
    arrears: _Arrears | None = None

    @classmethod
    def read(cls, body: bytes) -> "Policy":
        """ValueError (pydantic's is one) for anything that is no policy."""
        return cls.model_validate_json(to_json(_without_sources(from_json(body, allow_inf_nan=False))))

    def to_domain(self) -> policy.CarrierPolicy:
        """Without methods this app does not know: it could neither show nor ask for them."""
        windows = [window.to_domain() for window in self.change_windows]
        return policy.CarrierPolicy(
            carrier=self.carrier,
            name=self.name,
            network=self.network,
            methods=tuple(method.to_domain() for method in self.methods if method.kind is not MethodKind.OTHER),
            effective=self.effective.to_domain(),
            change_windows=tuple(window for window in windows if window[0] is not MethodKind.OTHER),
            otp=self.otp.to_domain(),
            contacts=tuple(contact.to_domain() for contact in self.contacts),
            terms=tuple(terms.to_domain() for terms in self.terms),
            cancel_until_days_before=self.cancel_until_days_before,
            holiday_overrides=self.holiday_overrides,
            deprecated_identity=self.deprecated_identity,
            billing=_mirrored(self.billing),
            arrears=_mirrored(self.arrears),
        )


def _without_sources(part: Any) -> Any:
    """Strips {"value": …, "source": …} wherever it stands."""
    if isinstance(part, dict):
        if part.keys() == {"value", "source"}:
            return _without_sources(part["value"])
        return {name: _without_sources(value) for name, value in part.items()}
    return [_without_sources(value) for value in part] if isinstance(part, list) else part
