"""Words around the screens in the gallery."""

TITLE = "화면 모음"
HINT = "화면 {count}개를 모든 상태로 볼 수 있어요. 이름을 누르면 그 화면만 보여요."
INDEX = "목록"
ALONE = "화면만 보기"
THEME = {"system": "기기 설정", "light": "밝게", "dark": "어둡게"}
SCALE = "글자 {percent}%"
WIDTH = "너비 {width}"
WINDOW = "창 너비"
SENT = "보낸 일: {event}"
