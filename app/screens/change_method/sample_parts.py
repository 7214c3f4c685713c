"""Pieces the sample states of several screens are put together from: one subscriber, two carriers, and their plans as the rules compute them."""
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import TypedDict
from zoneinfo import ZoneInfo

from app.domain.bill import Bill, BillState
from app.domain.calendar import BusinessCalendar
from app.domain.change import ChangePlan, ChangeState, MethodChange, Warning
from app.domain.charge_dates import next_charges, plan_change
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
NOW = datetime(2026, 11, 5, 10, 0, tzinfo=KST)  # a Thursday; November's only charge by card is still ahead
BEFORE_LUNAR_NEW_YEAR = datetime(2026, 2, 10, 10, 0, tzinfo=KST)
SATURDAY = datetime(2026, 11, 7, 10, 0, tzinfo=KST)
CALENDAR = BusinessCalendar()


class _Elsewhere(TypedDict):
    apply_at: tuple[str, ...]
    menu_paths: tuple[str, ...]


# Carriers, as the sandbox plays them
def _terms(carrier: str) -> tuple[Terms, ...]:
    return (
        Terms(
            "direct-debit",
            "2026-01",
            "자동납부 출금 동의와 개인(신용)정보 수집·이용 동의",
            f"매달 청구되는 통신요금을 제가 고른 납부방법에서 {carrier}이 출금하거나 결제하는 데 동의합니다.\n\n"
            "1. 출금과 결제\n"
            "· 요금은 정해진 날에 빠져나갑니다. 그날 은행이 쉬면 다음 영업일에 빠져나갑니다.\n"
            "· 잔액이나 한도가 모자라면 정해진 다음 날에 남은 금액을 다시 출금할 수 있습니다.\n"
            "· 출금할 금액은 청구서로 미리 알려 드립니다.\n"
            "· 이미 납부하신 금액은 다시 출금하지 않습니다. 잘못 출금된 금액은 돌려 드립니다.\n\n"
            "2. 개인(신용)정보의 수집·이용\n"
            "· 수집하는 항목: 납부자의 이름, 생년월일, 연락처, 은행 또는 카드사 이름, 계좌번호 또는 카드번호와 유효기간, 간편결제 계정의 연결 정보\n"
            "· 이용하는 목적: 자동납부의 등록, 출금과 결제, 결과 안내\n"
            "· 보관하는 기간: 자동납부를 해지할 때까지. 거래 기록은 관계 법령이 정한 5년 동안 보관합니다.\n"
            "· 주민등록번호는 받지 않습니다.\n\n"
            "3. 변경과 해지\n"
            "· 신청한 변경은 적용되기 전까지 취소할 수 있습니다.\n"
            "· 자동납부는 언제든 앱이나 고객센터에서 바꾸거나 해지할 수 있습니다.\n\n"
            "4. 동의하지 않을 권리\n"
            "· 동의하지 않아도 됩니다. 그러면 자동납부를 이용할 수 없고, 다른 방법으로 직접 납부하셔야 합니다.",
        ),
        Terms(
            "third-party",
            "2026-01",
            "개인(신용)정보 제3자 제공 동의",
            f"자동납부를 처리하기 위해 {carrier}이 아래와 같이 정보를 제공하는 데 동의합니다.\n\n"
            "1. 받는 곳\n"
            "· 은행 계좌: 금융결제원과 고르신 은행\n"
            "· 신용카드: 고르신 카드사와 결제대행사\n"
            "· 간편결제: 고르신 간편결제 회사(카카오페이 또는 페이코)\n\n"
            "2. 받는 곳이 이용하는 목적\n"
            "· 출금이나 결제에 동의하셨는지 확인하고, 매달 요금을 출금하거나 결제합니다.\n\n"
            "3. 제공하는 항목\n"
            "· 납부자의 이름, 생년월일, 계좌번호 또는 카드번호와 유효기간, 간편결제 계정의 연결 정보, 납부할 금액과 납부자번호\n\n"
            "4. 받는 곳이 보관하는 기간\n"
            "· 자동납부를 해지할 때까지. 거래 기록은 관계 법령이 정한 5년 동안 보관합니다.\n\n"
            "5. 동의하지 않을 권리\n"
            "· 동의하지 않아도 됩니다. 그러면 자동납부를 이용할 수 없습니다.",
        ),
    )


