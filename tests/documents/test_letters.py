"""Text that can be printed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from board.documents.letters import printable, visible
from board.documents.pdf import letters


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("plain", "plain"),
        ("a\x00\x1bb", "ab"),
        ("a\ud800b", "ab"),
        ("\u202egnitirw", "gnitirw"),
        ("two\r\nlines\tand", "two\nlines and"),
        ("a\u2028b\u3000c", "a b c"),
        ("5\u00a0g/L", "5\u00a0g/L"),
        ("Nova\u0301k", "Novák"),
    ],
)
def test_what_breaks_or_disguises_text_is_dropped(written, shown):
    assert visible(written) == shown


@pytest.mark.parametrize("sign", "κλβ≥≤×−±→↓⁹⁺₂□ŁČĞếА")
def test_the_signs_of_the_clinic_have_letters(sign):
    assert printable(sign, letters()) == sign


def test_a_letter_the_font_lacks_is_named():
    assert printable("王 ⚠ ✅", letters()) == "[U+738B] [warning sign] [white heavy check mark]"


@given(st.text())
def test_whatever_was_typed_can_be_printed(text):
    shown = printable(text, letters())

    assert all(ord(letter) in letters() or letter == "\n" for letter in shown)
    assert printable(shown, letters()) == shown
