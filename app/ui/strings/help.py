"""Words of 고객센터: numbers, what a call costs, when somebody answers, other ways."""

QUESTION = "어떻게 도와드릴까요?"
HINT = "{carrier} 고객센터예요."
COST = {"free": "무료", "paid": "유료"}
CALL = "{number} 전화하기"
OPEN_ALWAYS = "24시간 받아요"
OPEN_NOW = "지금 통화할 수 있어요"
CLOSED = "지금은 받지 않아요"
AT_LUNCH = "점심시간이에요"
OPENS_AT = "{moment}부터 받아요"
HOURS = "{days} {opens}~{closes}"
LUNCH = "점심시간 {begins}~{ends}"
WEEKDAYS = "평일"
EVERY_DAY = "매일"
CLOSED_ON_HOLIDAYS = "공휴일은 쉬어요"
UNVERIFIED = "통신사에 확인하지 못한 번호예요."
NOT_LOADED = "연락처를 아직 불러오지 못했어요"
NOT_LOADED_DETAIL = "쓰고 있는 휴대폰에서 114를 누르면 통신사 고객센터로 연결돼요."
SHORT_NUMBER = "114"
OTHER_WAYS = "다른 방법"
OTHER_WAYS_LIST = (
    ("이 앱", "요금과 납부방법을 언제든 보고 바꿀 수 있어요."),
    ("통신사 홈페이지", "컴퓨터나 휴대폰 브라우저에서 로그인하면 같은 일을 할 수 있어요."),
    ("통신사 매장", "신분증을 가져가면 직접 도움을 받을 수 있어요. 문 여는 시간을 먼저 확인해 주세요."),
)
IDENTITY_NEEDED = "전화로 납부방법을 바꿀 때도 본인확인을 해요. 이름과 휴대폰 번호를 준비해 주세요. 상담원은 인증번호나 카드 비밀번호를 묻지 않아요."
ELSEWHERE = "납부방법을 다른 곳에서 바꾸려면"
APPLY_AT = "{places}에서 신청해요."
MENU_PATH = "통신사 메뉴에서는 ‘{path}’이에요."
