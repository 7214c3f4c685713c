"""What one carrier allows, as data. Values come from the carrier; nothing here knows any carrier."""
from dataclasses import dataclass
from datetime import date, time

from app.domain.identity import IdentityMethod
from app.domain.payment_method import MethodKind, Payer


@dataclass(frozen=True, slots=True)
class Round:
    """One charging day of a month; round 1 charges, later rounds only what is still unpaid."""

    day: int  # nominal day of the month; 0 means the last day


@dataclass(frozen=True, slots=True)
class MethodPolicy:
    kind: MethodKind
    rounds: tuple[Round, ...]  # C1, C2, C6
    # R30: later rounds are 1-5 extra debit days until next month's due date; one not after round 1 is in the next month
    retry_until_next_due: bool = False
    payers: tuple[Payer, ...] = (Payer.SELF,)
    identity: tuple[IdentityMethod, ...] = (IdentityMethod.SMS,)
    excluded: tuple["ExcludedInstitution", ...] = ()
    institutions: tuple[str, ...] = ()  # KFTC or issuer codes on offer, in the order shown; empty for wallets
    completes_in_app: bool = False  # R9, R12: the wallet's own app has the last word
    expiry_stops_debit: bool = False  # R18
    expiry_exempt_issuers: tuple[str, ...] = ()
    apply_at: tuple[str, ...] = ()  # R5, R16, R25: where people apply in other ways, in Korean
    menu_paths: tuple[str, ...] = ()  # R6, R16, R26, C7: the carrier's own names for the way to this change


@dataclass(frozen=True, slots=True)
class ExcludedInstitution:
    """R15, R24, R31: refused by code and by any of its names."""

    code: str
    name: str  # current name
    aliases: tuple[str, ...] = ()  # the names in the source, and older ones
    reason: str = ""  # Korean, shown to the subscriber


@dataclass(frozen=True, slots=True)
class ServiceWindow:
    """R32: when a change can be applied for. Monday is 0."""

    opens: time
    closes: time
    weekdays: tuple[int, ...] = (0, 1, 2, 3, 4)
    on_holidays: bool = False


@dataclass(frozen=True, slots=True)
class EffectiveRule:
    """C3: same type after N business days; cross type on a day of the next month."""

    same_type_business_days: int
    cross_type_next_month_day: int
    cutoff_days_before: int  # business days; a change later than this leaves the charge on the old method
    cutoff_time: time  # of a cut-off, and of the last day a change can be called off


@dataclass(frozen=True, slots=True)
class OtpPolicy:
    length: int
    ttl_seconds: int
    max_tries: int
    max_sends: int
    resend_after_seconds: int
    max_extensions: int  # how often the subscriber may ask for more time
    message: str = "{{code}}"  # the SMS, as CAMARA send-code takes it


@dataclass(frozen=True, slots=True)
class OpeningHours:
    weekdays: tuple[int, ...]  # Monday is 0
    opens: time
    closes: time
    lunch: tuple[time, time] | None = None
    on_holidays: bool = False
    around_the_clock: bool = False


@dataclass(frozen=True, slots=True)
class Contact:
    """R58-R60, C9: a number to call, what it costs, when somebody answers."""

    label: str
    number: str
    cost: str  # "free" or "paid"
    hours: OpeningHours
    note: str = ""
    verified: bool = True


@dataclass(frozen=True, slots=True)
class Terms:
    """A consent text: shown in full, versioned, recorded with its version (R52)."""

    id: str
    version: str
    title: str
    text: str
    required: bool = True


@dataclass(frozen=True, slots=True)
class BillingRule:
    """When a month's bill is made, and when money paid by hand shows on it."""

    issue_day: int  # nominal; rolls to the following business day
    round_down_to: int  # KRW: 10 leaves off what is under 10 won
    posting_business_days: int  # R106


@dataclass(frozen=True, slots=True)
class ArrearsRule:
    """R107, R108: what waiting costs and where it leads, counted from the due date of the oldest unpaid bill."""

    late_fee_percent: int | None  # C22: None where the carrier names no rate; once a bill, not within the due month
    warning_days: int  # notice that the line will be suspended
    outbound_stop_months: int  # no calls, texts and data from the line
    full_stop_days: int  # after that: nothing reaches the line either
    termination_months: int


@dataclass(frozen=True, slots=True)
class CarrierPolicy:
    carrier: str
    name: str
    network: str  # "KT", "LGU+", "SKT"
    methods: tuple[MethodPolicy, ...]
    effective: EffectiveRule
    change_windows: tuple[tuple[MethodKind, ServiceWindow], ...]
    otp: OtpPolicy
    contacts: tuple[Contact, ...]
    terms: tuple[Terms, ...]
    cancel_until_days_before: int  # business days before it takes effect, until which a change can be called off
    holiday_overrides: tuple[tuple[date, str], ...] = ()  # extra days off, with their names
    deprecated_identity: tuple[IdentityMethod, ...] = ()  # still there, marked as being phased out
    billing: BillingRule | None = None  # None: the carrier does not say
    arrears: ArrearsRule | None = None

    def method(self, kind: MethodKind) -> MethodPolicy | None:
        return next((method for method in self.methods if method.kind is kind), None)

    def window(self, kind: MethodKind) -> ServiceWindow | None:
        return next((window for window_kind, window in self.change_windows if window_kind is kind), None)