def _code(carrier: str) -> OtpPolicy:
    return OtpPolicy(6, 180, 5, 5, 30, 1, f"[{carrier}] 인증번호 {{{{code}}}}. 다른 사람에게 알려 주지 마세요.")


WEEKDAYS = (0, 1, 2, 3, 4)
OFFICE_HOURS = OpeningHours(WEEKDAYS, time(9), time(18), lunch=(time(12, 30), time(13, 30)))
KT_HOURS = OpeningHours(WEEKDAYS, time(9), time(18))
EVERY_HOUR = OpeningHours((*WEEKDAYS, 5, 6), time(0), time(23, 59), on_holidays=True, around_the_clock=True)
CONTACTS = (
    Contact("고객센터", "114", "free", OFFICE_HOURS, "쓰고 있는 알뜰폰에서 국번 없이 누르세요."),
    Contact("신청·배송·개통 문의 (무료)", "080-808-0283", "free", OFFICE_HOURS),
    Contact("신청·배송·개통 문의 (유료)", "1670-0283", "paid", OFFICE_HOURS, "통화료가 나와요."),
)
KT_CONTACTS = (
    Contact("고객센터", "114", "free", KT_HOURS, "쓰고 있는 휴대폰에서 국번 없이 누르세요."),
    Contact("고객센터 (다른 전화에서)", "1588-0010", "paid", KT_HOURS, "통화료가 나와요."),
    Contact("유선·인터넷 고객센터", "100", "free", EVERY_HOUR, "인터넷과 집전화 상담 번호로 알려져 있어요. 휴대폰 상담은 114로 거세요.", verified=False),
)
BANKS_ON_OFFER = (
    "004", "088", "020", "081", "011", "003", "090", "092", "089", "023", "045", "071",
    "048", "007", "031", "032", "039", "034", "037", "035", "012", "002", "050", "064",
)
KT_ISSUERS_ON_OFFER = ("41", "11", "51", "61", "71", "21", "31", "W1", "91", "3K", "15", "24", "3A", "46", "35", "42", "34", "37", "38", "62", "39", "30")
ISSUERS_ON_OFFER = (*KT_ISSUERS_ON_OFFER[:8], "36", *KT_ISSUERS_ON_OFFER[8:])
BY_PHONE_OR_IPIN = (IdentityMethod.SMS, IdentityMethod.IPIN)
EITHER_PAYER = (Payer.SELF, Payer.OTHER)
ELSEWHERE: _Elsewhere = {"apply_at": ("홈페이지", "고객센터"), "menu_paths": ("메인 > 납부방법",)}
KT_DESKS = ("고객센터(전화)", "KT플라자(전화·방문)", "대리점(전화·방문)")
KT_BILLS: _Elsewhere = {"apply_at": KT_DESKS, "menu_paths": ("마이페이지 > 요금조회/납부 > 명세서 관리",)}
KT_WALLETS: _Elsewhere = {"apply_at": KT_DESKS, "menu_paths": ("마이페이지 > 요금조회/납부 > 요금납부 > 납부방법 변경",)}
U_MOBILE = CarrierPolicy(
    carrier="umobile",
    name="U+ 알뜰모바일",
    network="LGU+",
    methods=(
        MethodPolicy(MethodKind.BANK, (Round(15),), payers=EITHER_PAYER, identity=BY_PHONE_OR_IPIN, institutions=BANKS_ON_OFFER, **ELSEWHERE),
        MethodPolicy(MethodKind.CARD, (Round(11),), payers=EITHER_PAYER, identity=BY_PHONE_OR_IPIN, institutions=ISSUERS_ON_OFFER, expiry_stops_debit=True, **ELSEWHERE),
        MethodPolicy(MethodKind.KAKAOPAY, (Round(21),), identity=BY_PHONE_OR_IPIN, completes_in_app=True, **ELSEWHERE),
        MethodPolicy(MethodKind.PAYCO, (Round(21),), identity=BY_PHONE_OR_IPIN, completes_in_app=True, **ELSEWHERE),
    ),
    effective=EffectiveRule(same_type_business_days=2, cross_type_next_month_day=1, cutoff_days_before=2, cutoff_time=time(21)),
    change_windows=(),
    otp=_code("U+ 알뜰모바일"),
    contacts=CONTACTS,
    terms=_terms("U+ 알뜰모바일"),
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
            (Round(21), Round(25), Round(18)),
            retry_until_next_due=True,
            payers=EITHER_PAYER,
            identity=(IdentityMethod.JOINT_CERTIFICATE,),
            excluded=(
                ExcludedInstitution("008", "한국수출입은행", ("수출입은행",), "한국수출입은행은 자동납부로 등록할 수 없는 기관이에요."),
                ExcludedInstitution("027", "한국씨티은행", ("씨티은행", "시티은행", "Citibank"), "한국씨티은행 계좌는 자동납부로 등록할 수 없어요."),
                ExcludedInstitution("054", "HSBC", ("HSBC은행", "홍콩상하이은행"), "HSBC 계좌는 자동납부로 등록할 수 없어요."),
                ExcludedInstitution("076", "신용보증기금", ("신보",), "신용보증기금은 자동납부로 등록할 수 없는 기관이에요."),
                ExcludedInstitution("077", "기술보증기금", ("기술신보", "기술신용보증기금", "기보"), "기술보증기금(옛 기술신보)은 자동납부로 등록할 수 없는 기관이에요."),
                ExcludedInstitution("261", "교보증권", (), "교보증권 계좌는 자동납부로 등록할 수 없어요."),
                ExcludedInstitution("265", "LS증권", ("이트레이드증권", "이베스트투자증권"), "LS증권(옛 이트레이드증권) 계좌는 자동납부로 등록할 수 없어요."),
                ExcludedInstitution("268", "아이엠투자증권", ("솔로몬투자증권",), "아이엠투자증권(옛 솔로몬투자증권) 계좌는 자동납부로 등록할 수 없어요."),
                ExcludedInstitution("292", "케이프투자증권", ("LIG투자증권",), "케이프투자증권(옛 LIG투자증권) 계좌는 자동납부로 등록할 수 없어요."),
            ),
            institutions=BANKS_ON_OFFER,
            **KT_BILLS,
        ),
        MethodPolicy(
            MethodKind.CARD,
            (Round(11), Round(21)),
            payers=EITHER_PAYER,
            identity=BY_PHONE_OR_IPIN,
            excluded=(
                ExcludedInstitution("36", "씨티카드", ("한국씨티은행카드", "시티카드"), "씨티카드는 외국계 은행의 카드라서 자동납부로 등록할 수 없어요."),
            ),
            institutions=KT_ISSUERS_ON_OFFER,
            expiry_stops_debit=True,
            expiry_exempt_issuers=("11", "61"),
            **KT_BILLS,
        ),
        MethodPolicy(MethodKind.KAKAOPAY, (Round(21), Round(25), Round(0)), identity=BY_PHONE_OR_IPIN, completes_in_app=True, **KT_WALLETS),
        MethodPolicy(MethodKind.PAYCO, (Round(21), Round(25), Round(0)), identity=BY_PHONE_OR_IPIN, completes_in_app=True, **KT_WALLETS),
    ),
    change_windows=((MethodKind.BANK, ServiceWindow(opens=time(9, 10), closes=time(21, 50))),),
    otp=_code("알뜰지기 모바일"),
    contacts=KT_CONTACTS,
    terms=_terms("알뜰지기 모바일"),
)

