"""Where fonts, icons and the web page's shell lie: beside app/ in the repository, inside it once installed."""
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def assets_dir() -> Path:
    """Absolute path of assets/. Raises FileNotFoundError when the installation lacks it."""
    for place in (_PACKAGE.parent / "assets", _PACKAGE / "assets"):
        if (place / "index.html").is_file():
            return place
    raise FileNotFoundError("assets/index.html is missing from this installation")
