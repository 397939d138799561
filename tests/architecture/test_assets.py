"""What the pages ship: nothing from elsewhere, nothing changed by hand, readable in every theme."""

import base64
import hashlib
import json
import re
from itertools import product
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CSS = ROOT / "static" / "css"
MANIFEST = json.loads((ROOT / "static" / "vendor" / "MANIFEST.json").read_text())["files"]
OUR_STYLES = sorted(path for path in CSS.rglob("*.css") if "print" not in path.parts)
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
MODULES = sorted((ROOT / "static" / "js").rglob("*.js"))

#: The least contrast of words, and of shapes that carry meaning: WCAG 2.2, 1.4.3 and 1.4.11.
WORDS, SHAPES = 4.5, 3.0

PLANES = ["ground", "surface", "surface-sunk", "surface-raised", "wash"]
INKS = ["ink", "ink-soft", "ink-faint", "link", "good-ink", "check-ink", "bad-ink", "info-ink"]
STATUS = ["good", "check", "bad", "info"]
DRUG_CLASSES = ["pi", "imid", "cd38", "bcma", "gprc5d", "alkylator", "steroid", "xpo1", "other"]
PAIRS = [
    *((ink, plane, WORDS) for ink, plane in product(INKS, PLANES)),
    *((f"{status}-ink", f"{status}-ground", WORDS) for status in [*STATUS, "none"]),
    *(("solid-ink", f"{status}-solid", WORDS) for status in STATUS),
    *(("class-ink", f"class-{name}", WORDS) for name in DRUG_CLASSES),
    *(("hue-ink", f"hue-{number}", WORDS) for number in range(1, 9)),
    *((line, "band", WORDS) for line in ("protein", "flc", "ink-soft")),
    *(("brand", plane, WORDS) for plane in ("ground", "surface", "wash")),
    ("brand-ink", "brand", WORDS),
    ("brand-ink", "brand-hover", WORDS),
    ("live-ink", "live", WORDS),
    ("toast-ink", "toast-ground", WORDS),
    *(("line-strong", plane, SHAPES) for plane in ("ground", "surface", "surface-sunk")),
    *(("focus", plane, SHAPES) for plane in PLANES),
    ("none-solid", "none-ground", SHAPES),
]


def test_vendored_files_are_what_the_manifest_says():
    hashes = {entry["file"]: entry["sha384"] for entry in MANIFEST}

    found = {name: _sha384(ROOT / name) for name in hashes}

    assert found == hashes


def test_nothing_is_vendored_beside_the_manifest():
    listed = {entry["file"] for entry in MANIFEST}
    folders = [ROOT / "static" / "vendor", ROOT / "tests" / "vendor"]

    shipped = {_name(path) for folder in folders for path in folder.iterdir()}

    extra = {name for name in shipped - listed if "LICENSE" not in name}
    assert extra == {"static/vendor/MANIFEST.json"}


@pytest.mark.parametrize("entry", MANIFEST, ids=lambda entry: entry["package"])
def test_every_vendored_package_brings_its_licence(entry):
    beside = (ROOT / entry["file"]).parent.glob("*LICENSE.txt")

    named = [
        path for path in beside if _stem(path.name) in {entry["package"], _stem(entry["file"])}
    ]

    assert named


def test_the_lock_file_holds_no_addresses():
    lock = (ROOT / "tools" / "frontend" / "package-lock.json").read_text()

    assert "://" not in lock


@pytest.mark.parametrize("path", [*TEMPLATES, *OUR_STYLES, *MODULES], ids=lambda path: path.name)
def test_nothing_is_asked_for_from_elsewhere(path):
    asks = r"""(?:src|href|action|poster|srcset)\s*=\s*["']?|url\(\s*["']?|(?:import|from)\s+["']"""

    elsewhere = re.findall(rf"(?:{asks})((?:https?:)?//[^\s\"')]+)", path.read_text())

    assert elsewhere == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_a_template_has_no_inline_style_and_no_inline_handler(path):
    tags = re.findall(r"<[a-z][^>]*>", path.read_text(), re.DOTALL)

    inline = [tag for tag in tags if re.search(r"\s(?:style|on[a-z]+)\s*=", tag)]

    assert inline == []


@pytest.mark.parametrize("path", OUR_STYLES, ids=lambda path: path.name)
def test_colours_are_named_in_the_tokens_only(path):
    if path.name == "tokens.css":
        return

    raw = re.findall(r"#[0-9a-f]{3,8}\b|(?:rgb|hsl)a?\(", _without_comments(path))

    assert raw == []


def test_every_style_is_imported_once():
    imported = re.findall(r'@import url\("([^"]+)"\)', (CSS / "app.css").read_text())
    expected = [_inside(path) for path in OUR_STYLES if path.name != "app.css"]

    ours = [name for name in imported if not name.startswith("../vendor/")]

    assert sorted(ours) == sorted(expected)


def test_every_token_that_is_used_is_defined():
    defined = set(re.findall(r"(--[\w-]+):", (CSS / "tokens.css").read_text()))

    used = {
        name for path in OUR_STYLES for name in re.findall(r"var\((--[\w-]+)", path.read_text())
    }

    assert used - defined == set()


def test_every_icon_that_is_drawn_is_shipped():
    sprite = next((ROOT / "static" / "icons").glob("lucide-*.svg")).read_text()
    shipped = set(re.findall(r'<symbol id="([^"]+)"', sprite))

    text = "\n".join(path.read_text() for path in TEMPLATES)
    drawn = set(re.findall(r'icon(?:\(|=|": )"([a-z0-9-]+)"', text))

    assert drawn - shipped == set()


def test_dark_is_the_same_whether_chosen_or_followed():
    chosen, followed = _block('[data-theme="dim"]'), _block('[data-theme="system"]')

    assert chosen
    assert chosen == followed


@pytest.mark.parametrize("theme", ["light", "dark", "dim"])
def test_every_ink_can_be_read_on_its_ground(theme):
    values = {
        "light": _block(":root", number=1),
        "dark": _block('[data-theme="dim"]'),
        "dim": _block('[data-theme="dim"]') | _block('[data-theme="dim"]', number=1),
    }[theme]

    weak = [pair for pair in PAIRS if _contrast(values[pair[0]], values[pair[1]]) < pair[2]]

    assert weak == []


def _block(selector_end: str, number: int = 0) -> dict[str, str]:
    """Return the tokens of the block whose selector ends so; *number* counts such blocks."""
    pattern = re.escape(selector_end) + r" \{([^}]*)\}"
    blocks = re.findall(pattern, (CSS / "tokens.css").read_text())
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", blocks[number]))


def _contrast(one: str, other: str) -> float:
    """Return the WCAG contrast ratio of two colours."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _without_comments(path: Path) -> str:
    return re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL)


def _sha384(path: Path) -> str:
    return base64.b64encode(hashlib.sha384(path.read_bytes()).digest()).decode()


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _inside(path: Path) -> str:
    return path.relative_to(CSS).as_posix()


def _stem(name: str) -> str:
    return re.split(r"-\d|\.", Path(name).name)[0]
