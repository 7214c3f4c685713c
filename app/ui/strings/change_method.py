"""Every word of the change journey, from the choice of a method to the receipt."""
from typing import NamedTuple

from app.domain.bank_account import AccountProblem
from app.domain.card import CardProblem
from app.domain.change import ChangeState
from app.domain.payment_method import MethodKind, Payer, Relation
from app.domain.refusal import Refusal
from app.state.change_method.flow import FormProblem, Problem


class Said(NamedTuple):
    """What happened, and what that means and what to do next."""

    title: str
    text: str


# Shared
TITLE = "납부방법 변경"
NEXT = "다음"
OK = "확인"
KIND = {
    MethodKind.BANK: "은행 계좌",
    MethodKind.CARD: "신용카드",
    MethodKind.KAKAOPAY: "카카오페이",
    MethodKind.PAYCO: "페이코",
    MethodKind.OTHER: "그 밖의 방법",
}
NOTHING_CHANGED = "바뀐 것도, 나간 돈도 없어요."
TRY_AGAIN_LATER = "잠시 뒤에 다시 눌러 주세요."
CLOSED_UNTIL = "{opening}부터 다시 바꿀 수 있어요."
LAST_DAY = "말일"
DAY_OF_MONTH = "{day}일"
EVERY_MONTH = "매달 {day}"

# 변경 전 안내
NOTICE_QUESTION = "어떤 방법으로 바꿀까요?"
NOW_PAYING_BY = "지금은 {method}로 내고 있어요."
KIND_DETAIL = {
    MethodKind.BANK: "{day}에 통장에서 빠져나가요.",
    MethodKind.CARD: "{day}에 카드로 결제돼요.",
    MethodKind.KAKAOPAY: "{day}에 카카오페이 머니로 내요.",
    MethodKind.PAYCO: "{day}에 페이코 포인트로 내요.",
}
WHEN = "언제 빠져나가나요?"
PLAN_LOADING = "날짜를 계산하고 있어요."
PLAN_RETRY = "날짜 다시 계산하기"
EFFECTIVE = "새 방법을 쓰기 시작해요"
EFFECTIVE_SAME_TYPE = "신청한 날부터 영업일로 {days}일 뒤예요."
EFFECTIVE_CROSS_TYPE = "다른 종류로 바꾸면 다음 달 {day}일부터 써요."
CHARGE = {
    MethodKind.BANK: "{method}에서 빠져나가요",
    MethodKind.CARD: "{method}로 결제돼요",
    MethodKind.KAKAOPAY: "{method}로 결제돼요",
    MethodKind.PAYCO: "{method}로 결제돼요",
    MethodKind.OTHER: "{method}로 내요",
}
CHARGE_DAY = {
    MethodKind.BANK: "{method} {which}출금일이에요",
    MethodKind.CARD: "{method} {which}결제일이에요",
    MethodKind.KAKAOPAY: "{method} {which}결제일이에요",
    MethodKind.PAYCO: "{method} {which}결제일이에요",
    MethodKind.OTHER: "{method}로 내는 날이에요",
}
FIRST_TIME = "첫 "
LAST_TIME = "마지막 "
CHARGE_AGAIN = "못 낸 요금이 있을 때만 다시 시도해요"
CHARGE_AGAIN_OLD = "못 낸 요금이 있으면 {method}로 다시 시도해요"
CHARGE_MONTH_END = "그래도 남은 요금이 있으면 한 번 더 시도해요"
SHIFTED = "원래 {nominal}인데 쉬는 날이라 미뤄졌어요. ({days})"
HOLIDAYS = "{name} 연휴"
CARD_PAID_TO_THE_ISSUER = "요금은 카드값에 더해져서 카드사에 내요. 실제 결제일은 카드사마다 조금 다를 수 있어요."
OWN_NAME_ONLY = "가입자 본인의 {kind}만 쓸 수 있어요."
CERTIFICATE_NEEDED = Said("공동인증서가 필요해요", "은행 계좌로 바꾸려면 공동인증서로 본인확인을 해요. (예전 공인인증서)")
WINDOW_CLOSED = Said(
    "지금은 {kind}로 바꿀 수 없어요",
    "{hours}에만 바꿀 수 있어요. {opening}부터 다시 열려요. 적어 둔 내용은 그대로 있고, 다른 방법은 지금도 바꿀 수 있어요.",
)
WEEKDAYS = "평일"
WEEKDAY = ("월", "화", "수", "목", "금", "토", "일")
WEEKDAY_SEPARATOR = "·"
WINDOW_HOURS = "{days} {opens}~{closes}"
WINDOW_CHECK_AGAIN = "다시 확인하기"
CHOOSE_OTHER_KIND = "다른 방법 고르기"
OLD_STILL_CHARGED = Said("다음 요금은 지금 방법으로 내요", "{date}까지는 {charge}. 그 뒤부터 새 방법으로 내요.")
DOUBLE_CHARGE_RISK = Said(
    "요금이 두 번 나갈 수 있어요",
    "지금 방법으로 다시 시도하는 날과 새 방법의 첫날이 가까워요. 두 번 나갔다면 고객센터 {call}에 알려 주세요.",
)
UNPAID_NOT_COLLECTED = Said("밀린 요금은 따로 내야 해요", "지금 밀린 요금은 새 방법으로 자동으로 내지 않아요.")
COMPLETE_IN_APP = Said("{kind}에서 한 번 더 확인해요", "신청한 뒤 {app}에서 마쳐야 바뀌어요.")
DAY_CHANGES = Said("요금 내는 날이 바뀌어요", "{before}에서 {after}로 바뀌어요.")
DAY_NOW = "지금 날짜"
WALLET_APP = {MethodKind.KAKAOPAY: "카카오톡이나 카카오페이 앱", MethodKind.PAYCO: "페이코 앱"}

