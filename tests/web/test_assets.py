"""What is shipped beside the code is what the tools make of the installed Flet, and covers what the app draws."""
import json
import re
import tomllib
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from PIL import Image

from app.assets_dir import assets_dir
from app.ui import tokens
from app.web import engine_dir
from app.web_files import FIRST_VISIT, WebFiles
from tools import make_fonts, make_web_assets

ASSETS = assets_dir()
ROOT = Path(__file__).resolve().parents[2]
SYSTEM_WORDS = "₩ · … → ✓ • ‘납부방법’ “확인” – — × ㄱㅏㄳ %/()[]{}!?&+@#"


def covered(style: str) -> set[int]:
    return set(TTFont(ASSETS / "fonts" / f"AltteulSans-{style}.otf").getBestCmap())


def test_page_is_what_the_installed_flet_makes_of_it():
    """An upgrade of Flet changes its index.html: then `python -m tools.make_web_assets`."""
    engine = (engine_dir() / "index.html").read_text(encoding="utf-8")
    assert (ASSETS / "index.html").read_text(encoding="utf-8") == make_web_assets.index_html(engine)


def test_page_refuses_a_flet_it_does_not_know():
    with pytest.raises(ValueError, match="holds"):
        make_web_assets.index_html("<html><head></head></html>")


def test_manifests_are_what_the_tools_make():
    assert json.loads((ASSETS / "manifest.json").read_text(encoding="utf-8")) == make_web_assets.manifest()
    assert json.loads((ASSETS / "assets" / "FontManifest.json").read_text(encoding="utf-8")) == make_fonts.manifest()


def test_web_manifest_names_icons_that_exist_in_their_size():
    icons = make_web_assets.manifest()["icons"]
    assert {(icon["sizes"], icon["purpose"]) for icon in icons} == {(f"{size}x{size}", meaning) for size in (192, 512) for meaning in ("any", "maskable")}
    for icon in icons:
        with Image.open(ASSETS / icon["src"]) as image:
            assert f"{image.width}x{image.height}" == icon["sizes"]


def test_font_list_names_files_that_are_served():
    files = WebFiles(ASSETS, engine_dir(), ASSETS)
    files.read_names()
    listed = [re.sub(r"^assets/\.\./", "", f"assets/{font['asset']}") for family in make_fonts.manifest() for font in family["fonts"]]
    assert len(listed) >= 4
    assert [name for name in listed if files.find(name) is None] == []
    assert [name for name in FIRST_VISIT if files.find(name) is None] == []


def test_every_syllable_a_name_may_use_is_on_board():
    regular, bold = covered("Regular"), covered("Bold")
    assert len(make_fonts.SYLLABLES) == 11_172 and make_fonts.SYLLABLES <= regular
    assert make_fonts.KS_X_1001 <= bold
    assert {ord(sign) for sign in SYSTEM_WORDS} <= regular & bold


def test_every_character_the_app_writes_is_on_board():
    """Words in strings, policies, scenarios and the sandbox: a character outside would be looked for elsewhere."""
    sources = [*ROOT.glob("app/ui/strings/*.py"), *ROOT.glob("app/sandbox/**/*.json"), *ROOT.glob("app/sandbox/**/*.py"), *ROOT.glob("app/screens/**/*.py")]
    assert len(sources) > 5
    drawn = covered("Regular")
    written = {sign: str(path.relative_to(ROOT)) for path in sources for sign in path.read_text(encoding="utf-8") if not sign.isspace()}
    assert {sign: path for sign, path in written.items() if ord(sign) not in drawn} == {}


@pytest.mark.parametrize("style", make_fonts.WEIGHTS)
def test_figures_line_up_without_a_style(style):
    font = TTFont(ASSETS / "fonts" / f"AltteulSans-{style}.otf")
    names = font.getBestCmap()
    assert len({font["hmtx"][names[figure]][0] for figure in range(0x30, 0x3A)}) == 1


@pytest.mark.parametrize("style", make_fonts.WEIGHTS)
def test_changed_font_does_not_carry_the_reserved_name(style):
    """OFL 1.1, condition 3."""
    names = TTFont(ASSETS / "fonts" / f"AltteulSans-{style}.otf")["name"]
    assert names.getDebugName(1) == make_fonts.FAMILY == tokens.FONT
    assert all("Pretendard" not in names.getDebugName(number) for number in (1, 4, 6, 16))
    assert "SIL OPEN FONT LICENSE" in (ASSETS / "fonts" / "OFL.txt").read_text(encoding="utf-8").upper()


def test_every_icon_of_the_app_is_in_the_icon_font():
    engine = {name: code for code, name in TTFont(engine_dir() / "assets" / "fonts" / make_fonts.ICON_FONT).getBestCmap().items()}
    ours = set(TTFont(ASSETS / "fonts" / make_fonts.ICON_FONT).getBestCmap())
    assert len(make_fonts.used_icons()) >= 5
    assert {icon for icon in make_fonts.used_icons() if engine[make_fonts.glyph_name(icon)] not in ours} == set()


def test_first_visit_stays_small():
    """Fonts are most of what we add to Flet's engine."""
    assert sum((ASSETS / "fonts" / name).stat().st_size for name in ("AltteulSans-Regular.otf", "AltteulSans-Bold.otf")) < 1_700_000


def test_builds_for_phones_keep_data_out_of_backups_and_may_notify():
    flet = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["flet"]
    assert flet["android"]["manifest_application"]["allowBackup"] == "false"
    assert flet["android"]["permission"] == {"android.permission.INTERNET": True, "android.permission.POST_NOTIFICATIONS": True}
    assert flet["web"]["cdn"] is False and flet["web"]["pwa_theme_color"] == tokens.LIGHT["primary"]
    assert flet["splash"] == {"color": tokens.LIGHT["surface"], "dark_color": tokens.DARK["surface"]}
