"""The course of the disease as one picture."""

from dataclasses import replace
from datetime import date
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from board.documents.timeline import (
    Bar,
    Lane,
    LightChain,
    LineBand,
    Mark,
    Point,
    Style,
    Timeline,
    as_rows,
    draw,
)
from tests.documents.samples import COURSE

TODAY = date(2026, 11, 24)
SVG = "{http://www.w3.org/2000/svg}"
EMPTY = "No M-protein or involved free light chain on record."

days = st.dates(date(2014, 1, 1), TODAY)
values = st.none() | st.floats(0, 200_000, allow_nan=False)
timelines = st.builds(
    Timeline,
    as_of=st.just(TODAY),
    lanes=st.tuples()
    | st.tuples(st.builds(Bar, st.sampled_from(Lane), st.text(), days, st.none() | days)),
    lines=st.tuples()
    | st.tuples(
        st.builds(LineBand, st.integers(1, 12), st.text(), days, st.none() | days, st.text(), days)
    ),
    marks=st.tuples() | st.tuples(st.builds(Mark, st.text(), days)),
    points=st.lists(st.builds(Point, days, values, values), max_size=6).map(tuple),
    light_chain=st.none() | st.sampled_from(LightChain),
    pd_limit_g_L=st.none() | st.floats(0.1, 90),
)


def shapes(timeline: Timeline, style: Style = Style.SCREEN) -> dict[str, int]:
    """Return how often each CSS class occurs in the picture."""
    counts: dict[str, int] = {}
    for element in ElementTree.fromstring(draw(timeline, style)).iter():
        for name in element.get("class", "").replace("timeline__", "").split():
            counts[name] = counts.get(name, 0) + 1
    return counts


def texts(timeline: Timeline, style: Style = Style.SCREEN) -> list[str]:
    """Return the words in the picture, in order."""
    return [t.text or "" for t in ElementTree.fromstring(draw(timeline, style)).iter(f"{SVG}text")]


def title(timeline: Timeline) -> str:
    """Return what the picture is called."""
    return ElementTree.fromstring(draw(timeline, Style.SCREEN))[0].text or ""


def test_a_full_course_has_a_bar_per_drug_and_a_band_per_line():
    drawn = shapes(COURSE)

    assert drawn["bar"] == 7
    assert drawn["band"] == 3
    assert drawn["band--even"] == 1
    assert drawn["pd-rule"] == drawn["chip--pd"] == 3
    assert drawn["m-line"] == drawn["flc-line"] == 1
    assert drawn["last"] == 2


def test_the_two_curves_never_share_a_panel():
    picture = ElementTree.fromstring(draw(COURSE, Style.SCREEN))
    titles = [t for t in picture.iter(f"{SVG}text") if t.get("class") == "timeline__title"]

    assert [t.text for t in titles] == ["Serum M-protein, g/L", "Involved κ FLC, mg/L (log scale)"]
    assert float(titles[1].get("y", 0)) - float(titles[0].get("y", 0)) > 100


def test_the_last_values_stand_at_the_right_with_units():
    assert {"23.6 g/L", "2,310 mg/L", "PD limit", "ULN 19.4"} <= set(texts(COURSE))


def test_an_old_last_value_carries_its_date():
    assert "18-Nov-2026" in texts(replace(COURSE, as_of=date(2027, 6, 1)))
    assert "18-Nov-2026" not in texts(COURSE)


def test_lanes_without_a_drug_stand_only_for_the_three_great_classes():
    course = Timeline(TODAY, lanes=(Bar(Lane.BCMA, "Ide-cel", date(2024, 3, 1), date(2024, 3, 1)),))

    names = texts(course)

    assert [n for n in names if n in {"PI", "IMiD", "Anti-CD38"}] == ["PI", "IMiD", "Anti-CD38"]
    assert "BCMA" in names
    assert "GPRC5D" not in names


def test_drugs_of_one_class_at_one_time_do_not_cover_each_other():
    both = (
        Bar(Lane.ALKYLATOR, "Melphalan", date(2024, 1, 1), date(2024, 9, 1)),
        Bar(Lane.ALKYLATOR, "Cyclophosphamide", date(2024, 3, 1), date(2024, 6, 1)),
    )
    picture = ElementTree.fromstring(draw(Timeline(TODAY, lanes=both), Style.SCREEN))

    heights = {r.get("y") for r in picture.iter(f"{SVG}rect") if "bar" in r.get("class", "")}

    assert len(heights) == 2


def test_one_point_is_a_dot_and_no_line():
    drawn = shapes(Timeline(TODAY, points=(Point(date(2026, 11, 1), 31.0),)))

    assert drawn["m-dot"] == 1
    assert "m-line" not in drawn
    assert "flc-dot" not in drawn


def test_only_light_chains_leave_no_empty_panel():
    course = replace(COURSE, points=(Point(date(2026, 11, 1), None, 700.0),))

    drawn = shapes(course)

    assert drawn["title"] == 1
    assert "m-dot" not in drawn
    assert drawn["chip--pd"] == 3