# 신청서
PAYER_QUESTION = "누구 이름으로 낼까요?"
PAYER = {Payer.SELF: "본인", Payer.OTHER: "다른 사람"}
PAYER_DETAIL = {
    Payer.SELF: "가입자 {holder} 님의 이름으로 내요.",
    Payer.OTHER: "가족이나 회사 이름으로 내요. 그분도 본인확인을 해요.",
}
PAYER_NAME = "납부하는 분 이름"
PAYER_PHONE = "납부하는 분 휴대폰 번호"
PAYER_PHONE_HINT = "이 번호로 인증번호를 보내요."
RELATION_TITLE = "가입자와 어떤 사이인가요?"
RELATION = {
    Relation.SPOUSE: "배우자",
    Relation.PARENT: "부모님",
    Relation.CHILD: "자녀",
    Relation.SIBLING: "형제자매",
    Relation.COMPANY: "회사",
}
CARD_NUMBER_QUESTION = "카드번호를 알려 주세요"
CARD_NUMBER_HINT = "카드 앞면이나 뒷면에 있어요."
CARD_NUMBER = "카드번호"
CARD_NUMBER_READ = "이렇게 적었어요"
CARD_ISSUER_QUESTION = "어느 카드사인가요?"
CARD_ISSUER_HINT = "카드에 적힌 회사 이름을 골라 주세요."
CARD_EXPIRY_QUESTION = "카드 유효기간을 알려 주세요"
CARD_EXPIRY_HINT = "월과 년도를 숫자 4개로 적어 주세요. 08/29라면 0829예요."
CARD_EXPIRY = "유효기간"
FULL_DAY = "{year}년 {month}월 {day}일"
CARD_GOOD_UNTIL = "{date}까지 쓸 수 있는 카드예요."
EXPIRY_STOPS = Said("새 카드를 받으면 꼭 바꿔 주세요", "유효기간이 지나면 자동납부가 멈춰요.")
EXPIRY_EXEMPT = "{issuers}는 멈추지 않아요."
BANK_QUESTION = "어느 은행인가요?"
BANK_SEARCH = "은행 이름 찾기"
BANK_SEARCH_HINT = "초성으로도 찾을 수 있어요. 국민은행은 ㄱㅁ이에요."
BANK_OLD_NAME = "예전 이름 {alias}"
BANK_EXCLUDED = "자동이체를 할 수 없어요"
BANK_EXCLUDED_CHOOSE_OTHER = Said("{bank} 계좌는 쓸 수 없어요", "{reason} 다른 은행을 골라 주세요.")
BANK_NOT_FOUND = Said("그런 이름의 은행이 없어요", "이름을 짧게 적거나 초성만 적어 보세요.")
ACCOUNT_QUESTION = "계좌번호를 알려 주세요"
ACCOUNT_HINT = "{bank} 계좌예요. 휴대폰 번호로 만든 계좌번호는 쓸 수 없어요."
ACCOUNT = "계좌번호"
CONSENT_QUESTION = "약관에 동의해 주세요"
CONSENT_HINT = "필수 약관에 모두 동의하면 바꿀 수 있어요."
CONSENT_ALL = "전체 동의"
CONSENT_REQUIRED = "(필수) {title}"
CONSENT_OPTIONAL = "(선택) {title}"
CONSENT_VERSION = "{version} 판"
CONSENT_AGREE_AND_CLOSE = "동의하고 닫기"
CONSENT_CLOSE = "닫기"
CHECKING = "확인하고 있어요"
PROBLEM: dict[Problem, str] = {
    FormProblem.PAYER: "누구 이름으로 낼지 골라 주세요.",
    FormProblem.PAYER_NAME: "납부하는 분의 이름을 적어 주세요.",
    FormProblem.PAYER_RELATION: "가입자와 어떤 사이인지 골라 주세요.",
    FormProblem.PAYER_PHONE: "010으로 시작하는 휴대폰 번호를 적어 주세요.",
    FormProblem.CONSENT: "필수 약관에 모두 동의해 주세요.",
    CardProblem.NUMBER_SHORT: "카드번호 14~16자리를 모두 적어 주세요.",
    CardProblem.NUMBER_WRONG: "카드번호가 맞지 않아요. 다시 확인해 주세요.",
    CardProblem.ISSUER: "카드사를 골라 주세요.",
    CardProblem.EXPIRY_SHORT: "월과 년도를 숫자 4개로 적어 주세요.",
    CardProblem.EXPIRY_MONTH: "월은 01부터 12까지예요. 다시 확인해 주세요.",
    CardProblem.EXPIRED: "유효기간이 지난 카드예요. 다른 카드를 적어 주세요.",
    AccountProblem.BANK: "은행을 골라 주세요.",
    AccountProblem.BANK_EXCLUDED: "자동이체를 할 수 없는 은행이에요. 다른 은행을 골라 주세요.",
    AccountProblem.NUMBER_LENGTH: "계좌번호는 숫자 10~14자리예요.",
    AccountProblem.NUMBER_CHARACTERS: "계좌번호는 숫자로만 적어 주세요.",
    AccountProblem.PHONE_NUMBER: "휴대폰 번호로 만든 계좌번호는 쓸 수 없어요. 원래 계좌번호를 적어 주세요.",
}
REFUSED: dict[Refusal, Said] = {
    Refusal.OFFLINE: Said("통신사에 연결하지 못했어요", f"{NOTHING_CHANGED} 인터넷 연결을 확인하고 다시 눌러 주세요."),
    Refusal.UNCONFIRMED: Said("통신사 답이 오지 않았어요", f"{NOTHING_CHANGED} {TRY_AGAIN_LATER}"),
    Refusal.BUSY: Said("지금 이용하는 사람이 많아요", f"{NOTHING_CHANGED} {TRY_AGAIN_LATER}"),
    Refusal.MAINTENANCE: Said("통신사가 점검하고 있어요", f"{NOTHING_CHANGED} 점검이 끝나면 다시 눌러 주세요."),
    Refusal.DEVICE_FULL: Said("기기에 남은 공간이 없어요", f"{NOTHING_CHANGED} 사진이나 앱을 지우고 다시 눌러 주세요."),
    Refusal.SIGNED_OUT: Said("로그인이 끝났어요", f"{NOTHING_CHANGED} 앱을 다시 열고 로그인해 주세요."),
    Refusal.NOT_ALLOWED: Said("이 회선에서는 바꿀 수 없어요", f"{NOTHING_CHANGED} 고객센터 {{call}}에서 도와드려요."),
    Refusal.NOT_FOUND: Said("바꿀 회선을 찾지 못했어요", f"{NOTHING_CHANGED} 처음 화면에서 다시 시작해 주세요."),
    Refusal.UNEXPECTED: Said("문제가 생겨서 멈췄어요", f"{NOTHING_CHANGED} {TRY_AGAIN_LATER} 계속 안 되면 고객센터 {{call}}로 전화해 주세요."),
    Refusal.SAME_METHOD: Said("지금 쓰는 방법과 같아요", f"{NOTHING_CHANGED} 다른 카드나 계좌를 적어 주세요."),
    Refusal.METHOD_NOT_ALLOWED: Said("이 방법으로는 낼 수 없어요", f"{NOTHING_CHANGED} 다른 방법을 골라 주세요."),
    Refusal.PAYER_NOT_ALLOWED: Said("다른 사람 이름으로는 낼 수 없어요", f"{NOTHING_CHANGED} 본인으로 골라 주세요."),
    Refusal.PAYER_DETAILS_REQUIRED: Said("납부하는 분의 정보가 더 필요해요", "이름, 관계, 휴대폰 번호를 모두 적어 주세요."),
    Refusal.INVALID_CARD: Said("카드사가 이 카드번호를 받지 않았어요", f"{NOTHING_CHANGED} 번호를 확인하거나 다른 카드를 적어 주세요."),
    Refusal.CARD_EXPIRED: Said("유효기간이 지난 카드예요", f"{NOTHING_CHANGED} 유효기간을 확인하거나 다른 카드를 적어 주세요."),
    Refusal.UNKNOWN_ISSUER: Said("카드사를 알 수 없어요", f"{NOTHING_CHANGED} 카드에 적힌 회사를 골라 주세요."),
    Refusal.EXCLUDED_ISSUER: Said("이 카드로는 자동납부를 할 수 없어요", f"{NOTHING_CHANGED} 일부 특수·외국계 은행 카드는 쓸 수 없어요. 다른 카드를 적어 주세요."),
    Refusal.INVALID_ACCOUNT: Said("은행에서 이 계좌를 찾지 못했어요", f"{NOTHING_CHANGED} 계좌번호를 다시 확인해 주세요."),
    Refusal.UNKNOWN_BANK: Said("은행을 알 수 없어요", f"{NOTHING_CHANGED} 은행을 다시 골라 주세요."),
    Refusal.EXCLUDED_BANK: Said("이 은행 계좌는 쓸 수 없어요", f"{NOTHING_CHANGED} 자동이체를 하지 않는 곳이에요. 다른 은행을 골라 주세요."),
    Refusal.OWNER_MISMATCH: Said("가입자와 이름이 달라요", f"{NOTHING_CHANGED} 가입자 본인 이름으로 된 것만 쓸 수 있어요."),
    Refusal.MINOR_NOT_ALLOWED: Said("미성년자는 앱에서 바꿀 수 없어요", f"{NOTHING_CHANGED} 보호자가 고객센터 {{call}}로 신청해 주세요."),
    Refusal.FOREIGNER_CALL_CENTER: Said("외국인은 고객센터에서 바꿀 수 있어요", f"{NOTHING_CHANGED} 고객센터 {{call}}로 전화해 주세요."),
    Refusal.OUTSIDE_SERVICE_HOURS: Said("지금은 바꿀 수 있는 시간이 아니에요", f"{NOTHING_CHANGED} {{opening}} 적어 둔 내용은 그대로 있어요."),
    Refusal.CONSENT_REQUIRED: Said("동의가 더 필요해요", f"{NOTHING_CHANGED} 필수 약관에 모두 동의해 주세요."),
    Refusal.PENDING_CHANGE_EXISTS: Said("먼저 신청한 변경이 있어요", "새로 바뀐 것은 없어요. 납부방법 화면에서 먼저 신청한 변경을 볼 수 있어요."),
    Refusal.TOO_LATE_TO_CANCEL: Said("취소할 수 있는 때가 지났어요", "신청한 대로 바뀌어요. 적용된 뒤에 다시 바꿀 수 있어요."),
    Refusal.KEY_REUSED: Said("신청 내용이 달라졌어요", f"{NOTHING_CHANGED} 내용을 확인하고 다시 눌러 주세요."),
}

