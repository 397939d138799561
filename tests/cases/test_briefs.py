"""The brief: what the page shows is what was worked out for the case, and who opened it is on record."""

import json
import re
from datetime import date
from html import unescape

import pytest

from board.audit.models import AuditEntry
from board.cases import services
from board.cases.brief import brief_of
from board.db import db
from board.transactions import transaction
from tests.cases.form import begin, send_all, typed_case
from tests.factories import WHY, a_case, a_submission, some_facts
from tests.myeloma.cases import ASSESSMENTS, sample, sample_ids
from tests.people import NOON

pytestmark = pytest.mark.usefixtures("noon")

RELAPSES = {
    "clinical": "Clinical relapse",
    "biochemical_significant": "Significant biochemical relapse",
    "biochemical_non_significant": "Biochemical relapse, not significant",
    "unknown": "Type of relapse not known",
}
STATES = {True: "yes", False: "no", None: "not known"}
EXPOSED = {"exposed_refractory": "refractory", "exposed_not_refractory": "not refractory",
           "exposed_unknown": "not known"}  # fmt: skip


@pytest.fixture(scope="module")
def shown() -> dict[str, str]:
    """The brief of each sample as drawn, kept for the tests of this file."""
    return {}


@pytest.fixture(params=sample_ids())
def drawn(request, as_person, shown):
    """A sample typed into the form, submitted, and its brief as text; with what is expected of it."""
    case_id = request.param
    if case_id not in shown:
        lindt = as_person("lindt")
        draft = begin(lindt)
        send_all(lindt, draft, typed_case(sample(case_id)))
        assert lindt.post(f"{draft}/submit").status_code == 302
        shown[case_id] = lindt.get("/cases/MM-0001").text
    expected = json.loads((ASSESSMENTS / f"{case_id}.json").read_text(encoding="utf-8"))
    return shown[case_id], expected


def part(page: str, id: str) -> str:
    """The words of one section of the brief."""
    return words(page.split(f'id="{id}"', 1)[1].split('<section class="card', 1)[0])


def words(html: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html))).strip()


def row(page: str, head: str) -> str:
    """The words of the table row that begins with *head*."""
    for line in page.split("<tr>")[1:]:
        said = words(line.split("</tr>")[0])
        if said.startswith(head):
            return said
    raise AssertionError(f"no row begins with {head}")


def test_every_option_shows_the_expected_verdict(drawn):
    page, expected = drawn

    found = dict(re.findall(r'id="option-(\w+)">.*?verdict--(\w+)', page, re.S))

    wanted = {name: one["verdict"] for name, one in expected["eligibility"].items()}
    assert {name: found[name] for name in wanted} == wanted


def test_the_criteria_that_decide_are_named(drawn):
    page, expected = drawn

    for name, one in expected["eligibility"].items():
        option = page.split(f'id="option-{name}"')[1].split("</tbody>")[0]
        start = {
            "eligible": "All criteria met",
            "unknown": "Not known:",
            "not_eligible": "Not met:",
        }
        assert start[one["verdict"]] in words(option)


def test_lines_and_months_are_the_expected_ones(drawn):
    page, expected = drawn
    lines, months = expected["lines"], expected["time"]["per_line_start_to_PD_months"]

    said = part(page, "lines")

    count = lines["count"] if lines["count"] is not None else f"at least {lines['min']}"
    assert said.startswith(("1 line" if count == 1 else f"{count} lines", "aria")) or (
        f"{count} lines" in said or "1 line" in said
    )
    for number in months:
        if number is not None:
            assert f"{number:.1f}" in said


def test_each_drug_is_refractory_or_not_as_expected(drawn):
    page, expected = drawn

    for drug, state in expected["exposure"]["drugs"].items():
        if state in EXPOSED:
            name = drug[:1].upper() + drug[1:]
            assert f" {EXPOSED[state]} " in row(page, name) + " "


