"""Whatever is typed into any field comes out as text: nothing is run, fetched, attached or lost."""

from dataclasses import fields, is_dataclass, replace
from enum import Enum

from hypothesis import given, settings
from hypothesis import strategies as st

from board.documents.plan import PlanDocument, as_pdf, printed
from board.documents.record import Alternative, Note, Recommendation
from tests.documents.full_record import a_full_record
from tests.documents.reading import faults_in, files_in, pages_of, squeezed, words_of
from tests.documents.samples import a_record

CANARIES = (
    '<img src="http://127.0.0.1:9/p"/>',
    "<link rel=attachment href=file:///etc/hostname>",
    "</p><script>alert(1)</script>",
    "{{ 7 * 7 }}{% include 'x' %}",
    "url(file:///etc/hostname)",
    "&amp;&lt;b&gt;]]>",
)
TYPED = " ".join(CANARIES) + " ab\u202edc \u05d0\u05d1 王 ✅ a\x00b\ud800c"
#: What paper does with right-to-left, Chinese, a picture, and controls.
SHOWN = ("abdc", "[U+05D0][U+05D1]", "[U+738B]", "[whiteheavycheckmark]", "abc")

#: Fields that code compares or cuts short, and those that are not printed.
LEFT_ALONE = {"record_json", "fhir_json", "qr_text", "address", "choice", "rules", "cards", "path"}


def typed_everywhere(value):
    """Return a record with the canaries in every text of it, and how many there are."""
    if is_dataclass(value) and not isinstance(value, type):
        names = [field.name for field in fields(value) if field.name not in LEFT_ALONE]
        return replace(value, **{name: typed_everywhere(getattr(value, name)) for name in names})
    if isinstance(value, tuple):
        return tuple(typed_everywhere(one) for one in value)
    if isinstance(value, str) and value and not isinstance(value, Enum):
        return TYPED
    return value


def test_markup_addresses_and_templates_in_every_field_come_out_as_text():
    record: PlanDocument = typed_everywhere(replace(a_full_record(), course=None))

    document = printed(record, "A4")

    words = words_of(document.pdf)
    assert {one for one in (*CANARIES, *SHOWN) if words.count(squeezed(one)) < 100} == set()
    assert list(files_in(document.pdf)) == ["record.json"]
    assert document.warnings == ()
    assert faults_in(document.pdf) == []


def test_the_names_in_the_picture_are_text_too():
    course = a_record().course
    lines = tuple(replace(line, label=TYPED) for line in course.lines)
    hostile = replace(
        course, lines=lines, marks=tuple(replace(m, label=TYPED) for m in course.marks)
    )

    document = printed(a_record(course=hostile), "A4")

    assert list(files_in(document.pdf)) == ["record.json"]
    assert document.warnings == ()


words = st.text(st.characters(min_codepoint=33, max_codepoint=0x2FF), min_size=1, max_size=12)


@settings(max_examples=4, deadline=None, derandomize=True)
@given(
    steps=st.integers(1, 40),
    paragraphs=st.lists(st.integers(1, 500), min_size=1, max_size=4),
    filling=words,
)
def test_nothing_of_a_long_text_is_lost(steps, paragraphs, filling):
    texts = [f"begin{n} {f'{filling} ' * length} end{n}" for n, length in enumerate(paragraphs)]
    record = a_record(
        recommendations=tuple(Recommendation(f"step{n}of{steps}") for n in range(steps)),
        question=texts[0],
        rationale=tuple(texts),
        alternatives=tuple(Alternative(f"other{n}", text[:900]) for n, text in enumerate(texts)),
        notes=tuple(Note("clinical", text[:600], "R. Okafor") for text in texts),
    )

    pages = pages_of(as_pdf(record, "Letter"))

    together = "".join(pages)
    marks = [f"{mark}{n}" for n in range(len(texts)) for mark in ("begin", "end", "other")]
    assert [mark for mark in marks if mark not in together] == []
    assert all(f"step{n}of{steps}" in pages[0] for n in range(steps))
    assert all(f"Page{n}of{len(pages)}" in page for n, page in enumerate(pages, 1))
    assert all("94733723" in page for page in pages)
