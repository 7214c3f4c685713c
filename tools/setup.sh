#!/bin/sh
# What make needs besides Python packages: setup.sh venv DIR | chromium DIR | lock
set -eu

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; elif command -v sudo >/dev/null; then sudo "$@"; else return 1; fi
}

apt_install() {
    command -v apt-get >/dev/null || return 1
    as_root apt-get -qq update && as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends install "$@" >/dev/null
}

fits() {
    "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 15))' 2>/dev/null
}

make_venv() {
    for python in python3 python3.14 python3.13 python3.12 python3.11; do
        fits "$python" || continue
        "$python" -m venv "$1" >/dev/null 2>&1 && return 0
        rm -rf "$1"
        # Debian keeps the venv module's other half in a package of its own.
        version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
        { apt_install "python$version-venv" || apt_install python3-venv; } && "$python" -m venv "$1" && return 0
    done
    echo "Python 3.11~3.14와 venv가 필요해요. Debian·Ubuntu: sudo apt-get install python3 python3-venv" >&2
    return 1
}

find_chromium() {
    for name in chromium chromium-browser google-chrome google-chrome-stable; do
        # Ubuntu's chromium-browser may be a stub that only asks for a snap.
        command -v "$name" >/dev/null && "$name" --version >/dev/null 2>&1 && return 0
    done
    return 1
}

get_chromium() {
    find_chromium && return 0
    echo "Chromium을 설치하고 있어요 (처음 한 번)…"
    apt_install chromium && find_chromium && return 0
    as_root "$1/bin/python" -m playwright install-deps chromium >/dev/null 2>&1 || true
    "$1/bin/python" -m playwright install chromium >/dev/null
    browser=$("$1/bin/python" -c 'from playwright.sync_api import sync_playwright
with sync_playwright() as playwright: print(playwright.chromium.executable_path)')
    printf '#!/bin/sh\nexec "%s" "$@"\n' "$browser" > "$1/bin/chromium"
    chmod +x "$1/bin/chromium"
    find_chromium
}

lock() {
    compile() { uv pip compile pyproject.toml --universal --generate-hashes --python-version 3.11 --no-header --no-emit-index-url --no-annotate --quiet "$@"; }
    compile --extra dev --group build-backend --output-file requirements-dev.lock
    compile --extra web --constraint requirements-dev.lock --group build-backend --output-file requirements.lock
    compile --extra desktop --constraint requirements-dev.lock --group build-backend --output-file requirements-desktop.lock
}

case "$1" in
    venv) make_venv "$2" ;;
    chromium) get_chromium "$2" ;;
    lock) lock ;;
    *) echo "setup.sh venv DIR | chromium DIR | lock" >&2; exit 2 ;;
esac
