"""Pieces the sample states of several screens are put together from: one subscriber, two carriers, plans for real dates."""
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from app.domain.bill import Bill, BillState, Unpaid
from app.domain.calendar import BusinessCalendar
from app.domain.change import ChangePlan, ChangeState, Charge, ChargeKind, MethodChange, Warning
from app.domain.identity import CodeTicket, IdentityMethod, IdentityState, IdentityTransaction, Person
from app.domain.line import Line
from app.domain.payment_method import MethodKind, MethodStatus, Payer, PaymentMethod, Relation
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
    Terms,
)
from app.domain.refusal import Delivery, Failure, Refusal
from app.state.account.flow import Account, Overview
from app.state.app_state import AppState
from app.state.change_method.flow import Change
from app.state.identity.flow import Identity
from app.state.place import Place
from app.state.remote import Loaded

KST = ZoneInfo("Asia/Seoul")
NOW = datetime(2026, 11, 24, 10, 0, tzinfo=KST)  # a Tuesday
BEFORE_LUNAR_NEW_YEAR = datetime(2026, 2, 10, 10, 0, tzinfo=KST)
SATURDAY = datetime(2026, 11, 28, 10, 0, tzinfo=KST)

# Carriers
TERMS = (
    Terms(
        "direct-debit",
        "2026-01",
        "자동납부 이용 동의",
        "매달 통신요금을 내가 고른 납부방법에서 자동으로 냅니다.\n\n"
        "1. 정해진 날에 돈이 모자라면 다음 출금일에 다시 시도합니다.\n"
        "2. 정해진 날이 쉬는 날이면 다음 영업일에 출금합니다.\n"
        "3. 언제든 다른 납부방법으로 바꾸거나 자동납부를 그만둘 수 있습니다.",
    ),
    Terms(
        "personal-data",
        "2026-01",
        "개인정보 수집·이용 동의",
        "자동납부를 등록하려고 아래 정보를 받습니다.\n\n"
        "· 받는 정보: 이름, 생년월일, 납부방법의 번호\n"
        "· 쓰는 곳: 자동납부 등록과 요금 출금\n"
        "· 보관 기간: 자동납부를 그만둔 뒤 5년\n\n"
        "동의하지 않을 수 있지만, 그러면 자동납부를 쓸 수 없습니다.",
    ),
    Terms(
        "third-party",
        "2026-01",
        "개인정보 제3자 제공 동의",
        "출금하려고 아래 회사에 정보를 건넵니다.\n\n"
        "· 받는 곳: 금융결제원, 고른 은행이나 카드사\n"
        "· 건네는 정보: 이름, 생년월일, 납부방법의 번호\n"
        "· 보관 기간: 자동납부를 그만둘 때까지",
    ),
)
OTP = OtpPolicy(length=6, ttl_seconds=180, max_tries=5, max_sends=5, resend_after_seconds=30, max_extensions=2)
EVERY_HOUR = OpeningHours(weekdays=(0, 1, 2, 3, 4, 5, 6), opens=time(0), closes=time(23, 59), on_holidays=True, around_the_clock=True)
OFFICE_HOURS = OpeningHours(weekdays=(0, 1, 2, 3, 4), opens=time(9), closes=time(18), lunch=(time(12, 30), time(13, 30)))
CONTACTS = (
    Contact("고객센터 (알뜰폰에서 걸 때)", "114", "free", OFFICE_HOURS),
    Contact("신청·배송·개통 문의", "080-808-0283", "free", OFFICE_HOURS),
    Contact("신청·배송·개통 문의", "1670-0283", "paid", OFFICE_HOURS),
)
BANKS_ON_OFFER = ("004", "088", "020", "081", "011", "090", "092", "003", "089", "023", "007", "045", "048", "071", "031", "032", "034", "035", "037", "039")
ISSUERS_ON_OFFER = ("41", "11", "51", "61", "71", "31", "21", "91", "W1", "15")
BY_PHONE_OR_IPIN = (IdentityMethod.SMS, IdentityMethod.IPIN)
EITHER_PAYER = (Payer.SELF, Payer.OTHER)
U_MOBILE = CarrierPolicy(
    carrier="umobile",
    name="U+ 알뜰모바일",
    network="LGU+",
    methods=(
        MethodPolicy(MethodKind.BANK, (Round(15),), payers=EITHER_PAYER, identity=BY_PHONE_OR_IPIN, institutions=BANKS_ON_OFFER),
        MethodPolicy(MethodKind.CARD, (Round(11),), payers=EITHER_PAYER, identity=BY_PHONE_OR_IPIN, institutions=ISSUERS_ON_OFFER),
        MethodPolicy(MethodKind.KAKAOPAY, (Round(21),), identity=BY_PHONE_OR_IPIN, completes_in_app=True),
        MethodPolicy(MethodKind.PAYCO, (Round(21),), identity=BY_PHONE_OR_IPIN, completes_in_app=True),
    ),
    effective=EffectiveRule(same_type_business_days=2, cross_type_next_month_day=1, cutoff_days_before=2, cutoff_time=time(21)),
    change_windows=(),
    otp=OTP,
    contacts=CONTACTS,
    terms=TERMS,
    cancel_until_days_before=1,
    deprecated_identity=(IdentityMethod.IPIN,),
)
KT_MOBILE = replace(
    U_MOBILE,
    carrier="ktm",
    name="알뜰지기 모바일",
    network="KT",
    methods=(
        MethodPolicy(
            MethodKind.BANK,
            (Round(21),),
            retry_until_next_due=True,
            payers=EITHER_PAYER,
            identity=(IdentityMethod.JOINT_CERTIFICATE,),
            excluded=(
                ExcludedInstitution("027", "한국씨티은행", ("씨티은행",), "한국씨티은행 계좌는 자동이체를 받을 수 없어요."),
                ExcludedInstitution("265", "LS증권", ("이트레이드증권",), "LS증권(옛 이트레이드증권) 계좌는 자동이체를 받을 수 없어요."),
            ),
            institutions=BANKS_ON_OFFER,
        ),
        MethodPolicy(
            MethodKind.CARD,
            (Round(11), Round(21)),
            payers=EITHER_PAYER,
            identity=BY_PHONE_OR_IPIN,
            institutions=ISSUERS_ON_OFFER,
            expiry_stops_debit=True,
            expiry_exempt_issuers=("11", "21", "61"),
        ),
        MethodPolicy(MethodKind.KAKAOPAY, (Round(21), Round(25), Round(0)), identity=BY_PHONE_OR_IPIN, completes_in_app=True),
        MethodPolicy(MethodKind.PAYCO, (Round(21), Round(25), Round(0)), identity=BY_PHONE_OR_IPIN, completes_in_app=True),
    ),
    change_windows=((MethodKind.BANK, ServiceWindow(opens=time(9, 10), closes=time(21, 50))),),
)

