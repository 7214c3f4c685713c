"""Banks by KFTC code, card issuers by code, with old names; the names a subscriber reads."""
import unicodedata
from dataclasses import dataclass

_INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_FINALS = ("", *"ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ")
_FIRST_SYLLABLE, _LAST_SYLLABLE = "가", "힣"
_WITH_ONE_INITIAL = 21 * len(_FINALS)


@dataclass(frozen=True, slots=True)
class Institution:
    code: str
    name: str
    aliases: tuple[str, ...] = ()
    verified: bool = True


def _unverified(code: str, name: str, *aliases: str) -> Institution:
    return Institution(code, name, aliases, verified=False)


# C20: aliases hold what an institution was called before, and what people call it.
_BANKS = (
    Institution("002", "KDB산업은행", ("산업은행", "한국산업은행")),
    Institution("003", "IBK기업은행", ("기업은행", "중소기업은행")),
    Institution("004", "KB국민은행", ("국민은행", "주택은행")),
    Institution("007", "Sh수협은행", ("수협", "수협은행")),
    Institution("008", "한국수출입은행", ("수출입은행",)),
    Institution("011", "NH농협은행", ("농협", "농협은행")),
    Institution("012", "지역농·축협", ("지역농협", "단위농협", "축협")),
    Institution("020", "우리은행", ("한빛은행",)),
    Institution("023", "SC제일은행", ("제일은행", "SC은행", "스탠다드차타드은행")),
    Institution("027", "한국씨티은행", ("씨티은행", "한미은행")),
    Institution("031", "iM뱅크", ("아이엠뱅크", "대구은행")),
    Institution("032", "부산은행", ("BNK부산은행",)),
    Institution("034", "광주은행"),
    Institution("035", "제주은행"),
    Institution("037", "전북은행"),
    Institution("039", "경남은행", ("BNK경남은행",)),
    Institution("045", "새마을금고", ("MG새마을금고",)),
    Institution("048", "신협", ("신용협동조합",)),
    Institution("050", "저축은행중앙회", ("저축은행", "상호저축은행")),
    Institution("054", "HSBC", ("HSBC은행", "홍콩상하이은행")),
    Institution("055", "도이치은행"),
    Institution("057", "JP모간", ("JP모간체이스은행",)),
    Institution("060", "BOA", ("뱅크오브아메리카",)),
    Institution("061", "BNP파리바", ("BNP파리바은행",)),
    Institution("062", "중국공상", ("중국공상은행", "ICBC")),
    Institution("064", "산림조합", ("산림조합중앙회",)),
    Institution("071", "우체국"),
    _unverified("076", "신용보증기금"),
    _unverified("077", "기술보증기금", "기술신보", "기술신용보증기금"),
    Institution("081", "하나은행", ("외환은행", "KEB하나은행", "서울은행")),
    Institution("088", "신한은행", ("조흥은행",)),
    Institution("089", "케이뱅크"),
    Institution("090", "카카오뱅크"),
    Institution("092", "토스뱅크"),
)
_SECURITIES_HOUSES = (
    _unverified("209", "유안타증권", "동양증권"),
    _unverified("218", "KB증권", "현대증권"),
    Institution("238", "미래에셋증권", ("대우증권",)),
    _unverified("240", "삼성증권"),
    _unverified("243", "한국투자증권"),
    _unverified("247", "NH투자증권", "우리투자증권"),
    Institution("261", "교보증권"),
    _unverified("262", "iM증권", "하이투자증권"),
    _unverified("263", "현대차증권"),
    _unverified("264", "키움증권"),
    _unverified("265", "LS증권", "이트레이드증권", "이베스트투자증권"),
    _unverified("266", "SK증권"),
    Institution("267", "대신증권"),
    _unverified("268", "아이엠투자증권", "솔로몬투자증권"),
    _unverified("269", "한화투자증권", "한화증권"),
    _unverified("270", "하나증권", "하나금융투자"),
    _unverified("278", "신한투자증권", "신한금융투자"),
    _unverified("279", "DB증권", "DB금융투자", "동부증권"),
    _unverified("280", "유진투자증권"),
    Institution("287", "메리츠증권"),
    _unverified("288", "카카오페이증권"),
    Institution("290", "부국증권"),
    _unverified("291", "신영증권"),
    _unverified("292", "케이프투자증권", "LIG투자증권"),
)
BANKS: tuple[Institution, ...] = _BANKS + _SECURITIES_HOUSES  # whatever an account to debit can be at
CARD_ISSUERS: tuple[Institution, ...] = (
    Institution("11", "KB국민카드", ("국민카드",)),
    Institution("15", "카카오뱅크"),
    Institution("21", "하나카드", ("외환카드", "하나SK카드")),
    Institution("24", "토스뱅크"),
    Institution("30", "KDB산업은행"),
    Institution("31", "BC카드", ("비씨카드",)),
    Institution("33", "우리BC카드"),
    Institution("34", "Sh수협은행", ("수협카드",)),
    Institution("35", "전북은행"),
    Institution("36", "씨티카드", ("한국씨티은행",)),
    Institution("37", "우체국"),
    Institution("38", "새마을금고"),
    Institution("39", "저축은행"),
    Institution("3A", "케이뱅크"),
    Institution("3C", "유니온페이", ("UnionPay", "은련")),
    Institution("3K", "기업BC카드", ("IBK기업은행",)),
    Institution("41", "신한카드", ("LG카드",)),
    Institution("42", "제주은행"),
    Institution("46", "광주은행"),
    Institution("4J", "JCB"),
    Institution("4M", "마스터카드", ("Mastercard",)),
    Institution("4V", "비자", ("VISA",)),
    Institution("51", "삼성카드"),
    Institution("61", "현대카드"),
    Institution("62", "신협"),
    Institution("6D", "다이너스클럽", ("Diners Club",)),
    Institution("71", "롯데카드", ("동양카드",)),
    Institution("7A", "아메리칸 익스프레스", ("American Express", "Amex")),
    Institution("91", "NH농협카드", ("농협카드",)),
    Institution("W1", "우리카드"),
)
_BANK_BY_CODE = {institution.code: institution for institution in BANKS}
_ISSUER_BY_CODE = {institution.code: institution for institution in CARD_ISSUERS}


