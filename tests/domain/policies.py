"""Two carriers as the rules describe them, and a subscriber's methods and bills, for tests of the domain."""
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from app.domain.bill import Bill, BillState
from app.domain.payment_method import MethodKind, PaymentMethod
from app.domain.policy import (
    CarrierPolicy,
    Contact,
    EffectiveRule,
    ExcludedInstitution,
    MethodPolicy,
    OpeningHours,
    OtpPolicy,
    Round,
    ServiceWindow,
)

KST = ZoneInfo("Asia/Seoul")
PLUS_TWO_OR_NEXT_MONTH = EffectiveRule(
    same_type_business_days=2, cross_type_next_month_day=1, cutoff_days_before=2, cutoff_time=time(21)
)
OTP = OtpPolicy(length=6, ttl_seconds=180, max_tries=5, max_sends=5, resend_after_seconds=30, max_extensions=1)
OFFICE_HOURS = OpeningHours((0, 1, 2, 3, 4), time(9), time(18), lunch=(time(12, 30), time(13, 30)))
BANK_WINDOW = ServiceWindow(time(9, 10), time(21, 50))
EXCLUDED_BANKS = (
    ExcludedInstitution("008", "한국수출입은행", ("수출입은행",)),
    ExcludedInstitution("027", "한국씨티은행"),
    ExcludedInstitution("054", "HSBC"),
    ExcludedInstitution("076", "신용보증기금"),
    ExcludedInstitution("077", "기술보증기금"),
    ExcludedInstitution("261", "교보증권"),
    ExcludedInstitution("265", "LS증권", reason="LS증권(옛 이트레이드증권) 계좌는 등록할 수 없어요."),
    ExcludedInstitution("268", "아이엠투자증권"),
    ExcludedInstitution("292", "케이프투자증권"),
)

UMOBILE = CarrierPolicy(
    carrier="umobile",
    name="U+ 알뜰모바일",
    network="LGU+",
    methods=(
        MethodPolicy(MethodKind.BANK, (Round(15),)),
        MethodPolicy(MethodKind.CARD, (Round(11),)),
        MethodPolicy(MethodKind.KAKAOPAY, (Round(21),), completes_in_app=True),
    ),
    effective=PLUS_TWO_OR_NEXT_MONTH,
    change_windows=(),
    otp=OTP,
    contacts=(
        Contact("고객센터", "114", "free", OFFICE_HOURS),
        Contact("신청·배송·개통", "1670-0283", "paid", OFFICE_HOURS),
        Contact("신청·배송·개통", "080-808-0283", "free", OFFICE_HOURS),
    ),
    terms=(),
    cancel_until_days_before=1,
)
KTM = CarrierPolicy(
    carrier="ktm",
    name="알뜰지기 모바일",
    network="KT",
    methods=(
        MethodPolicy(
            MethodKind.BANK, (Round(21), Round(25), Round(18)), retry_until_next_due=True, excluded=EXCLUDED_BANKS
        ),
        MethodPolicy(
            MethodKind.CARD,
            (Round(11), Round(21)),
            excluded=(ExcludedInstitution("36", "씨티카드"),),
            expiry_stops_debit=True,
            expiry_exempt_issuers=("11", "21", "61"),
        ),
        MethodPolicy(MethodKind.KAKAOPAY, (Round(21), Round(25), Round(0)), completes_in_app=True),
        MethodPolicy(MethodKind.PAYCO, (Round(21), Round(25), Round(0)), completes_in_app=True),
    ),
    effective=PLUS_TWO_OR_NEXT_MONTH,
    change_windows=((MethodKind.BANK, BANK_WINDOW),),
    otp=OTP,
    contacts=(),
    terms=(),
    cancel_until_days_before=1,
)


def rules(policy: CarrierPolicy, kind: MethodKind) -> MethodPolicy:
    found = policy.method(kind)
    assert found is not None
    return found


def paying_by(
    kind: MethodKind, *, issuer: str = "", expires: tuple[int, int] | None = None, debit_day: int | None = None
) -> PaymentMethod:
    return PaymentMethod("pm-1", kind, "", issuer, "", "홍*동", expires=expires, debit_day=debit_day)


def bill_of(year: int, month: int, *, paid: bool = False) -> Bill:
    used = (year, month - 1) if month > 1 else (year - 1, 12)
    state = BillState.SETTLED if paid else BillState.SENT
    return Bill("bill-1", (year, month), used, date(year, month, 28), 33_000, 0 if paid else 33_000, state)


def at(month: int, day: int, hour: int = 10, minute: int = 0, *, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=KST)