# The subscriber
LINE = Line("ba-1", "umobile", "U+ 알뜰모바일", "+821012345678", "홍*동", "pm-1")
SHINHAN_CARD = PaymentMethod("pm-1", MethodKind.CARD, "신한카드", "41", "1234-****-****-5678", "홍*동", expires=(2028, 12))
KB_ACCOUNT = PaymentMethod("pm-2", MethodKind.BANK, "KB국민은행", "004", "110-***-***789", "홍*동", debit_day=15)
KAKAOPAY = PaymentMethod("pm-3", MethodKind.KAKAOPAY, "카카오페이", "kakaopay", "카카오페이 머니", "홍*동")
BILL = Bill("bill-202611", (2026, 11), (2026, 10), date(2026, 11, 30), 33_000, 33_000, BillState.SENT)
PAID_BILL = replace(BILL, remaining=0, state=BillState.SETTLED)
UNPAID = Unpaid(amount=66_000, bills=2, oldest_due=date(2026, 9, 30))
CHARGES_ON_CARD = (Charge(date(2026, 12, 11), False, ChargeKind.FIRST, (2026, 12)),)
OVERVIEW = Overview(LINE, U_MOBILE, SHINHAN_CARD, BILL, None, CHARGES_ON_CARD, None, NOW)
OVERVIEW_ON_BANK = replace(
    OVERVIEW,
    line=replace(LINE, payment_method_id="pm-2"),
    method=KB_ACCOUNT,
    next_charges=(Charge(date(2026, 12, 15), False, ChargeKind.FIRST, (2026, 12)),),
)
KT_OVERVIEW = replace(OVERVIEW, line=replace(LINE, carrier="ktm", carrier_name="알뜰지기 모바일"), policy=KT_MOBILE)

