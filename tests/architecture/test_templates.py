"""Templates hold no styles, no handlers, no addresses elsewhere, and escape what people typed."""

import re
from pathlib import Path

import pytest

TEMPLATES = sorted(Path(__file__).parents[2].joinpath("templates").rglob("*.html"))

FORBIDDEN = {
    "a style attribute": re.compile(r"\sstyle="),
    "an inline handler": re.compile(r"\son[a-z]+="),
    "a script without nonce": re.compile(r"<script(?![^>]*nonce=)"),
    "an unescaped value": re.compile(r"\|\s*safe\b"),
    "an address elsewhere": re.compile(r"""(?:src|href)=["']https?:"""),
    "a form without token": re.compile(r'<form[^>]*method="post"(?:(?!</form>).)*</form>', re.S),
}


@pytest.mark.parametrize("file", TEMPLATES, ids=lambda file: f"{file.parent.name}/{file.name}")
def test_a_template_keeps_the_house_rules(app, file):
    text = file.read_text()

    for what, pattern in FORBIDDEN.items():
        for match in pattern.finditer(text):
            assert what == "a form without token" and "csrf_token" in match[0], (
                f"{what}: {match[0][:80]}"
            )


@pytest.mark.parametrize("file", TEMPLATES, ids=lambda file: f"{file.parent.name}/{file.name}")
def test_a_template_can_be_read_and_says_what_it_is(app, file):
    text = file.read_text()

    app.jinja_env.parse(text)
    assert text.lstrip().startswith("{#"), "begin with a comment: what it shows and what it expects"