# 변경정보 확인
CONFIRM_TITLE = "변경정보 확인"
CONFIRM_QUESTION = "이렇게 바꿀까요?"
CONFIRM_HINT = "본인확인을 마쳐야 바뀌어요."
ROW_KIND = "납부방법"
ROW_INSTITUTION = {MethodKind.BANK: "은행", MethodKind.CARD: "카드사"}
ROW_INSTITUTION_CROSS = "카드·은행"
ROW_NUMBER = "번호"
ROW_EXPIRY = "유효기간"
ROW_MONEY = "내는 곳"
EXPIRY_CHECKED = "확인했어요"
ROW_HOLDER = "납부하는 사람"
ROW_DAY = "요금 내는 날"
WALLET_MONEY = {MethodKind.KAKAOPAY: "카카오페이 머니", MethodKind.PAYCO: "페이코 포인트"}
BECOMES = "→ {after}"
ROW_READ = "{what}, 변경 전 {before}, 변경 후 {after}"
ROW_READ_NEW = "{what}, {after}"
EDIT = "고치기"
EDIT_NAMED = "{what} 고치기"
CHANGE_TO = "{method}로 바꾸기"

# 완료
DONE_TITLE = "변경 완료"
APPLIED_FOR_TITLE = "변경 신청"
ACCOUNT_OF = "{bank} 계좌"
CARD = "카드"
CARD_OF = "{issuer} 카드"
DONE_SCHEDULED = Said("바꾸기를 신청했어요", "{date}부터 {charge}.")
DONE_APPLIED = Said("납부방법을 바꿨어요", "{date}부터 {charge}.")
DONE_STATE: dict[ChangeState, Said] = {
    ChangeState.ACKNOWLEDGED: Said("신청을 접수했어요", "확인이 끝나면 {date}부터 {charge}."),
    ChangeState.SCHEDULED: DONE_SCHEDULED,
    ChangeState.APPLIED: DONE_APPLIED,
    ChangeState.PENDING_EXTERNAL_APP: Said("{kind}에서 마쳐 주세요", "아직 바뀌지 않았어요. {app}에서 확인하면 바뀌어요."),
    ChangeState.REJECTED: Said("바꾸지 못했어요", "지금 쓰는 방법 그대로 내요. 고객센터 {call}에서 이유를 알려 드려요."),
    ChangeState.CANCELLED: Said("신청이 취소됐어요", "지금 쓰는 방법 그대로 내요."),
    ChangeState.EXPIRED: Said("신청 시간이 지났어요", "지금 쓰는 방법 그대로 내요. 바꾸려면 다시 신청해 주세요."),
    ChangeState.UNKNOWN: Said("확인하고 있어요", "바뀌었는지 통신사에 묻고 있어요. 다시 신청하지 않아도 돼요."),
}
RECEIPT = "접수번호"
REQUESTED_AT = "신청한 때"
CHANGED_FROM = "변경 전"
CHANGED_TO = "변경 후"
WHAT_NEXT = "앞으로 이렇게 돼요"
KEEP_BALANCE = "그 전에 {what}을 확인해 주세요."
BALANCE = {MethodKind.BANK: "통장 잔액", MethodKind.KAKAOPAY: "카카오페이 머니 잔액", MethodKind.PAYCO: "페이코 포인트 잔액"}
CANCEL_UNTIL = "{date}까지 취소할 수 있어요"
SMS_SENT = "{phone}로 안내 문자를 보냈어요."
SEE_ALERTS = "알림함에서 보기"
WALLET_STEPS = ("{kind} 앱을 열어요.", "신청 내용을 보고 동의해요.", "이 화면으로 돌아와 확인했어요를 눌러요.")
WALLET_OPEN = "{kind} 열기"
WALLET_CONFIRMED = "확인했어요"
WALLET_UNTIL_THEN = "마치기 전까지는 지금처럼 {charge}."
UNCONFIRMED = Said("확인 중이에요", "신청을 보냈는데 통신사 답을 아직 못 받았어요.")
UNCONFIRMED_KNOWN = Said("아직 몰라요", "바뀌었는지 아직 알 수 없어요. 이 신청으로 바로 나가는 돈은 없어요.")
UNCONFIRMED_DOING = Said("계속 물어보고 있어요", "앱이 통신사에 결과를 묻고 있어요. 두 번 신청되지 않게 막아 두었어요.")
UNCONFIRMED_TODO = Said("다시 신청하지 마세요", "오래 걸리면 고객센터 {call}에 문의 번호를 알려 주세요.")
REFERENCE = "문의 번호"
CALL = "고객센터 {call} 전화하기"
CHECK_AGAIN = "다시 확인"

# 나가기
LEAVE = Said("그만둘까요?", "지금까지 적은 내용이 지워져요. 납부방법은 바뀌지 않아요.")
LEAVE_STAY = "계속하기"
LEAVE_GO = "그만두기"