def bank(code: str) -> Institution | None:
    return _BANK_BY_CODE.get(code)


def card_issuer(code: str) -> Institution | None:
    return _ISSUER_BY_CODE.get(code)


def plain(name: str) -> str:
    """A name as names are compared: spaces and case ignored, syllables composed."""
    return "".join(unicodedata.normalize("NFC", name).casefold().split())


def matching(institutions: tuple[Institution, ...], typed: str) -> tuple[Institution, ...]:
    """Search by name or alias, spaces and case ignored, initial consonants (ㄱㅁ) too; what begins so comes first.

    Finds at every keystroke: ㅅ, 시, 신, 신ㅎ and 신하 all find 신한, and 캌 finds 카카오.
    """
    spellings = _spellings(plain(typed))
    places = {institution: _first_place(institution, spellings) for institution in institutions}
    found = [(place, institution) for institution, place in places.items() if place is not None]
    return tuple(institution for _, institution in sorted(found, key=lambda pair: pair[0] > 0))


def _first_place(institution: Institution, spellings: tuple[str, ...]) -> int | None:
    names = [plain(name) for name in (institution.name, *institution.aliases)]
    places = (_place(name, spelling) for name in names for spelling in spellings)
    return min((place for place in places if place is not None), default=None)


def _place(name: str, typed: str) -> int | None:
    starts = range(len(name) - len(typed) + 1)
    return next((start for start in starts if all(map(_stands_for, typed, name[start:]))), None)


def _stands_for(typed: str, letter: str) -> bool:
    """A consonant stands for every syllable it begins, a syllable without a final for every one with it."""
    if typed == letter:
        return True
    if not _is_syllable(letter):
        return False
    initial, final = _parts(letter)
    return typed in (_INITIALS[initial], chr(ord(letter) - final))


def _spellings(typed: str) -> tuple[str, ...]:
    """While the next syllable is begun its consonant hangs below the last one: 캌 is 카 and ㅋ."""
    if not typed or not _is_syllable(typed[-1]):
        return (typed,)
    _, final = _parts(typed[-1])
    return (typed, typed[:-1] + chr(ord(typed[-1]) - final) + _FINALS[final]) if final else (typed,)


def _is_syllable(letter: str) -> bool:
    return _FIRST_SYLLABLE <= letter <= _LAST_SYLLABLE


def _parts(syllable: str) -> tuple[int, int]:
    """Places of the initial and the final consonant; final 0 means none."""
    place = ord(syllable) - ord(_FIRST_SYLLABLE)
    return place // _WITH_ONE_INITIAL, place % len(_FINALS)
