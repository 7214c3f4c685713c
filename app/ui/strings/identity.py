"""Every word of the identity check: the ways, the person, the code, the provider's own page."""
from app.domain.identity import IdentityMethod, IdentityState, PersonProblem
from app.domain.refusal import Refusal
from app.ui.strings.change_method import NOTHING_CHANGED, Said

TITLE = "본인확인"
QUESTION = "본인확인을 해 주세요"
HINT = "가입자 본인이 맞는지 확인하면 신청이 끝나요."
PAYER_QUESTION = "납부하는 분도 확인해 주세요"
PAYER_HINT = "{name} 님의 휴대폰으로 인증번호를 보내요."
METHOD = {
    IdentityMethod.SMS: "휴대폰",
    IdentityMethod.IPIN: "아이핀",
    IdentityMethod.JOINT_CERTIFICATE: "공동인증서",
}
METHOD_DETAIL = {
    IdentityMethod.SMS: "문자로 온 인증번호를 적어요.",
    IdentityMethod.IPIN: "아이핀 회사의 창에서 확인해요.",
    IdentityMethod.JOINT_CERTIFICATE: "예전 공인인증서예요. 인증 회사의 창에서 확인해요.",
}
GOING_AWAY = "곧 없어져요."
NAME = "이름"
BIRTH = "생년월일 6자리"
BIRTH_HINT = "1990년 1월 1일이면 900101"
GENDER = "주민번호 뒷자리 첫 숫자"
GENDER_HINT = "이 숫자 하나만 적어요. 나머지는 묻지 않아요."
PHONE = "휴대폰 번호"
SENDS_TO = "인증번호를 받을 번호"
AGREE = "본인확인에 동의해요"
AGREE_DETAIL = "이름, 생년월일, 휴대폰 번호를 본인확인 회사에 보내서 확인해요."
AGREE_PROVIDER = "확인 결과를 인증 회사에서 받아요."
AGREE_PROBLEM = "본인확인에 동의해 주세요."
REQUEST = {
    IdentityMethod.SMS: "인증번호 받기",
    IdentityMethod.IPIN: "아이핀으로 확인하기",
    IdentityMethod.JOINT_CERTIFICATE: "공동인증서로 확인하기",
}
PROBLEM: dict[PersonProblem, str] = {
    PersonProblem.NAME: "이름을 적어 주세요.",
    PersonProblem.BIRTH: "생년월일을 숫자 6개로 적어 주세요.",
    PersonProblem.GENDER: "1부터 8까지 숫자예요.",
    PersonProblem.PHONE: "010으로 시작하는 휴대폰 번호를 적어 주세요.",
}

# 인증번호
CODE_QUESTION = "문자로 온 6자리를 적어 주세요"
BLOCKED_QUESTION = "지금은 인증번호를 쓸 수 없어요"
CODE_SENT_TO = "{phone}로 보냈어요."
CODE = "인증번호"
CODE_SHORT = "인증번호 {length}자리를 모두 적어 주세요."
TIME_LEFT = "남은 시간"
TIME_LEFT_READ = "{minutes}분 {seconds}초 남았어요"
NEARLY_OVER = "곧 시간이 끝나요. 더 필요하면 시간 연장을 눌러 주세요."
NEARLY_OVER_NO_MORE = "곧 시간이 끝나요. 끝나면 다시 받기를 눌러 주세요."
TIME_UP = "시간이 지났어요"
EXTEND = "시간 연장"
EXTENDED_ENOUGH = "시간은 {times}번까지만 늘릴 수 있어요."
RESEND = "다시 받기"
RESEND_IN = "다시 받기 ({seconds}초 뒤)"
TRIES_LEFT = "{tries}번 더 적어 볼 수 있어요."
LAST_TRY = "한 번 더 틀리면 새 인증번호를 받아야 해요."
TRY_AGAIN = "다시 적어 주세요."
SUBMIT = "확인"
VERIFYING = "확인하고 있어요"
APPLYING = "바꾸고 있어요"
OTHER_WAY = "다른 방법으로 확인하기"
BACK_TO_PERSON = "돌아가기"