# The subscriber
LINE = Line("ba-1", "umobile", "U+ 알뜰모바일", "+821012345678", "홍*동", "pm-1")
KT_LINE = replace(LINE, carrier="ktm", carrier_name="알뜰지기 모바일")
SHINHAN_CARD = PaymentMethod("pm-1", MethodKind.CARD, "신한카드", "41", "1234-****-****-5678", "홍*동", expires=(2028, 12))
KB_ACCOUNT = PaymentMethod("pm-2", MethodKind.BANK, "KB국민은행", "004", "110-***-***789", "홍*동")
KAKAOPAY = PaymentMethod("pm-3", MethodKind.KAKAOPAY, "카카오페이", "kakaopay", "카카오페이 머니", "홍*동")
BILL = Bill("bill-202611", (2026, 11), (2026, 10), date(2026, 11, 11), 33_000, 33_000, BillState.SENT)
BILL_AT_NEW_YEAR = Bill("bill-202602", (2026, 2), (2026, 1), date(2026, 2, 19), 33_000, 33_000, BillState.SENT)
PAID_BILL = replace(BILL, remaining=0, state=BillState.SETTLED)


def seen(method: PaymentMethod = SHINHAN_CARD, bill: Bill | None = BILL, at: datetime = NOW, policy: CarrierPolicy = U_MOBILE, change: MethodChange | None = None) -> Overview:
    """What the carrier tells of that line at that moment; the charges to come follow from the rest."""
    line = replace(KT_LINE if policy is KT_MOBILE else LINE, payment_method_id=method.id)
    return Overview(line, policy, method, bill, None, next_charges(policy, method, CALENDAR, at, bill, change), change, at)


