"""Words of 납부방법: what is registered, when it is charged, and a change on its way."""

from app.domain.change import ChangeState
from app.domain.payment_method import MethodKind

CHANGE = "변경하기"
LOADING = "납부방법을 불러오고 있어요"
LINE = "회선 번호"
KIND = "납부방법"
INSTITUTION = {
    MethodKind.CARD: "카드",
    MethodKind.BANK: "계좌",
    MethodKind.KAKAOPAY: "결제 수단",
    MethodKind.PAYCO: "결제 수단",
    MethodKind.OTHER: "결제 수단",
}
HOLDER = "명의"
EXPIRES = "유효기간"
EXPIRES_UNTIL = "{month}까지"
FIRST = "다음 결제일"
RETRY = "그날 못 내면"
MONTH_END = "그래도 남으면"
NO_CHARGE = "예정된 결제가 없어요"
CHANGING = "진행 중인 변경이 끝나면 다시 바꿀 수 있어요."

EXPIRED_STOPPED = "카드 유효기간이 지나서 자동납부가 멈췄어요"
EXPIRED_STOPPED_DETAIL = "요금이 밀리지 않게 새 카드로 바꿔 주세요."
EXPIRED_GOES_ON = "카드 유효기간이 지났어요"
EXPIRED_GOES_ON_DETAIL = "{institution}는 자동납부가 바로 멈추지 않아요. 그래도 새 카드를 받았다면 바꿔 주세요."
EXPIRING = "카드 유효기간이 {month}까지예요"
EXPIRING_STOPS_DETAIL = "지나면 자동납부가 멈춰요. 새 카드를 받으면 꼭 바꿔 주세요."
EXPIRING_DETAIL = "새 카드를 받으면 꼭 바꿔 주세요."

CHANGE_TITLE = "진행 중인 변경"
FROM_TO = "{before} → {after}"
STATE_LINE: dict[ChangeState, str] = {
    ChangeState.ACKNOWLEDGED: "신청을 접수해서 확인하고 있어요",
    ChangeState.PENDING_EXTERNAL_APP: "{app}에서 마쳐 주세요",
    ChangeState.SCHEDULED: "{day}부터 바뀌어요",
    ChangeState.APPLIED: "납부방법이 바뀌었어요",
    ChangeState.REJECTED: "바뀌지 않았어요. 지금 방법 그대로 내요",
    ChangeState.CANCELLED: "취소했어요. 지금 방법 그대로 내요",
    ChangeState.EXPIRED: "시간이 지나 취소됐어요. 지금 방법 그대로 내요",
    ChangeState.UNKNOWN: "통신사에 상태를 확인하고 있어요",
}
STEP_REQUESTED = "신청"
STEP_PROVEN = "본인확인"
STEP_ACCEPTED = "접수"
STEP_SCHEDULED = "반영예정"
STEP_APPLIED = "적용"
RECEIPT = "접수번호 {receipt}"
IN_WALLET = "{app}에서 확인하면 접수돼요"
FIRST_CHARGE = "{day}에 처음 나가요"
OPEN_WALLET = "{wallet} 열기"
WALLET_DONE = "확인했어요"
CANCEL = "변경 취소"
CANCELLING = "취소하고 있어요"
CANCEL_UNTIL = "{moment}까지 취소할 수 있어요."
CANCEL_OVER = "취소할 수 있는 때가 지났어요. 적용된 뒤에 다시 바꿀 수 있어요."
CANCELLED = "변경을 취소했어요"
CANCELLED_DETAIL = "지금처럼 {method}로 내요. 나간 돈은 없어요."

ASK_CANCEL = "변경을 취소할까요?"
ASK_CANCEL_DETAIL = "{method}로 계속 내요. 나가는 돈은 없고, 나중에 다시 신청할 수 있어요."
ASK_CANCEL_YES = "취소할게요"
ASK_CANCEL_NO = "그대로 둘게요"
