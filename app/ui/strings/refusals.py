"""What account screens say when the carrier refuses or is away: what happened, what that means, what to do."""

from typing import NamedTuple

from app.domain.refusal import Refusal
from app.ui.strings import change_method, identity


class Said(NamedTuple):
    happened: str
    meaning: str  # did anything change, did money move
    next: str


UNTOUCHED = "보기만 했으니 바뀐 것도, 나간 돈도 없어요."
STILL_ON_ITS_WAY = "변경 신청은 그대로 진행돼요."

LOADING: dict[Refusal, Said] = {
    Refusal.OFFLINE: Said("통신사에 연결하지 못했어요", UNTOUCHED, "인터넷 연결을 확인하고 다시 불러와 주세요."),
    Refusal.UNCONFIRMED: Said("통신사 답이 오지 않았어요", UNTOUCHED, "잠시 뒤에 다시 불러와 주세요."),
    Refusal.BUSY: Said("지금 이용하는 사람이 많아요", UNTOUCHED, "잠시 뒤에 다시 불러와 주세요."),
    Refusal.MAINTENANCE: Said("통신사가 점검하고 있어요", UNTOUCHED, "점검이 끝나면 다시 불러와 주세요."),
    Refusal.SIGNED_OUT: Said("로그인이 끝났어요", UNTOUCHED, "앱을 다시 열고 로그인해 주세요."),
    Refusal.NOT_ALLOWED: Said("이 회선은 앱에서 볼 수 없어요", UNTOUCHED, "고객센터에서 도와드려요."),
    Refusal.NOT_FOUND: Said("회선을 찾지 못했어요", UNTOUCHED, "고객센터에서 도와드려요."),
    Refusal.UNEXPECTED: Said("통신사 답을 읽지 못했어요", UNTOUCHED, "다시 불러와 주세요. 계속 안 되면 고객센터에 알려 주세요."),
    Refusal.DEVICE_FULL: Said("기기에 저장할 자리가 없어요", UNTOUCHED, "저장 공간을 비우고 다시 불러와 주세요."),
}
CANCELLING: dict[Refusal, Said] = {
    Refusal.OFFLINE: Said("취소하지 못했어요", STILL_ON_ITS_WAY, "인터넷 연결을 확인하고 다시 취소해 주세요."),
    Refusal.UNCONFIRMED: Said(
        "취소됐는지 확인하고 있어요",
        "아직 어느 쪽인지 몰라요. 이 일로 바로 나가는 돈은 없어요.",
        "앱이 계속 물어보고 있으니 다시 누르지 않아도 돼요.",
    ),
    Refusal.BUSY: Said("취소하지 못했어요", STILL_ON_ITS_WAY, "이용하는 사람이 많아요. 잠시 뒤에 다시 취소해 주세요."),
    Refusal.MAINTENANCE: Said("취소하지 못했어요", STILL_ON_ITS_WAY, "통신사 점검이 끝나면 다시 취소해 주세요."),
    Refusal.TOO_LATE_TO_CANCEL: Said("취소할 수 있는 때가 지났어요", STILL_ON_ITS_WAY, "적용된 뒤에 다시 바꿀 수 있어요."),
    Refusal.NOT_FOUND: Said("취소할 신청을 찾지 못했어요", "바뀐 것은 없어요.", "다시 불러와서 지금 상태를 확인해 주세요."),
    Refusal.DEVICE_FULL: Said("기기에 저장할 자리가 없어서 취소하지 못했어요", STILL_ON_ITS_WAY, "저장 공간을 비우고 다시 취소해 주세요."),
    Refusal.UNEXPECTED: Said("취소하지 못했어요", STILL_ON_ITS_WAY, "잠시 뒤에 다시 취소하거나 고객센터에 알려 주세요."),
}


def covered() -> frozenset[Refusal]:
    """Refusals that have words somewhere, in whichever part of the app they can come up."""
    return frozenset((*LOADING, *CANCELLING, *change_method.REFUSED, *identity.REFUSED))


def loading(refusal: Refusal) -> Said:
    return LOADING.get(refusal, LOADING[Refusal.UNEXPECTED])


def cancelling(refusal: Refusal) -> Said:
    return CANCELLING.get(refusal, CANCELLING[Refusal.UNEXPECTED])
