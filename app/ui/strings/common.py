"""Words every screen shares: the app, its tabs, waiting, trouble."""

from app.state.place import Place

APP_NAME = "알뜰지기"
BACK = "뒤로"
CLOSE = "닫기"
HELP = "고객센터 열기"
DEMO = "데모"
OPEN_DIRECTOR = "데모 연출판 열기"
READ = "보기"
READ_OF = "{what} 보기"
RETRY = "다시 불러오기"
LOADING = "불러오고 있어요"
TAB = {Place.HOME: "홈", Place.METHOD: "납부방법", Place.ALERTS: "알림함", Place.HELP: "고객센터"}
MESSAGES_WAITING = "안 읽은 알림 {count}개"
NEW_MESSAGE = "새 알림"
SEE = "보기"
UNREAD = "안 읽음"
AS_OF = "{moment} 기준"
TROUBLE = "방금 한 일을 마치지 못했어요. 돈이 나갔거나 바뀐 것이 있는지는 홈에서 확인해 주세요. 문의 번호는 {reference}예요."
DEMO_CODE = "데모라서 문자를 대신 보여 드려요. 인증번호는 {code}예요."
