"""Words of the panel behind a demo: the world that plays, its clock, what goes wrong, what happens outside the app."""
from app.domain.identity import IdentityMethod
from app.domain.payment_method import MethodKind
from app.state.director.flow import Jump, LinkProblem, Trouble

TITLE = "연출판"
QUESTION = "앱 바깥에서 일어나는 일을 정해요"
HINT = "바꾸면 앱이 바로 따라와요. 데모에만 있고, 진짜 돈은 움직이지 않아요."
LOADING = "지금 상황을 살펴보고 있어요"

SCENARIO = "상황"
SCENARIO_CHANGE = "다른 상황 고르기"
SCENARIO_KEEP = "이 상황 그대로 두기"
SCENARIO_HINT = "고르면 처음부터 다시 시작해요. 지금까지 한 일은 남지 않아요."
SCENARIO_AGAIN = "처음부터 다시 시작"

CLOCK = "시계"
CLOCK_NOW = "통신사의 지금"
JUMP = {
    Jump.HOUR: "한 시간 뒤",
    Jump.DAY: "하루 뒤",
    Jump.NEXT_DUE: "납부기한까지 · {day}",
    Jump.NEXT_DEBIT: "다음 출금까지 · {day}",
}
NOTHING_DUE = "기다리는 납부기한이 없어요."
NO_DEBIT = "다음 출금이 정해지지 않았어요."
DAY_IS_OVER = "그날 저녁으로 옮겨요. 그사이 일이 모두 일어나요."

TROUBLES = "고장"
TROUBLES_HINT = "켜 두는 동안 계속돼요."
TROUBLE = {
    Trouble.CARRIER_AWAY: ("통신사 끊김", "통신사에 연결되지 않아요."),
    Trouble.ANSWER_LOST: ("변경 답 유실", "변경 신청은 닿는데 답이 오지 않아요. 다시 물어봐도 그래요."),
    Trouble.SLOW: ("느린 응답", "모든 답이 3초 늦게 와요."),
    Trouble.BUSY: ("통신사 붐빔", "통신사가 30초 뒤에 다시 오라고 해요."),
    Trouble.MAINTENANCE: ("통신사 점검", "통신사가 점검 중이라고 답해요."),
    Trouble.CAPTIVE_PORTAL: ("와이파이 로그인", "답 대신 와이파이 로그인 화면이 와요."),
}

OUTSIDE = "바깥 단계"
NOTHING_OUTSIDE = "인증 회사나 간편결제 앱에서 기다리는 일이 없어요."
STEP = {
    IdentityMethod.IPIN: "아이핀 본인확인",
    IdentityMethod.JOINT_CERTIFICATE: "공동인증서 본인확인",
    MethodKind.KAKAOPAY: "카카오페이 신청",
    MethodKind.PAYCO: "페이코 신청",
}
STEP_WAITS = "가입자가 마치기를 기다려요."
STEP_ACCEPT = "{step} 마치기"
STEP_DECLINE = "{step} 거절하기"

OUTBOX = "보낸 문자"
NOTHING_SENT = "아직 보낸 문자가 없어요."
CODE = "{sent_to} 인증번호"

REQUESTS = "요청 기록"
NO_REQUESTS = "아직 온 요청이 없어요."
NO_ANSWER = "답 없음"
CORRELATOR = "x-correlator {correlator}"
NO_CORRELATOR = "x-correlator 없음"
FAULT = "고장 {fault}"
NO_OPERATION = "없는 주소"

LINK_PROBLEM = {
    LinkProblem.NO_SUCH_SCENARIO: "링크에 적힌 상황을 찾을 수 없어요. 아래에서 골라 주세요.",
    LinkProblem.NO_SUCH_TIME: "링크에 적힌 시각을 읽을 수 없어요. 2026-11-12T09:00처럼 적어 주세요.",
    LinkProblem.BEFORE_THE_BEGINNING: "링크에 적힌 시각에는 이 상황이 아직 시작되지 않았어요. 더 늦은 시각을 적어 주세요.",
    LinkProblem.NO_SUCH_PLACE: "링크에 적힌 화면을 찾을 수 없어요. 화면 주소를 다시 확인해 주세요.",
}
LINK = "링크를 따라가지 못했어요"
