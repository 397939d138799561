"""Build the libraries, font and icons that the pages ship, and write down what each file is.

    .venv/bin/python tools/frontend/vendor.py            install, build, write the manifest
    .venv/bin/python tools/frontend/vendor.py --check    compare the files with the manifest only

What is taken is listed in vendor.toml, exact versions in package.json. The results are part of the
repository, so Node and fontTools are needed only to build them again.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import re
import subprocess
import sys
import tomllib
from io import BytesIO
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
PACKAGES = HERE / "node_modules"
MANIFEST = ROOT / "static" / "vendor" / "MANIFEST.json"
DIGITS = {"zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"}
TARGET = "chrome109,firefox115,safari16"


def main() -> int:
    """Return 0 when the files were built, or agree with the manifest."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    if parser.parse_args().check:
        wrong = changed_files()
        print("\n".join(wrong) or "All files agree with the manifest.")
        return 1 if wrong else 0
    build()
    return 0


def changed_files() -> list[str]:
    """Return one line for every file that is missing or differs from the manifest."""
    entries = json.loads(MANIFEST.read_text())["files"]
    return [line for entry in entries if (line := _difference(entry))]


def build() -> None:
    """Install the pinned packages, build every listed file and write the manifest."""
    recipe = tomllib.loads((HERE / "vendor.toml").read_text())
    _run("npm", "ci", "--ignore-scripts", "--no-fund", "--no-audit")
    entries = [_font(recipe["font"]), _icons(recipe["icons"]), _sass(recipe["sass"])]
    entries += [_script(item) for item in recipe["script"]]
    entries += [_copy(item) for item in recipe["copy"]]
    entries.sort(key=lambda entry: str(entry["file"]))
    MANIFEST.write_text(json.dumps({"files": entries}, indent=2) + "\n")


def _font(item: dict[str, Any]) -> dict[str, object]:
    """Cut the variable font down to the signs and weights the pages use."""
    from fontTools import subset
    from fontTools.ttLib import TTFont
    from fontTools.varLib import instancer

    # Keeping the upstream time stamp makes a second build byte-identical.
    font = TTFont(PACKAGES / item["package"] / item["source"], recalcTimestamp=False)
    limits = {"opsz": item["optical_size"], "wght": tuple(item["weights"])}
    narrowed = BytesIO()
    instancer.instantiateVariableFont(font, limits).save(narrowed)
    font = TTFont(narrowed, recalcTimestamp=False)
    _narrow_all_but_digits(font)
    options = subset.Options(flavor="woff2", layout_features=item["features"], notdef_outline=True)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=subset.parse_unicodes(item["unicodes"]))
    cutter.subset(font)
    target = _target(item)
    subset.save_font(font, target, options)
    _licence(item)
    return _entry(target, item)


def _narrow_all_but_digits(font: Any) -> None:
    """Leave only digits in the tabular figures: a wide hyphen or space spoils 24-Nov-2026."""
    table = font["GSUB"].table
    records = table.FeatureList.FeatureRecord
    places = {i for r in records if r.FeatureTag == "tnum" for i in r.Feature.LookupListIndex}
    for place in places:
        for part in table.LookupList.Lookup[place].SubTable:
            mapping = getattr(part, "ExtSubTable", part).mapping
            for glyph in set(mapping) - DIGITS:
                del mapping[glyph]


def _icons(item: dict[str, Any]) -> dict[str, object]:
    """Put the named icons into one SVG file of symbols."""
    version = _version(item["package"])
    symbols = [_symbol(item, name) for name in sorted(item["names"])]
    head = f"<!-- lucide {version}, ISC; licence beside this file -->\n"
    body = head + '<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n"
    target = _target(item)
    target.write_text(body)
    _licence(item)
    return _entry(target, item)


def _symbol(item: dict[str, Any], name: str) -> str:
    drawing = (PACKAGES / item["package"] / item["source"] / f"{name}.svg").read_text()
    inner = drawing.split(">", 2)[2].rsplit("</svg>", 1)[0]
    shapes = re.sub(r"\s+", " ", inner).replace("> <", "><").strip()
    return (
        f'<symbol id="{name}" viewBox="0 0 24 24" fill="none" stroke="currentColor"'
        f' stroke-width="2" stroke-linecap="round" stroke-linejoin="round">{shapes}</symbol>'
    )


def _sass(item: dict[str, Any]) -> dict[str, object]:
    target = _target(item)
    flags = ("--no-source-map", "--style=compressed", "--load-path=node_modules", "--quiet-deps")
    _run("node_modules/.bin/sass", *flags, item["source"], str(target))
    return _entry(target, item)


def _script(item: dict[str, Any]) -> dict[str, object]:
    target = _target(item)
    flags = (
        "--bundle",
        "--format=esm",
        "--minify",
        "--legal-comments=inline",
        f"--target={TARGET}",
    )
    _run("node_modules/.bin/esbuild", item["source"], *flags, f"--outfile={target}")
    _licence(item)
    return _entry(target, item)


def _copy(item: dict[str, Any]) -> dict[str, object]:
    target = _target(item)
    target.write_bytes((PACKAGES / item["package"] / item["source"]).read_bytes())
    _licence(item)
    return _entry(target, item)


def _licence(item: dict[str, Any]) -> None:
    text = (PACKAGES / item["package"] / item["licence"]).resolve().read_bytes()
    default = f"static/vendor/{item['package']}-{{version}}.LICENSE.txt"
    _place(item.get("licence_target", default), item["package"]).write_bytes(text)


def _target(item: dict[str, Any]) -> Path:
    return _place(item["target"], item["package"])


def _place(template: str, package: str) -> Path:
    path = ROOT / template.format(version=_version(package))
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def _version(package: str) -> str:
    wanted = json.loads((HERE / "package.json").read_text())["dependencies"]
    return str(wanted[package])


def _entry(path: Path, item: dict[str, Any]) -> dict[str, object]:
    return {
        "file": path.relative_to(ROOT).as_posix(),
        "package": item["package"],
        "version": _version(item["package"]),
        "licence": item["licence_name"],
        "bytes": path.stat().st_size,
        "sha384": _sha384(path),
    }


def _difference(entry: dict[str, Any]) -> str | None:
    path = ROOT / entry["file"]
    if not path.is_file():
        return f"{entry['file']} is missing"
    return None if _sha384(path) == entry["sha384"] else f"{entry['file']} was changed"


def _sha384(path: Path) -> str:
    return base64.b64encode(hashlib.sha384(path.read_bytes()).digest()).decode()


def _run(*command: str) -> None:
    subprocess.run(command, cwd=HERE, check=True)


if __name__ == "__main__":
    sys.exit(main())