# 인증 회사의 창
PROVIDER_QUESTION = {
    IdentityMethod.IPIN: "아이핀 창에서 확인해 주세요",
    IdentityMethod.JOINT_CERTIFICATE: "공동인증서 창에서 확인해 주세요",
}
PROVIDER_STEPS = ("아래 버튼을 눌러 인증 회사의 창을 열어요.", "그 창에서 확인을 마쳐요.", "이 화면으로 돌아오면 이어서 진행돼요.")
PROVIDER_PRIVATE = "아이디와 비밀번호는 인증 회사만 봐요. 이 앱은 볼 수 없어요."
PROVIDER_OPEN = {IdentityMethod.IPIN: "아이핀 창 열기", IdentityMethod.JOINT_CERTIFICATE: "공동인증서 창 열기"}
PROVIDER_DONE = "확인했어요"
PROVIDER_WAITING = "인증 회사의 답을 기다리고 있어요."
PROVIDER_AGAIN = "처음부터 다시 확인하기"
PROVIDER_STATE: dict[IdentityState, Said] = {
    IdentityState.DECLINED: Said("본인확인이 거절됐어요", f"{NOTHING_CHANGED} 다시 확인하거나 다른 방법을 골라 주세요."),
    IdentityState.EXPIRED: Said("확인할 수 있는 시간이 지났어요", f"{NOTHING_CHANGED} 처음부터 다시 확인해 주세요."),
}
REFUSED: dict[Refusal, Said] = {
    Refusal.AUTH_REQUIRED: Said("본인확인을 다시 해 주세요", f"{NOTHING_CHANGED} 확인하고 시간이 오래 지났어요."),
    Refusal.AUTH_METHOD_NOT_ALLOWED: Said("이 방법으로는 확인할 수 없어요", f"{NOTHING_CHANGED} 다른 본인확인 방법을 골라 주세요."),
    Refusal.AUTH_LOCKED: Said("여러 번 틀려서 잠시 막혔어요", f"{NOTHING_CHANGED} {{wait}} 다시 하거나 고객센터 {{call}}로 전화해 주세요."),
    Refusal.AUTH_DECLINED: Said("본인확인이 거절됐어요", f"{NOTHING_CHANGED} 다시 확인하거나 다른 방법을 골라 주세요."),
    Refusal.AUTH_EXPIRED: Said("본인확인 시간이 지났어요", f"{NOTHING_CHANGED} 처음부터 다시 확인해 주세요."),
    Refusal.IDENTITY_MISMATCH: Said("가입할 때 정보와 달라요", f"{NOTHING_CHANGED} 이름, 생년월일, 휴대폰 번호를 다시 확인해 주세요."),
    Refusal.CODE_WRONG: Said("인증번호가 달라요", "{tries}"),
    Refusal.CODE_EXPIRED: Said("이 인증번호는 이제 쓸 수 없어요", "시간이 지났거나 새 번호가 갔어요. 가장 나중에 온 번호를 적거나 다시 받아 주세요."),
    Refusal.CODE_FAILED: Said("여러 번 틀려서 쓸 수 없는 번호예요", f"{NOTHING_CHANGED} 다시 받기를 눌러 새 번호를 받아 주세요."),
    Refusal.CODE_LIMIT: Said("인증번호를 너무 여러 번 받았어요", f"{NOTHING_CHANGED} {{wait}} 다시 받거나 다른 방법으로 확인해 주세요."),
    Refusal.CODE_TOO_SOON: Said("방금 인증번호를 보냈어요", "{wait} 다시 받을 수 있어요."),
    Refusal.PHONE_NOT_ALLOWED: Said("이 번호로는 보낼 수 없어요", f"{NOTHING_CHANGED} 휴대폰 번호를 다시 확인해 주세요."),
}
WAIT_SECONDS = "{seconds}초 뒤에"
WAIT_MINUTES = "{minutes}분 뒤에"
WAIT_A_WHILE = "잠시 뒤에"