@pytest.mark.parametrize(
    ("words_shown", "key"),
    [
        ("Triple-class exposed", "triple_class_exposed"),
        ("Triple-class refractory", "triple_class_refractory"),
        ("Penta-exposed", "penta_exposed"),
        ("Penta-refractory", "penta_refractory"),
        ("Primary refractory", "primary_refractory"),
    ],
)
def test_class_exposure_is_told_in_words(drawn, words_shown, key):
    page, expected = drawn

    assert f"{words_shown}: {STATES[expected['exposure'][key]]}" in part(page, "lines")


def test_risk_is_the_expected_one(drawn):
    page, expected = drawn
    risk = expected["risk"]

    stage = risk["r2_iss"]["stage"]
    if stage:
        assert row(page, "R2-ISS").startswith(f"R2-ISS {stage} (")
    elif (risk["r2_iss"]["min"], risk["r2_iss"]["max"] >= 3) == (0, True):
        assert row(page, "R2-ISS").startswith("R2-ISS not known values at diagnosis")
    else:
        assert " or " in row(page, "R2-ISS")
    for name, key in (("ISS", "iss"), ("R-ISS", "r_iss")):
        roman = {1: "I", 2: "II", 3: "III", None: "not known"}[risk[key]]
        assert row(page, f"{name} ").split()[1] == roman.split()[0]
    ims = {
        "high": "High risk",
        "standard": "Standard risk",
        None: "Not known",
        "unknown": "Not known",
    }
    assert ims[risk["ims_imwg_2025"]] in row(page, "IMS/IMWG 2025")
    for name, key in (
        ("IMWG 2016 high-risk aberration", "imwg_2016_high_risk_ca"),
        ("Plasma cell leukaemia", "plasma_cell_leukemia"),
        ("Extramedullary disease", "extramedullary"),
    ):
        assert row(page, name).removeprefix(name).strip().startswith(STATES[risk[key]])


def test_the_relapse_is_characterised_as_expected(drawn):
    page, expected = drawn
    relapse = expected["relapse"]

    said = part(page, "summary")

    assert RELAPSES[relapse["type"]] in said
    assert f"Progression: {STATES[relapse['pd']]}" in said
    assert f"Confirmed: {STATES[relapse['confirmed']]}" in said
    assert f"Needs treatment now: {STATES[relapse['treatment_trigger']]}" in said


def test_health_shows_the_expected_figures(drawn):
    page, expected = drawn
    health, calc = expected["health"], expected["calc"]
    values = page.split('id="health"')[1]

    for name, value in (
        ("eGFR", calc["egfr_ckdepi2021"]),
        ("Creatinine clearance", calc["crcl_cg_mL_min"]),
        ("Corrected calcium", calc["corrected_calcium_mg_dL"]),
    ):
        wanted = "not known" if value is None else str(value)
        assert row(values, f"{name} ").removeprefix(name).strip().startswith(wanted)
    frailty = health["imwg_frailty"]
    if frailty["score"] is not None:
        assert f"{frailty['score']}, {frailty['cat']}" in page
    if health["hct_ci"] is not None:
        assert f"HCT-CI {health['hct_ci']}," in page


def test_cautions_and_supportive_measures_are_all_shown(in_app, cast):
    for number, case_id in enumerate(sample_ids()):
        facts = sample(case_id)
        born = date(2026 - (facts.patient.age or 60), 2, 3)
        case = a_case(cast, facts=facts, mrn=f"S-{number}", born=born, sex=facts.patient.sex)
        expected = json.loads((ASSESSMENTS / f"{case_id}.json").read_text(encoding="utf-8"))
        summary = brief_of(case.newest).summary

        assert set(expected["cautions"]) <= {one.id for one in summary.cautions}
        assert set(expected["supportive"]) <= {one.id for one in summary.supportive}


def test_the_page_says_what_it_is_and_is_not(drawn):
    page, _ = drawn
    said = words(page)

    assert "Computed, not a recommendation" in said
    assert "Synthetic" in said
    assert "DEMO, Agnes" in said
    assert page.count("<svg xmlns") == 2
    assert " style=" not in page
    assert "Undefined" not in page


