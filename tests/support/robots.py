"""One robot for each screen: tests say what the customer does, robots know which words they press."""
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from tests.support.running_app import RunningApp


class Driver(Protocol):
    """What every way of driving the app can do. Labels are what a person reads."""

    @property
    def route(self) -> str: ...
    @property
    def dialogs(self) -> list[str]: ...
    async def tap(self, label: str) -> None: ...
    async def double_tap(self, label: str) -> None: ...
    async def choose(self, label: str) -> None: ...
    async def forge_click(self, label: str) -> None: ...
    async def enter(self, label: str, text: str) -> None: ...
    async def paste(self, label: str, text: str) -> None: ...
    async def autofill(self, texts: dict[str, str]) -> None: ...
    async def back(self) -> None: ...
    async def visit(self, route: str) -> None: ...
    async def disconnect(self) -> None: ...
    async def reconnect(self) -> None: ...
    async def sees(self, text: str) -> bool: ...
    async def texts(self) -> list[str]: ...
    async def labels(self) -> list[str]: ...
    async def offers(self, label: str) -> bool: ...
    async def reads(self, label: str) -> str: ...
    async def is_chosen(self, label: str) -> bool: ...
    async def settle(self) -> None: ...


@dataclass(frozen=True)
class Card:
    number: str
    expiry: str
    issuer: str = ""  # only where the number does not tell


@dataclass(frozen=True)
class Account:
    bank: str
    number: str


@dataclass(frozen=True)
class Self:
    """The demo subscriber, as typed for a phone check."""

    name: str = "홍길동"
    birth: str = "900101"
    gender: str = "1"


CARD = Card("5555555555554444", "1229", "삼성카드")
OTHER_CARD = Card("4111111111111111", "0831", "국민카드")
ACCOUNT = Account("KB국민은행", "12345678901234")
OTHER_ACCOUNT = Account("신한은행", "110123456789")


class _Robot:
    def __init__(self, driver: Driver) -> None:
        self._driver = driver


class HomeRobot(_Robot):
    async def opens_method(self) -> None:
        await self._driver.tap("납부방법")

    async def opens_alerts(self) -> None:
        await self._driver.tap("알림함")

    async def refreshes(self) -> None:
        await self._driver.tap("새로 불러오기")

    async def tries_again(self) -> None:
        await self._driver.tap("다시 불러오기")


class MethodRobot(_Robot):
    async def starts_change(self) -> None:
        await self._driver.tap("변경하기")

    async def calls_it_off(self) -> None:
        await self._driver.tap("변경 취소")
        await self._driver.tap("취소할게요")


class NoticeRobot(_Robot):
    async def picks(self, kind: str) -> None:
        await self._driver.choose(kind)

    async def goes_on(self) -> None:
        await self._driver.tap("다음")


class FormRobot(_Robot):
    async def pays_in_own_name(self) -> None:
        await self._driver.choose("본인")
        await self._driver.tap("다음")

    async def names_another_payer(self, name: str, relation: str, phone: str) -> None:
        await self._driver.choose("다른 사람")
        await self._driver.choose(relation)
        await self._driver.enter("납부하는 분 이름", name)
        await self._driver.enter("납부하는 분 휴대폰 번호", phone)
        await self._driver.tap("다음")

    async def types_card_number(self, card: Card) -> None:
        await self._driver.enter("카드번호", card.number)
        await self._driver.tap("다음")

    async def types_card(self, card: Card) -> None:
        await self.types_card_number(card)
        if self._driver.route.endswith("/card-issuer"):
            await self._driver.choose(card.issuer)
            await self._driver.tap("다음")
        await self._driver.enter("유효기간", card.expiry)
        await self._driver.tap("다음")

    async def picks_bank(self, name: str) -> None:
        await self._driver.enter("은행 이름 찾기", name)
        await self._driver.choose(name)
        await self._driver.tap("다음")

    async def types_account(self, account: Account) -> None:
        await self.picks_bank(account.bank)
        await self._driver.enter("계좌번호", account.number)
        await self._driver.tap("다음")

    async def agrees(self) -> None:
        await self._driver.choose("전체 동의")
        await self._driver.tap("다음")


class ConfirmRobot(_Robot):
    async def presses_the_button(self) -> None:
        await self._driver.tap(await self.button())

    async def button(self) -> str:
        """The one button that says what it does, as in "국민은행 계좌로 바꾸기"."""
        buttons = [label for label in await self._driver.labels() if label.endswith("로 바꾸기")]
        assert len(buttons) == 1, await self._driver.labels()
        return buttons[0]

    async def corrects(self, what: str) -> None:
        await self._driver.tap(f"{what} 고치기")