# Plans
_, LUNAR_NEW_YEAR = BusinessCalendar().following(date(2026, 2, 15))
_, CHRISTMAS = BusinessCalendar().following(date(2026, 12, 25))
CARD_TO_BANK = ChangePlan(
    same_type=False,
    effective=date(2026, 12, 1),
    charges=(Charge(date(2026, 12, 15), True, ChargeKind.FIRST, (2026, 12)),),
    last_on_old=None,
    first_on_new=date(2026, 12, 15),
    warnings=(Warning.DAY_CHANGES,),
    cancellable_until=datetime(2026, 11, 30, 21, 0, tzinfo=KST),
)
CARD_TO_CARD = ChangePlan(
    same_type=True,
    effective=date(2026, 11, 26),
    charges=(Charge(date(2026, 12, 11), True, ChargeKind.FIRST, (2026, 12)),),
    last_on_old=None,
    first_on_new=date(2026, 12, 11),
    warnings=(),
    cancellable_until=datetime(2026, 11, 25, 21, 0, tzinfo=KST),
)
CARD_TO_KAKAOPAY = ChangePlan(
    same_type=False,
    effective=date(2026, 12, 1),
    charges=(
        Charge(date(2026, 12, 21), True, ChargeKind.FIRST, (2026, 12)),
        Charge(date(2026, 12, 28), True, ChargeKind.RETRY, (2026, 12), CHRISTMAS),
        Charge(date(2026, 12, 31), True, ChargeKind.MONTH_END, (2026, 12)),
    ),
    last_on_old=None,
    first_on_new=date(2026, 12, 21),
    warnings=(Warning.COMPLETE_IN_APP, Warning.DAY_CHANGES),
    cancellable_until=datetime(2026, 11, 30, 21, 0, tzinfo=KST),
)
BANK_TO_BANK_AT_NEW_YEAR = ChangePlan(
    same_type=True,
    effective=date(2026, 2, 12),
    charges=(Charge(date(2026, 2, 19), True, ChargeKind.FIRST, (2026, 2), LUNAR_NEW_YEAR),),
    last_on_old=None,
    first_on_new=date(2026, 2, 19),
    warnings=(),
    cancellable_until=datetime(2026, 2, 11, 21, 0, tzinfo=KST),
)
KT_CARD_TO_BANK = ChangePlan(
    same_type=False,
    effective=date(2026, 12, 1),
    charges=(
        Charge(date(2026, 11, 25), False, ChargeKind.RETRY, (2026, 11)),
        Charge(date(2026, 12, 21), True, ChargeKind.FIRST, (2026, 12)),
        Charge(date(2026, 12, 28), True, ChargeKind.RETRY, (2026, 12)),
        Charge(date(2027, 1, 4), True, ChargeKind.RETRY, (2026, 12)),
    ),
    last_on_old=date(2026, 11, 25),
    first_on_new=date(2026, 12, 21),
    warnings=(Warning.OLD_STILL_CHARGED, Warning.DOUBLE_CHARGE_RISK, Warning.UNPAID_NOT_COLLECTED, Warning.DAY_CHANGES),
    cancellable_until=datetime(2026, 11, 30, 21, 0, tzinfo=KST),
)
KT_CLOSED_WINDOW = replace(KT_CARD_TO_BANK, window_open=False, next_opening=datetime(2026, 11, 30, 9, 10, tzinfo=KST))

