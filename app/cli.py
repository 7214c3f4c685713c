"""The command `altteul`: reads what was asked for and starts it. Imports nothing heavy before the port is open."""
import argparse
import os
import sys
import threading
import webbrowser
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from app import control_command
from app.options import RunOptions

TOKEN_VARIABLE = "ALTTEUL_TOKEN"  # noqa: S105  (its name, not its value)
EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104  (recognised, never the default)
LOOPBACK = ("127.0.0.1", "localhost", "::1")


def main(argv: Sequence[str] | None = None) -> int:
    """Exit code of one run: 0 after a clean stop, 2 when something asked for is missing or does not fit."""
    asked = _parser().parse_args(argv)
    if asked.command == "gallery":
        return _gallery(asked)
    if asked.command == "sandbox":
        return _sandbox(asked)
    if asked.command == "control":
        return _control(asked)
    return _run(asked)


def start_packaged() -> None:
    """The app as Flet's own tools start it (flet run, an installed desktop or phone build)."""
    import flet as ft

    from app import flet_guard
    from app.app import build
    from app.assets_dir import assets_dir

    flet_guard.install()
    storage = os.environ.get("FLET_APP_STORAGE_DATA")
    options = RunOptions(data_dir=Path(storage).resolve() if storage else None)
    ft.run(build(options), assets_dir=str(assets_dir()), no_cdn=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="altteul", description="알뜰지기: 알뜰폰 요금과 납부방법을 스스로 돌보는 앱")
    commands = parser.add_subparsers(dest="command", required=True, metavar="{run,gallery,sandbox,control}")
    run = commands.add_parser("run", help="앱을 시작해요 (기본: 웹, 내장 샌드박스 통신사)")
    run.add_argument("--desktop", action="store_true", help="웹 대신 창으로 열어요")
    run.add_argument("--carrier", metavar="URL", help=f"이 주소의 통신사에 연결해요. 토큰은 {TOKEN_VARIABLE} 환경 변수에서 읽어요")
    run.add_argument("--scenario", default="happy", metavar="NAME", help="샌드박스가 시작할 상황 (기본: happy)")
    run.add_argument("--data", type=Path, metavar="DIR", help="이 폴더에 저장해요 (기본: 저장하지 않아요)")
    gallery = commands.add_parser("gallery", help="모든 화면을 모든 상태로 보여 줘요")
    sandbox = commands.add_parser("sandbox", help="샌드박스 통신사만 시작해요")
    sandbox.add_argument("--host", default="127.0.0.1", help="통신사가 귀 기울일 주소 (기본: 127.0.0.1)")
    sandbox.add_argument("--port", type=_port, default=8560, metavar="N", help="포트 (기본: 8560, 0이면 빈 포트)")
    sandbox.add_argument("--scenario", default="happy", metavar="NAME", help="시작할 상황 (기본: happy)")
    sandbox.add_argument("--seed", type=int, metavar="N", help="같은 수로 시작하면 토큰과 번호가 늘 같아요")
    sandbox.add_argument("--state", type=Path, metavar="FILE", help="이 파일에 저장하고 이어서 써요 (기본: 저장하지 않아요)")
    control_command.add_arguments(commands.add_parser("control", help="켜 둔 샌드박스 통신사의 시각, 상황, 고장을 다뤄요"))
    for command, port in ((run, 8550), (gallery, 8551)):
        command.add_argument("--port", type=_port, default=port, metavar="N", help=f"웹 포트 (기본: {port}, 0이면 빈 포트)")
        command.add_argument("--host", default="127.0.0.1", help="웹 서버가 귀 기울일 주소 (기본: 127.0.0.1)")
        command.add_argument("--public-url", metavar="URL", help="프록시 뒤에 둘 때 사람들이 쓰는 주소")
        command.add_argument("--no-open", action="store_true", help="브라우저를 열지 않아요")
    return parser


def _port(text: str) -> int:
    port = int(text)
    if not 0 <= port <= 65535:
        raise argparse.ArgumentTypeError("0부터 65535까지예요")
    return port


def _run(asked: argparse.Namespace) -> int:
    token = os.environ.get(TOKEN_VARIABLE)
    if asked.carrier and not token:
        print(f"통신사에 연결하려면 {TOKEN_VARIABLE} 환경 변수에 토큰을 넣어 주세요.", file=sys.stderr)
        return 2
    options = RunOptions(
        carrier_url=asked.carrier,
        token=token if asked.carrier else None,
        scenario=asked.scenario,
        data_dir=asked.data.resolve() if asked.data else None,
        public_url=asked.public_url,
    )
    if asked.desktop:
        return _desktop(options)

    def load() -> Any:
        from app.app import build

        return build(options)

    return _serve(asked, load, "홈에서 ‘납부방법’을 누르고, 카드를 은행 계좌로 바꿔 보세요.")


def _gallery(asked: argparse.Namespace) -> int:
    def load() -> Any:
        from app.gallery import build

        return build()

    return _serve(asked, load, "화면 이름을 누르면 그 화면만 따로 보여요.")


def _sandbox(asked: argparse.Namespace) -> int:
    from app.sandbox.carrier import SandboxCarrier
    from app.sandbox_server import serve

    def opened(port: int) -> None:
        address = f"http://{'127.0.0.1' if asked.host in EVERYWHERE else asked.host}:{port}"
        print(f"\n  샌드박스 통신사   {address}\n  토큰   {carrier.token}\n", flush=True)
        print(f"  앱을 연결하려면   {TOKEN_VARIABLE}={carrier.token} altteul run --carrier {address}", flush=True)
        print("  다른 토큰과 해 볼 만한 것은 위 주소를 브라우저로 열면 보여요. 멈추려면 Ctrl+C\n", flush=True)

    try:
        carrier = SandboxCarrier.open(asked.scenario, state_file=asked.state, seed=asked.seed)
        return serve(carrier, asked.host, asked.port, opened)
    except (KeyError, ValueError, OSError) as problem:
        print(f"샌드박스를 시작하지 못했어요: {problem.args[-1]}", file=sys.stderr)
        return 2


def _control(asked: argparse.Namespace) -> int:
    try:
        print(control_command.control(asked))
    except control_command.Failed as problem:
        print(problem, file=sys.stderr)
        return 2
    return 0


def _desktop(options: RunOptions) -> int:
    import importlib.util

    if importlib.util.find_spec("flet_desktop") is None:
        print("창으로 열려면 flet-desktop이 필요해요: pip install 'altteul[desktop]'", file=sys.stderr)
        return 2
    import flet as ft

    from app import flet_guard
    from app.app import build
    from app.assets_dir import assets_dir

    flet_guard.install()
    ft.run(build(options), assets_dir=str(assets_dir()))
    return 0


def _serve(asked: argparse.Namespace, load: Callable[[], Any], try_this: str) -> int:
    from app.web import WebOptions, serve

    def opened(port: int) -> None:
        shown = "127.0.0.1" if asked.host in EVERYWHERE or asked.host in LOOPBACK else asked.host
        address = asked.public_url or f"http://{shown}:{port}"
        print(f"\n  알뜰지기   {address}\n  {try_this}\n  멈추려면 Ctrl+C\n", flush=True)
        if not asked.no_open and _has_browser():
            threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()

    return serve(load, WebOptions(host=asked.host, port=asked.port, public_url=asked.public_url), opened)


def _has_browser() -> bool:
    """A screen to open a browser on: always on Windows and macOS, on Linux only inside a desktop session."""
    return sys.platform in ("win32", "darwin") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


if __name__ == "__main__":
    sys.exit(main())
