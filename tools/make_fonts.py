"""Cuts the app's fonts out of Pretendard 1.3.9 and Flet's MaterialIcons: python -m tools.make_fonts pretendard-1.3.9.tgz

The archive is the npm package (`npm pack pretendard@1.3.9`). Every Hangul syllable stays, because names use them;
figures become tabular by default, so amounts line up without a style. The fonts stay OpenType: the server compresses
them as well as woff2 would (0.65 MB against 0.61), phones and desktops read them too, and the browser unpacks them
in native code, where the engine would spend a third of a second on woff2 before its first frame. Pretendard is a reserved font name (OFL 1.1),
so the changed fonts carry our own.
"""
import argparse
import io
import json
import sys
import tarfile
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

ROOT = Path(__file__).resolve().parent.parent
FAMILY = "Altteul Sans"
WEIGHTS = {"Regular": 400, "Bold": 700}
FONTS = ROOT / "assets" / "fonts"
FONT_MANIFEST = ROOT / "assets" / "assets" / "FontManifest.json"
ICON_FONT = "MaterialIcons-Regular.otf"

SYLLABLES = set(range(0xAC00, 0xD7A4))
OTHERS = (
    set(range(0x20, 0x7F)) | set(range(0xA0, 0x100))  # Latin
    | set(range(0x3131, 0x318F))  # single jamo, as an input method shows them
    | {0x2060}  # the joint that keeps a Korean word on one line
    | set(range(0x2010, 0x2028)) | set(range(0x3000, 0x3020)) | set(range(0xFF01, 0xFF5F))  # punctuation
    | {ord(sign) for sign in "₩←↑→↓✓✔•※○●△▲▽▼☆★■□◆◇①②③④⑤⑥⑦⑧⑨⑩℃℡™−×÷±≤≥≠∼"}
)
KS_X_1001 = {ord(bytes([row, cell]).decode("euc-kr")) for row in range(0xB0, 0xC9) for cell in range(0xA1, 0xFF)}
"""The 2,350 syllables of everyday writing. The bold cut holds these; the other bold syllables are drawn from the regular."""

