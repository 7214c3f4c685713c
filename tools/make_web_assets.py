"""Makes the web page's shell from the installed Flet's own, and the app's icons: python -m tools.make_web_assets"""
import json
import re
import sys
from pathlib import Path
from string import Template

from PIL import Image, ImageDraw

from app.ui import tokens
from app.web import engine_dir

ROOT = Path(__file__).resolve().parent.parent
ASSETS = ROOT / "assets"
SHELL = Path(__file__).with_name("web_shell")

NAME = "알뜰지기"
DESCRIPTION = "알뜰폰 요금을 확인하고 납부방법을 스스로 바꾸는 앱"
BRAND, LEAF = tokens.LIGHT["primary"], tokens.LIGHT["inverse_primary"]


def main() -> int:
    (ASSETS / "index.html").write_text(index_html((engine_dir() / "index.html").read_text(encoding="utf-8")), encoding="utf-8")
    (ASSETS / "manifest.json").write_text(json.dumps(manifest(), ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    icons = ASSETS / "icons"
    icons.mkdir(exist_ok=True)
    for size in (192, 512):
        icon(size, corner=0.22).save(icons / f"icon-{size}.png", optimize=True)
        icon(size, corner=0, scale=0.8).save(icons / f"icon-maskable-{size}.png", optimize=True)
    icon(180, corner=0, scale=0.9).save(icons / "apple-touch-icon.png", optimize=True)
    icon(48, corner=0.22).save(ASSETS / "favicon.png", optimize=True)
    icon(1024, corner=0, scale=0.8, ground=False).save(ASSETS / "icon.png", optimize=True)
    icon(1024, corner=0.22).resize((512, 512)).save(ASSETS / "splash.png", optimize=True)
    return 0


def index_html(engine: str) -> str:
    """Flet's index.html with our words, icons, configuration and splash. Raises ValueError when Flet's has changed
    in a place this relies on."""
    page = engine
    for pattern, ours in (
        (r"<html>", '<html lang="ko">'),
        (r'<meta name="description" content="[^"]*">', f'<meta name="description" content="{DESCRIPTION}">'),
        (r'<meta name="apple-mobile-web-app-status-bar-style" content="black">', '<meta name="apple-mobile-web-app-status-bar-style" content="default">'),
        (r'<meta name="apple-mobile-web-app-title" content="[^"]*">', f'<meta name="apple-mobile-web-app-title" content="{NAME}">'),
        (r'href="icons/apple-touch-icon-192\.png"', 'href="icons/apple-touch-icon.png"'),
        (r"<title>[^<]*</title>", f"<title>{NAME}</title>\n{_shell('head.html')}"),
        (r"<!-- fletAppConfig -->", f"<!-- fletAppConfig -->\n  <script>\n{_shell('boot.js')}  </script>"),
        (r'\n  <script src="python\.js"></script>', ""),
        (r'<div id="loading".*?</div>', _shell("splash.html").strip()),
    ):
        page, found = re.subn(pattern, lambda _, ours=ours: ours, page, flags=re.DOTALL)
        if found != 1:
            raise ValueError(f"Flet's index.html holds {pattern!r} {found} times")
    return page


def manifest() -> dict[str, object]:
    return {
        "name": NAME,
        "short_name": NAME,
        "description": DESCRIPTION,
        "lang": "ko",
        "dir": "ltr",
        "id": "/",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": tokens.LIGHT["surface"],
        "theme_color": BRAND,
        "categories": ["finance", "utilities"],
        "prefer_related_applications": False,
        "icons": [
            {"src": f"icons/icon{purpose}-{size}.png", "sizes": f"{size}x{size}", "type": "image/png", "purpose": meaning}
            for purpose, meaning in (("", "any"), ("-maskable", "maskable"))
            for size in (192, 512)
        ],
    }


def icon(size: int, *, corner: float, scale: float = 1.0, ground: bool = True) -> Image.Image:
    """A sprout growing out of a coin, the coin's rim its soil; drawn large and scaled down for smooth edges.

    `corner` is the corner radius and `scale` the drawing's size, both as a share of the side.
    """
    side = size * 4
    image = Image.new("RGBA", (side, side), (0, 0, 0, 0))
    draw = ImageDraw.Draw(image)
    if ground:
        draw.rounded_rectangle((0, 0, side - 1, side - 1), radius=side * corner, fill=BRAND)

    def at(x: float, y: float) -> tuple[float, float]:
        return side * (0.5 + (x - 0.5) * scale), side * (0.5 + (y - 0.5) * scale)

    def box(left: float, top: float, right: float, bottom: float) -> tuple[float, float, float, float]:
        return *at(left, top), *at(right, bottom)

    draw.pieslice(box(0.22, 0.50, 0.78, 1.06), 180, 360, fill="#FFFFFF")
    draw.rounded_rectangle(box(0.475, 0.36, 0.525, 0.56), radius=side * 0.025 * scale, fill=LEAF)
    _leaf(draw, [at(0.5, 0.46), at(0.24, 0.44), at(0.20, 0.20), at(0.46, 0.22)], LEAF)
    _leaf(draw, [at(0.5, 0.42), at(0.54, 0.14), at(0.80, 0.12), at(0.76, 0.38)], "#FFFFFF")
    draw.line([at(0.395, 0.655), at(0.47, 0.725), at(0.61, 0.595)], fill=BRAND, width=round(side * 0.045 * scale), joint="curve")
    return image.resize((size, size), Image.Resampling.LANCZOS)


def _leaf(draw: ImageDraw.ImageDraw, corners: list[tuple[float, float]], fill: str) -> None:
    """A leaf from its stem through the side, the tip and the other side, both edges quadratic curves."""
    stem, left, tip, right = corners

    def edge(start: tuple[float, float], bend: tuple[float, float], end: tuple[float, float]) -> list[tuple[float, float]]:
        steps = [step / 32 for step in range(33)]
        return [tuple((1 - t) ** 2 * a + 2 * (1 - t) * t * b + t**2 * c for a, b, c in zip(start, bend, end, strict=True)) for t in steps]  # type: ignore[misc]

    draw.polygon([*edge(stem, left, tip), *edge(tip, right, stem)], fill=fill)


def _shell(name: str) -> str:
    """A piece of the page; $light_surface and the like stand for the app's own colours."""
    colours = {f"{scheme}_{role}": value for scheme, roles in (("light", tokens.LIGHT), ("dark", tokens.DARK)) for role, value in roles.items()}
    return Template((SHELL / name).read_text(encoding="utf-8")).substitute(colours)


if __name__ == "__main__":
    sys.exit(main())
