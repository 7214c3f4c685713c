"""Pictures of screens: kept small, compared by what an eye could notice."""
import io
from pathlib import Path

from PIL import Image, ImageChops

COLOURS = 96
SAME_COLOUR = 24
"""Of 255 a channel. Kept pictures have 96 colours at most, which moves a blended edge by up to 20; a wrong colour is further off."""
MAY_DIFFER = 24
"""Pixels. Two runs of one Chromium differ in none; the thinnest thing worth noticing, one changed digit, is over 40."""


def reduced(png: bytes, by: int) -> Image.Image:
    """In few colours, and a `by`-th as wide and high."""
    picture = Image.open(io.BytesIO(png)).convert("RGB").reduce(by)
    return picture.quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)


def keep(png: bytes, path: Path, by: int = 1) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    reduced(png, by).save(path, optimize=True)


def changed_pixels(png: bytes, kept: Path, by: int = 1) -> int:
    """How many pixels of the screen look different; every one of them when the sizes differ."""
    now, before = reduced(png, by).convert("RGB"), Image.open(kept).convert("RGB")
    if now.size != before.size:
        return now.width * now.height * by * by
    red, green, blue = ImageChops.difference(now, before).split()
    worst = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    return sum(worst.histogram()[SAME_COLOUR + 1 :]) * by * by


def show_difference(png: bytes, kept: Path, path: Path) -> None:
    """Kept, now, and what differs, side by side."""
    before = Image.open(kept).convert("RGB")
    now = Image.open(io.BytesIO(png)).convert("RGB").resize(before.size)
    path.parent.mkdir(parents=True, exist_ok=True)
    side_by_side = Image.new("RGB", (before.width * 3, before.height))
    side_by_side.paste(before, (0, 0))
    side_by_side.paste(now, (before.width, 0))
    side_by_side.paste(ImageChops.difference(now, before).point(lambda level: 255 if level > SAME_COLOUR else 0), (before.width * 2, 0))
    side_by_side.save(path)