FRAMEWORK_ICONS = {  # what Flutter's own Material widgets draw
    "arrow_back", "arrow_back_ios_new_rounded", "arrow_back_ios", "arrow_back_ios_rounded", "arrow_forward", "arrow_forward_ios",
    "arrow_drop_down", "arrow_drop_up", "arrow_downward", "arrow_upward", "calendar_today", "calendar_today_rounded", "access_time",
    "access_time_outlined", "cancel", "check", "chevron_left", "chevron_right", "clear", "close", "delete", "edit", "edit_outlined",
    "expand_less", "expand_more", "keyboard", "keyboard_outlined", "keyboard_arrow_down", "keyboard_arrow_up", "menu", "more_horiz",
    "more_vert", "remove", "add", "search", "unfold_more", "error", "error_outline", "warning", "info", "info_outline",
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("archive", type=Path)
    asked = parser.parse_args()
    with tarfile.open(asked.archive) as archive:
        for style in WEIGHTS:
            outlines = _member(archive, f"package/dist/public/static/Pretendard-{style}.otf")
            _cut(outlines, OTHERS | (SYLLABLES if style == "Regular" else KS_X_1001), FONTS / f"AltteulSans-{style}.otf", style)
        (FONTS / "OFL.txt").write_bytes(_member(archive, "package/dist/LICENSE.txt").getvalue())
    cut_icons(FONTS / ICON_FONT)
    FONT_MANIFEST.write_text(json.dumps(manifest(), indent=2) + "\n", encoding="utf-8")
    for made in sorted(FONTS.iterdir()):
        print(f"{made.stat().st_size:>9,}  {made.relative_to(ROOT)}")
    return 0


def manifest() -> list[dict[str, object]]:
    """Flutter's font list; its addresses start from assets/. Roboto is what Flutter asks for when it misses a glyph: it gets the full regular cut,
    so nothing is ever fetched from elsewhere."""
    regular = {"asset": "../fonts/AltteulSans-Regular.otf"}
    return [
        {"family": FAMILY, "fonts": [regular, {"asset": "../fonts/AltteulSans-Bold.otf", "weight": 700}]},
        {"family": "Roboto", "fonts": [regular]},
        {"family": "MaterialIcons", "fonts": [{"asset": f"../fonts/{ICON_FONT}"}]},
    ]


def used_icons() -> set[str]:
    """Names of the icons the app draws, as Flet spells them in lower case."""
    import flet as ft

    from app.ui.tokens import ICONS

    spelled = {int(getattr(ft.Icons, name)): name.lower() for name in dir(ft.Icons) if name.isupper()}
    return {spelled[int(icon)] for icon in ICONS.values()}


def cut_icons(target: Path) -> None:
    from app.web import engine_dir

    font = TTFont(engine_dir() / "assets" / "fonts" / ICON_FONT)
    codes = {name: code for code, name in font.getBestCmap().items()}
    wanted = FRAMEWORK_ICONS | used_icons()
    missing = {name for name in used_icons() if glyph_name(name) not in codes}
    if missing:
        raise SystemExit(f"no such glyph: {sorted(missing)}")
    _subset(font, {codes[glyph_name(name)] for name in wanted if glyph_name(name) in codes}, target, ())


def glyph_name(icon: str) -> str:
    """The icon font's name for an icon: plain ones are called baseline, those starting with a figure get an underscore."""
    plain = icon if icon.endswith(("_outlined", "_rounded", "_sharp")) else f"{icon}_baseline"
    return f"_{plain}" if plain[0].isdigit() else plain


def _member(archive: tarfile.TarFile, name: str) -> io.BytesIO:
    found = archive.extractfile(name)
    if found is None:
        raise SystemExit(f"{name} is not in the archive")
    return io.BytesIO(found.read())


def _cut(source: io.BytesIO, codes: set[int], target: Path, style: str) -> None:
    font = TTFont(source)
    _figures_in_columns(font)
    _rename(font, style)
    _subset(font, codes, target, ("kern", "ccmp", "locl", "mark", "mkmk"))


def _figures_in_columns(font: TTFont) -> None:
    """Lets the figures' code points name the glyphs the font keeps for tables (tnum)."""
    lookups = {index for record in font["GSUB"].table.FeatureList.FeatureRecord if record.FeatureTag == "tnum" for index in record.Feature.LookupListIndex}
    tabular: dict[str, str] = {}
    for index in lookups:
        for table in font["GSUB"].table.LookupList.Lookup[index].SubTable:
            tabular |= getattr(table, "ExtSubTable", table).mapping
    for table in font["cmap"].tables:
        for figure in range(0x30, 0x3A):
            if table.cmap.get(figure) in tabular:
                table.cmap[figure] = tabular[table.cmap[figure]]


def _rename(font: TTFont, style: str) -> None:
    names = {1: FAMILY, 2: style, 3: f"{FAMILY} {style}; after Pretendard 1.3.9", 4: f"{FAMILY} {style}", 6: f"AltteulSans-{style}", 16: FAMILY, 17: style}
    for record in list(font["name"].names):
        if record.nameID in names:
            record.string = names[record.nameID]
        elif record.nameID not in (0, 5, 13, 14):
            font["name"].removeNames(nameID=record.nameID)
    if "CFF " in font:
        cff = font["CFF "].cff
        cff.fontNames = [names[6]]
        cff.topDictIndex[0].FullName, cff.topDictIndex[0].FamilyName = names[4], FAMILY


def _subset(font: TTFont, codes: set[int], target: Path, features: tuple[str, ...]) -> None:
    options = subset.Options(layout_features=list(features), hinting=False, notdef_outline=True, name_IDs=["*"], recalc_timestamp=False)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=codes)
    cutter.subset(font)
    target.parent.mkdir(parents=True, exist_ok=True)
    subset.save_font(font, str(target), options)


if __name__ == "__main__":
    sys.exit(main())