def test_opening_a_brief_is_on_record(app, cast, as_person):
    with app.app_context():
        a_case(cast)
    as_person("okafor").get("/cases/MM-0001")

    with app.app_context():
        entry = db.session.query(AuditEntry).filter_by(deed="opened a case").one()
        assert (entry.person_name, entry.detail) == ("Dr Ruth Okafor", {"version": 1})


@pytest.mark.parametrize("who", ["chen", "okafor", "lindt", "park", "brandt", "silva"])
def test_the_board_and_the_submitter_open_the_brief(app, cast, as_person, who):
    with app.app_context():
        a_case(cast)

    assert as_person(who).get("/cases/MM-0001").status_code == 200


@pytest.mark.parametrize("who", ["novak", "weber"])
def test_for_anybody_else_there_is_no_such_case(app, cast, as_person, who):
    with app.app_context():
        a_case(cast)
    client = as_person(who)

    assert client.get("/cases/MM-0001").status_code == 404
    assert client.get("/cases/MM-0001/v1").status_code == 404


def test_a_submitter_does_not_see_what_others_submitted(app, cast, as_person):
    with app.app_context():
        a_case(cast, by="okafor")

    assert as_person("lindt").get("/cases/MM-0001").status_code == 404


def test_earlier_versions_stay_and_the_new_one_says_what_changed(app, cast, as_person):
    with app.app_context():
        case = a_case(cast)
        facts = some_facts(patient={"age": 67, "sex": "F", "weight_kg": 52.0, "ecog": 2})
        with transaction():
            services.correct(
                case.number,
                a_submission(facts=facts, question="And now?"),
                correction=WHY,
                by=cast["lindt"],
                at=NOON,
            )
    client = as_person("chen")

    newest, first = client.get("/cases/MM-0001").text, client.get("/cases/MM-0001/v1").text

    changes = part(newest, "changes")
    assert "ECOG performance status 1 2" in changes
    assert "Charlson index 1 not known" in changes
    assert "And now?" in newest
    assert "This is not the newest version" in first
    assert "CAR T cells now, or a daratumumab triplet first?" in first
    assert client.get("/cases/MM-0001/v3").status_code == 404


def test_only_who_may_correct_is_offered_to(app, cast, as_person):
    with app.app_context():
        a_case(cast)

    assert "Correct or add" in as_person("lindt").get("/cases/MM-0001").text
    assert "Correct or add" not in as_person("okafor").get("/cases/MM-0001").text


def test_what_people_typed_is_shown_as_text(app, cast, as_person):
    with app.app_context():
        a_case(cast, question="<script>alert(1)</script>", family="O'<b>")

    page = as_person("chen").get("/cases/MM-0001").text

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


@pytest.mark.parametrize(
    "changes",
    [
        {"patient": {}, "disease": {}, "labs_current": {}, "genetics": {}, "regimens": [], "series": []},
        {"regimens": [{"id": "r1", "drugs": ["unheard-of"]}]},
        {"regimens": [{"id": "r1", "drugs": ["lenalidomide"], "start": "2023-05", "end": "2023",
                       "pd_date": "2023"}]},
        {"series": [{"date": "2026-11-09", "serum_m_g_dL": "trace"}]},
    ],
    ids=["almost nothing", "an unknown drug", "only years", "a trace"],
)  # fmt: skip
def test_a_case_that_says_little_has_a_brief_all_the_same(app, cast, as_person, changes):
    with app.app_context():
        a_case(cast, facts=some_facts(**changes))

    page = as_person("chen").get("/cases/MM-0001")

    assert page.status_code == 200
    assert "not known" in page.text


def test_the_same_content_is_computed_once(in_app, cast):
    version = a_case(cast).newest

    assert brief_of(version).computed is brief_of(version).computed
