"""`altteul control`: one line for each thing the control API of a running sandbox can do."""
import argparse
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

PREFIX = "/_sandbox"
SPANS = {"m": "PT{}M", "h": "PT{}H", "d": "P{}D"}
DAYS = {"next-due": "nextDue", "next-debit": "nextDebit"}


class Failed(Exception):
    """It could not be done; says why."""


@dataclass(frozen=True, slots=True)
class Step:
    help: str
    method: str
    path: str
    argument: str = ""  # the name of what is to be said with it
    body: Callable[[str], Any] | None = None


def _span(text: str) -> dict[str, str]:
    """1h, 1d, 30m, or a span of ISO 8601."""
    short = re.fullmatch(r"(\d+)([mhd])", text)
    return {"advance": SPANS[short[2]].format(short[1]) if short else text}


def _content(path: str) -> Any:
    try:
        return json.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, ValueError) as problem:
        raise Failed(f"{path}: {problem}") from None


STEPS = {
    "clock": Step("통신사의 시각과 다음 납부일, 다음 출금일을 봐요", "GET", "/clock"),
    "advance": Step("시각을 앞으로 옮겨요: 30m, 1h, 1d", "POST", "/clock", "SPAN", _span),
    "to": Step(
        "그때로 옮겨요: next-due, next-debit, 2026-12-01T09:00:00+09:00", "POST", "/clock", "WHEN",
        lambda when: {"to": DAYS.get(when, when)},
    ),
    "scenarios": Step("고를 수 있는 상황을 봐요", "GET", "/scenarios"),
    "scenario": Step("이 상황을 시작해요", "POST", "/scenario", "NAME", lambda name: {"name": name}),
    "reset": Step("지금 상황을 처음부터 다시 시작해요", "POST", "/reset"),
    "load": Step("파일에 적힌 상황을 시작해요", "POST", "/world", "FILE", _content),
    "save": Step("지금 세계를 상황 파일로 적어요", "GET", "/world"),
    "outbox": Step("보낸 메시지와 인증번호를 봐요", "GET", "/outbox"),
    "ledger": Step("납부방법 변경과 돈의 움직임을 봐요", "GET", "/ledger"),
    "requests": Step("최근 요청을 봐요", "GET", "/requests"),
    "faults": Step("걸어 둔 고장을 봐요", "GET", "/faults"),
    "break": Step("파일에 적힌 고장을 내요", "PUT", "/faults", "FILE", _content),
    "mend": Step("고장을 모두 없애요", "DELETE", "/faults"),
    "outside": Step("앱 밖에서 기다리는 일을 봐요", "GET", "/outside"),
    "accept": Step("앱 밖의 일을 마쳐요", "POST", "/outside/{}", "ID", lambda _: {"accept": True}),
    "decline": Step("앱 밖의 일을 거절해요", "POST", "/outside/{}", "ID", lambda _: {"accept": False}),
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--url", default="http://127.0.0.1:8560", help="샌드박스 주소 (기본: http://127.0.0.1:8560)")
    steps = parser.add_subparsers(dest="step", required=True, metavar="STEP")
    for name, step in STEPS.items():
        one = steps.add_parser(name, help=step.help)
        if step.argument:
            one.add_argument("said", metavar=step.argument)


def control(asked: argparse.Namespace) -> str:
    """Does the step and returns what to show, JSON. Raises Failed."""
    from urllib.error import HTTPError
    from urllib.request import Request, urlopen

    step, said = STEPS[asked.step], getattr(asked, "said", "")
    if not asked.url.startswith(("http://", "https://")):
        raise Failed(f"{asked.url}: http:// 또는 https:// 주소를 적어 주세요.")
    body = step.body(said) if step.body else None
    request = Request(  # noqa: S310 - of the two schemes above
        asked.url.rstrip("/") + PREFIX + step.path.format(said),
        method=step.method,
        data=None if body is None else json.dumps(body).encode(),
        headers={"Content-Type": "application/json"},
    )
    try:
        with urlopen(request, timeout=10) as answer:  # noqa: S310
            return json.dumps(json.load(answer), ensure_ascii=False, indent=2)
    except HTTPError as refused:
        raise Failed(_reason(refused)) from None
    except (OSError, ValueError):
        raise Failed(f"{asked.url}에서 샌드박스를 찾지 못했어요. altteul sandbox로 먼저 시작해 주세요.") from None


def _reason(refused: IO[bytes]) -> str:
    try:
        return str(json.load(refused)["message"])
    except (ValueError, KeyError, TypeError):
        return "샌드박스가 받아들이지 않았어요."
