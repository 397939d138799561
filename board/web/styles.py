"""The styles as one sheet: written in many small files, sent in one answer that a browser keeps."""

import hashlib
import re
from pathlib import Path

from flask import Blueprint, Flask, Response, current_app, url_for

from board.doors import Policy, door

bp = Blueprint("styles", __name__)

IMPORT = re.compile(r'@import url\("([^"]+)"\) layer\((\w+)\);')
FONT = re.compile(r'url\("(?:\.\./)+fonts/')
A_YEAR = 365 * 24 * 3600


def init_app(app: Flask) -> None:
    """Put the sheet together; its address changes with its content."""
    sheet = joined(Path(app.static_folder or "") / "css" / "app.css")
    app.config["STYLES"] = sheet
    app.config["STYLES_VERSION"] = hashlib.sha256(sheet.encode()).hexdigest()[:12]
    app.jinja_env.globals["stylesheet"] = lambda: url_for(
        "styles.sheet", version=app.config["STYLES_VERSION"]
    )


def joined(file: Path) -> str:
    """Return *file* with each import replaced by what it names, in the same layer."""
    text = IMPORT.sub(lambda match: _layer(match[2], file.parent / match[1]), file.read_text())
    return FONT.sub('url("/static/fonts/', text)


@bp.get("/styles/<version>.css")
@door(Policy.PUBLIC)
def sheet(version: str) -> Response:
    """Give the whole sheet, to be kept for good when it is asked for by its right version."""
    response = Response(current_app.config["STYLES"], mimetype="text/css")
    if version == current_app.config["STYLES_VERSION"]:
        response.cache_control.public, response.cache_control.max_age = True, A_YEAR
        response.cache_control.immutable = True
    return response


def _layer(name: str, file: Path) -> str:
    return f"@layer {name} {{\n{file.read_text()}\n}}"