OVERVIEW = seen()
KT_OVERVIEW = seen(policy=KT_MOBILE)
AT_NEW_YEAR = seen(KB_ACCOUNT, BILL_AT_NEW_YEAR, BEFORE_LUNAR_NEW_YEAR)


# Plans
def plan_of(begun: Overview, new: MethodKind, at: datetime | None = None) -> ChangePlan:
    return plan_change(begun.policy, CALENDAR, begun.method, new, at or begun.as_of, begun.bill)


CARD_TO_BANK = plan_of(OVERVIEW, MethodKind.BANK)
CARD_TO_CARD = plan_of(OVERVIEW, MethodKind.CARD)
CARD_TO_KAKAOPAY = plan_of(OVERVIEW, MethodKind.KAKAOPAY)
BANK_TO_BANK_AT_NEW_YEAR = plan_of(AT_NEW_YEAR, MethodKind.BANK)
KT_CARD_TO_BANK = plan_of(KT_OVERVIEW, MethodKind.BANK)
KT_CARD_TO_CARD = plan_of(KT_OVERVIEW, MethodKind.CARD)
KT_CARD_TO_KAKAOPAY = plan_of(KT_OVERVIEW, MethodKind.KAKAOPAY)
KT_CLOSED_WINDOW = plan_of(KT_OVERVIEW, MethodKind.BANK, SATURDAY)
# No one change has them all: posed to see them side by side.
KT_EVERY_WARNING = replace(KT_CARD_TO_BANK, warnings=tuple(each for each in Warning if each is not Warning.COMPLETE_IN_APP))


# Changes as the carrier tracks them
def _taken_on(plan: ChangePlan, number: int, to_method: PaymentMethod) -> MethodChange:
    return MethodChange(
        id=f"chg-{number}",
        receipt=f"20261105-{number:04}",
        state=ChangeState.SCHEDULED,
        requested_at=NOW + timedelta(minutes=4),
        from_method=SHINHAN_CARD,
        to_method=replace(to_method, status=MethodStatus.PENDING),
        effective=plan.effective,
        first_charge=plan.first_on_new,
        last_on_old=plan.last_on_old,
        cancellable_until=plan.cancellable_until,
        notified_to="010-****-5678",
    )


HYUNDAI_CARD = PaymentMethod("pm-4", MethodKind.CARD, "현대카드", "61", "5555-****-****-4444", "홍*동", expires=(2029, 8))
TO_BANK = _taken_on(CARD_TO_BANK, 1, KB_ACCOUNT)
TO_CARD = _taken_on(CARD_TO_CARD, 1, HYUNDAI_CARD)
TO_KAKAOPAY = replace(
    _taken_on(CARD_TO_KAKAOPAY, 2, KAKAOPAY),
    state=ChangeState.PENDING_EXTERNAL_APP,
    external_app_url="http://127.0.0.1:8550/provider/wallet/chg-2",
)

# What can go wrong
OFFLINE = Failure(Refusal.OFFLINE, Delivery.NOT_SENT, reference="b7d1f0a2")
UNCONFIRMED = Failure(Refusal.UNCONFIRMED, Delivery.AMBIGUOUS, reference="b7d1f0a2")

# What the subscriber typed
AGREED_TO_ALL = frozenset(terms.id for terms in U_MOBILE.terms)
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
    otp=U_MOBILE.otp,
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