# Changes as the carrier tracks them
TO_BANK = MethodChange(
    id="chg-1",
    receipt="20261124-0001",
    state=ChangeState.SCHEDULED,
    requested_at=NOW + timedelta(minutes=4),
    from_method=SHINHAN_CARD,
    to_method=replace(KB_ACCOUNT, status=MethodStatus.PENDING),
    effective=date(2026, 12, 1),
    first_charge=date(2026, 12, 15),
    last_on_old=None,
    cancellable_until=datetime(2026, 11, 30, 21, 0, tzinfo=KST),
    notified_to="010-****-5678",
)
TO_KAKAOPAY = replace(
    TO_BANK,
    id="chg-2",
    receipt="20261124-0002",
    state=ChangeState.PENDING_EXTERNAL_APP,
    to_method=replace(KAKAOPAY, status=MethodStatus.PENDING),
    first_charge=date(2026, 12, 21),
    external_app_url="http://127.0.0.1:8550/provider/wallet/chg-2",
)

# What can go wrong
OFFLINE = Failure(Refusal.OFFLINE, Delivery.NOT_SENT, reference="b7d1f0a2")
UNCONFIRMED = Failure(Refusal.UNCONFIRMED, Delivery.AMBIGUOUS, reference="b7d1f0a2")

# What the subscriber typed
AGREED_TO_ALL = frozenset(terms.id for terms in TERMS)
STARTED = Change(begun=OVERVIEW, opened_at=NOW)
TO_BANK_FORM = replace(
    STARTED,
    kind=MethodKind.BANK,
    plan=Loaded(CARD_TO_BANK),
    payer=Payer.SELF,
    bank_code="004",
    account_number="11012345678789",
    agreed=AGREED_TO_ALL,
)
TO_CARD_FORM = replace(
    STARTED,
    kind=MethodKind.CARD,
    plan=Loaded(CARD_TO_CARD),
    payer=Payer.SELF,
    card_number="5555555555554444",
    card_issuer="",
    card_expiry="0829",
    agreed=AGREED_TO_ALL,
)
TO_KAKAOPAY_FORM = replace(STARTED, kind=MethodKind.KAKAOPAY, plan=Loaded(CARD_TO_KAKAOPAY), payer=Payer.SELF, agreed=AGREED_TO_ALL)
OTHER_PAYER = replace(TO_BANK_FORM, payer=Payer.OTHER, payer_name="김영희", payer_relation=Relation.PARENT, payer_phone="01098765432")

# The identity check
PERSON = Person(name="홍길동", birth="900101", gender="1", phone="01012345678")
TICKET = CodeTicket("auth-1", "010-****-5678", NOW + timedelta(seconds=154), NOW + timedelta(seconds=4))
SMS_CHECK = Identity(
    allowed=BY_PHONE_OR_IPIN,
    deprecated=(IdentityMethod.IPIN,),
    otp=OTP,
    kind=MethodKind.BANK,
    digest="0" * 64,
    now=NOW,
    method=IdentityMethod.SMS,
    person=PERSON,
    agreed=True,
)
SMS_TRANSACTION = IdentityTransaction("idt-1", IdentityMethod.SMS, IdentityState.PENDING, NOW + timedelta(minutes=5))
IPIN_TRANSACTION = IdentityTransaction("idt-2", IdentityMethod.IPIN, IdentityState.PENDING, NOW + timedelta(minutes=5), "http://127.0.0.1:8550/provider/ipin/idt-2")
CODE_SENT = replace(SMS_CHECK, transaction=Loaded(SMS_TRANSACTION), ticket=Loaded(TICKET), ticking=True)


def posed(place: Place, change: Change = STARTED, *, now: datetime = NOW) -> AppState:
    """The app as it stands at one place of the change journey."""
    return AppState(now=now, place=place, account=Account(overview=Loaded(change.begun or OVERVIEW)), change=change)