@pytest.mark.parametrize("style", Style)
def test_nothing_measured_is_said_in_words(style):
    assert EMPTY in texts(replace(COURSE, points=()), style)
    assert EMPTY in texts(Timeline(TODAY), style)
    assert EMPTY in texts(Timeline(TODAY, points=(Point(TODAY),)), style)


def test_results_more_than_a_year_apart_are_not_joined():
    apart = (
        Point(date(2019, 1, 1), 30.0),
        Point(date(2019, 6, 1), 4.0),
        Point(date(2024, 1, 1), 9.0),
    )
    picture = ElementTree.fromstring(draw(Timeline(TODAY, points=apart), Style.SCREEN))

    (line,) = (p for p in picture.iter(f"{SVG}path") if p.get("class") == "timeline__m-line")

    assert line.get("d", "").count("L") == 1


def test_a_current_line_reaches_the_day_of_the_board():
    line = LineBand(1, "DRd", date(2025, 1, 1))
    ended = replace(line, end=TODAY)

    assert draw(Timeline(TODAY, lines=(line,)), Style.PAPER) == draw(
        Timeline(TODAY, lines=(ended,)), Style.PAPER
    )


def test_a_phone_writes_every_second_year_and_keeps_every_progression():
    crowded = tuple(
        LineBand(n, "x", date(2021, n, 1), date(2021, n, 28), "PR", date(2021, n, 28))
        for n in range(1, 9)
    )
    course = replace(COURSE, lines=crowded, pd_limit_g_L=None)

    years = [text for text in texts(course, Style.PHONE) if text.isdigit() and len(text) == 4]

    assert years == ["2020", "2022", "2024", "2026"]
    assert shapes(course, Style.PHONE)["chip--pd"] == 8


def test_paper_has_boxes_words_and_no_classes_but_its_own():
    paper = draw(COURSE, Style.PAPER)

    assert shapes(COURSE, Style.PAPER) == {"timeline": 1, "timeline--paper": 1}
    assert {"L1 VRd, ASCT, R", "VGPR", "Board", "PD", "23.6"} <= set(texts(COURSE, Style.PAPER))
    assert "stroke-dasharray" in paper


@pytest.mark.parametrize("style", Style)
def test_no_picture_has_an_inline_style_a_script_or_an_id(style):
    picture = ElementTree.fromstring(draw(COURSE, style))

    for element in picture.iter():
        assert not {"style", "id", "onclick", "href"} & set(element.keys())
        assert element.tag.removeprefix(SVG) in {"svg", "title", "rect", "path", "text"}


@pytest.mark.parametrize("style", Style)
def test_names_are_escaped(style):
    name = "</text><script>\x00&\"'"
    line = LineBand(1, name, date(2020, 1, 1), None, "<i>", date(2024, 1, 1))
    course = Timeline(TODAY, (Bar(Lane.PI, name, date(2020, 1, 1)),), (line,), (Mark(name, TODAY),))

    drawn = draw(course, style)

    ElementTree.fromstring(drawn)
    assert "<script" not in drawn
    assert "\x00" not in drawn


@given(timelines, st.sampled_from(Style))
def test_whatever_the_course_the_picture_is_well_formed_and_named(timeline, style):
    picture = ElementTree.fromstring(draw(timeline, style))

    assert picture[0].tag == f"{SVG}title"
    assert (picture[0].text or "").endswith(".")


def test_the_title_is_one_sentence_of_facts():
    assert title(COURSE) == (
        "Three lines of therapy since 10-Feb-2020, best response VGPR on line 1, CR on line 2 and PR "
        "on line 3; progression on 10-Mar-2023, 20-Jan-2025 and 16-Aug-2026; serum M-protein lowest at "
        "0.4 g/L on 02-Jun-2021 and 23.6 g/L on 18-Nov-2026; involved kappa free light chain lowest at "
        "16.0 mg/L on 02-Jun-2021 and 2,310 mg/L on 18-Nov-2026."
    )
    assert title(Timeline(TODAY)) == (
        "No line of therapy; no M-protein or free light chain on record."
    )


def test_the_table_says_what_the_picture_shows():
    rows = as_rows(COURSE)

    assert [row.date for row in rows] == sorted(row.date for row in rows)
    assert rows[0].m_protein_g_L == 42.0
    first = next(row for row in rows if row.date == date(2020, 2, 10))
    assert first.events == (
        "Line 1 starts: VRd, ASCT, R",
        "Bortezomib starts",
        "Lenalidomide starts",
    )
    assert first.m_protein_g_L is None
    assert any("Progression on line 2" in row.events for row in rows)


def test_a_drug_given_once_has_no_end_in_the_table():
    course = Timeline(TODAY, (Bar(Lane.BCMA, "Cilta-cel", date(2025, 1, 7), date(2025, 1, 7)),))

    assert [row.events for row in as_rows(course)] == [("Cilta-cel given",)]