class IdentityRobot(_Robot):
    async def types_person(self, person: Self) -> None:
        await self._driver.enter("이름", person.name)
        await self._driver.enter("생년월일 6자리", person.birth)
        await self._driver.enter("주민번호 뒷자리 첫 숫자", person.gender)
        await self._driver.choose("본인확인에 동의해요")

    async def asks_for_code(self, person: Self = Self()) -> None:
        await self.types_person(person)
        await self._driver.tap("인증번호 받기")

    async def answers(self, code: str) -> None:
        await self._driver.enter("인증번호", code)
        await self._driver.tap("확인")

    async def answers_if_possible(self, code: str) -> None:
        """Some screens take no more codes."""
        if await self._driver.offers("인증번호") and await self._driver.offers("확인"):
            await self.answers(code)

    async def proves_as_payer(self, birth: str, gender: str) -> None:
        """The name is there already, from the form."""
        await self._driver.enter("생년월일 6자리", birth)
        await self._driver.enter("주민번호 뒷자리 첫 숫자", gender)
        await self._driver.choose("본인확인에 동의해요")
        await self._driver.tap("인증번호 받기")

    async def asks_again(self) -> None:
        await self._driver.tap("다시 받기")

    async def asks_for_more_time(self) -> None:
        await self._driver.tap("시간 연장")

    async def takes_ipin(self) -> None:
        await self._driver.choose("아이핀")
        await self._driver.choose("본인확인에 동의해요")
        await self._driver.tap("아이핀으로 확인하기")

    async def takes_certificate(self) -> None:
        await self._driver.choose("본인확인에 동의해요")
        await self._driver.tap("공동인증서로 확인하기")

    async def says_it_is_done(self) -> None:
        await self._driver.tap("확인했어요")


class DoneRobot(_Robot):
    async def goes_home(self) -> None:
        await self._driver.tap("확인")

    async def asks_again(self) -> None:
        await self._driver.tap("다시 확인")

    async def says_wallet_is_done(self) -> None:
        await self._driver.tap("확인했어요")

    async def opens_alerts(self) -> None:
        await self._driver.tap("알림함에서 보기")


class AlertsRobot(_Robot):
    async def reads_all(self) -> list[str]:
        return await self._driver.texts()


class DirectorRobot(_Robot):
    """At the panel behind a demo."""

    async def comes(self) -> None:
        await self._driver.tap("데모 연출판 열기")

    async def leaves(self) -> None:
        await self._driver.tap("뒤로")

    async def plays(self, title: str) -> None:
        await self._driver.tap("다른 상황 고르기")
        await self._driver.tap(title)

    async def moves_clock(self, how_far: str) -> None:
        """By the beginning of the button's words: the day a jump leads to stands at their end."""
        (button,) = [label for label in await self._driver.labels() if label.startswith(how_far)]
        await self._driver.tap(button)

    async def turns(self, trouble: str) -> None:
        """On when it is off, off when it is on."""
        await self._driver.tap(trouble)

    async def completes(self, step: str) -> None:
        await self._driver.tap(f"{step} 마치기")

    async def declines(self, step: str) -> None:
        await self._driver.tap(f"{step} 거절하기")

    async def sees_code(self) -> str:
        """The newest code in the outbox."""
        return [text for text in await self._driver.texts() if len(text) == 6 and text.isdigit()][-1]


class Customer:
    """All the robots of one person at one driver."""

    def __init__(self, driver: Driver, app: RunningApp) -> None:
        self.driver, self.app, self.carrier = driver, app, app.carrier
        self.home, self.method, self.notice = HomeRobot(driver), MethodRobot(driver), NoticeRobot(driver)
        self.form, self.confirm, self.identity = FormRobot(driver), ConfirmRobot(driver), IdentityRobot(driver)
        self.done, self.alerts, self.director = DoneRobot(driver), AlertsRobot(driver), DirectorRobot(driver)

    myself = Self()

    async def lets_time_pass(self, by: timedelta) -> None:
        self.app.pass_time(by)
        await self.driver.settle()

    def proves_at_provider(self, accept: bool) -> None:
        """What happens on the provider's own page, for the check the app waits for."""
        self.carrier.complete_provider(self.app.waits_for_provider(), accept)

    async def asks_about(self, kind: str) -> None:
        """From home to the notice, with a method picked."""
        await self.home.opens_method()
        await self.method.starts_change()
        await self.notice.picks(kind)

    async def starts_change_to(self, kind: str) -> None:
        """From home to the first question about the new method."""
        await self.asks_about(kind)
        await self.notice.goes_on()

    async def fills_in_card(self, card: Card = CARD) -> None:
        """To the confirm page."""
        await self.form.pays_in_own_name()
        await self.form.types_card(card)
        await self.form.agrees()

    async def fills_in_account(self, account: Account = ACCOUNT) -> None:
        """To the confirm page."""
        await self.form.pays_in_own_name()
        await self.form.types_account(account)
        await self.form.agrees()
