"""What the app itself says when something inside it went wrong."""

SOMETHING_BROKE = "화면을 그리다 문제가 생겼어요. 바뀐 것은 없어요. 다시 눌러 주세요."
COULD_NOT_START = "앱을 열지 못했어요. 바뀐 것은 없어요. 잠시 뒤에 새로고침해 주세요."
