"""Whatever a case says, the brief can be made, in any order, and tells no more than it knows."""

from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from board.myeloma.assessment import assess
from board.myeloma.eligibility.judging import Ledger
from board.myeloma.eligibility.options import options, rule_set
from board.myeloma.facts import PHASES, STOP_REASONS, CaseFacts
from board.myeloma.genome.genetics import genetics_panel
from board.myeloma.health.comorbidity import ITEMS
from board.myeloma.reading import CaseReading
from board.myeloma.settling.questions import answered, questions
from board.myeloma.settling.settle import what_settles
from board.myeloma.settling.settle_parts import MARKERS, Part, history
from board.myeloma.telling.summary import summarise
from board.myeloma.treatment.lines import lines_of_therapy
from tests.myeloma.cases import a_case, changed, regimen, without_order

QUICK = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])

truths = st.sampled_from([True, False, None])
dates = st.sampled_from(
    [None, "2019", "2021-03", "2022-03-15", "2023-11-20", "2024-02", "2025-06-01", "2026-10-05"]
)
drugs = st.sampled_from(
    ["bortezomib", "K", "len", "pom", "Darzalex", "isatuximab", "dexamethasone", "melphalan-HD",
     "cilta-cel", "teclistamab", "talquetamab", "Blenrep", "selinexor", "wonderumab", "IVIG",
     "cyclophosphamide", "allo-SCT", "iberdomide"]
)  # fmt: skip
responses = st.sampled_from([None, "sCR", "CR", "VGPR", "PR", "MR", "SD", "PD"])


@st.composite
def regimens(draw: st.DrawFn) -> list[dict[str, Any]]:
    number = draw(st.integers(0, 5))
    return [
        {
            "id": f"r{at}",
            "drugs": draw(st.lists(drugs, min_size=1, max_size=4, unique=True)),
            "start": draw(dates),
            "end": None,
            "pd_date": draw(dates),
            "ongoing_at_pd": draw(truths),
            "best_response": draw(responses),
            "phase": draw(st.sampled_from([None, *PHASES])),
            "stop_reason": draw(st.sampled_from([None, *STOP_REASONS])),
            "plan_group": draw(st.sampled_from([None, "A", "B"])),
            "cycles": draw(st.sampled_from([None, 0.5, 4.0])),
            "adherence_uncertain": draw(truths),
        }
        for at in range(number)
    ]


@st.composite
def any_case(draw: st.DrawFn) -> CaseFacts:
    number = st.none() | st.floats(0, 14)
    samples = [
        {
            "date": f"2026-{month:02d}-{draw(st.sampled_from(['01', '15']))}",
            "serum_m_g_dL": draw(number | st.sampled_from(["trace", "<0.1"])),
            "urine_m_mg_24h": draw(number),
            "kappa_mg_L": draw(st.none() | st.floats(0, 9000)),
            "lambda_mg_L": draw(st.none() | st.floats(0, 9000)),
            "bm_pc_pct": draw(st.none() | st.floats(0, 100)),
        }
        for month in draw(st.lists(st.integers(1, 11), max_size=4))
    ]
    return a_case(
        jurisdiction=draw(st.sampled_from(["US", "EU"])),
        treatment_history_complete=draw(truths),
        regimens=draw(regimens()),
        series=samples,
        disease={"involved_flc": draw(st.sampled_from([None, "kappa", "lambda"]))},
        genetics={
            "del17p": draw(truths),
            "del17p_ccf_pct": draw(st.sampled_from([None, 12.0, 20.0])),
            "t4_14": draw(truths),
            "cn1q": draw(st.sampled_from([None, 2, 3, 5])),
            "del1p32": draw(st.sampled_from([None, "none", "mono", "bi"])),
        },
        health={"dialysis": draw(truths), "lvef_pct": draw(st.sampled_from([None, 38.0, 60.0]))},
        imaging={"new_bone_lesion": draw(truths), "extramedullary": draw(truths)},
        hbv={"hbsag": draw(truths), "dna_detectable": draw(truths)},
    )


@QUICK
@given(any_case())
def test_a_brief_can_be_made_of_any_case(facts: CaseFacts) -> None:
    summary = summarise(facts)

    for option in summary.options:
        states = {criterion.state for criterion in option.criteria}
        assert (option.verdict == "not_eligible") == ("not_met" in states)
        assert option.verdict != "eligible" or states == {"met"}
    assert summary.headline.endswith(".")


@QUICK
@given(any_case(), st.randoms())
def test_no_answer_depends_on_the_order_of_typing(facts: CaseFacts, chance: Any) -> None:
    given_, samples = list(facts.regimens), list(facts.series)
    chance.shuffle(given_)
    chance.shuffle(samples)
    turned = facts.model_copy(update={"regimens": tuple(given_), "series": tuple(samples)})

    assert without_order(assess(turned)) == without_order(assess(facts))


@QUICK
@given(any_case())
def test_an_incomplete_history_only_takes_knowledge_away(facts: CaseFacts) -> None:
    whole = facts.model_copy(update={"treatment_history_complete": True})
    partial = facts.model_copy(update={"treatment_history_complete": False})

    known = {option.id: option.verdict for option in summarise(whole).options}

    assert lines_of_therapy(partial).count is None
    for option in summarise(partial).options:
        assert option.verdict in (known[option.id], "unknown")


@st.composite
def full_case(draw: st.DrawFn) -> CaseFacts:
    """Any case that also says much of organs, results at diagnosis and all genetic markers."""
    facts = draw(any_case())
    number = st.none() | st.floats(0, 5)
    return changed(
        facts,
        patient={
            "age": draw(st.none() | st.integers(40, 85)),
            "sex": draw(st.sampled_from(["F", "M", None])),
            "weight_kg": draw(st.none() | st.floats(45, 110)),
            "ecog": draw(st.none() | st.integers(0, 4)),
            "adl": draw(st.none() | st.integers(3, 6)),
            "iadl": draw(st.none() | st.integers(4, 8)),
            "cci": draw(st.none() | st.integers(0, 3)),
            "hctci_items": draw(st.none() | st.lists(st.sampled_from(sorted(ITEMS)), max_size=2)),
        },
        labs_diagnosis={
            "b2m_mg_L": draw(st.sampled_from([None, 2.0, 3.5, 5.4, 5.5, 9.0])),
            "albumin_g_dL": draw(st.sampled_from([None, 3.4, 3.5, 4.0])),
            "ldh_U_L": draw(st.sampled_from([None, 200.0, 250.0, 400.0])),
            "ldh_uln_U_L": draw(st.sampled_from([None, 250.0])),
            "creatinine_mg_dL": draw(st.sampled_from([None, 0.9, 1.19, 1.2, 3.0])),
        },
        labs_current={
            "anc_e9_L": draw(number),
            "platelets_e9_L": draw(st.none() | st.floats(20, 90)),
            "creatinine_mg_dL": draw(st.none() | st.floats(0.5, 5)),
            "bilirubin_xULN": draw(number),
            "alt_xULN": draw(number),
            "ast_xULN": draw(number),
            "circulating_pc_pct": draw(st.none() | st.floats(0, 12)),
        },
        genetics={name: draw(truths) for name in ("tp53_mut", "t14_16", "t14_20", "t11_14")},
        health={
            name: draw(truths)
            for name in (
                "active_infection",
                "cns_involvement",
                "hiv",
                "hcv_rna",
                "donor_available",
                "corneal_disease",
                "pn_pain",
            )
        }
        | {
            "pn_grade": draw(st.none() | st.integers(0, 4)),
            "stored_cd34_e6_kg": draw(st.sampled_from([None, 1.9, 2.0])),
        },
        hbv={"anti_hbc": draw(truths)},
    )


def verdicts(facts: CaseFacts) -> dict[str, str]:
    return {option.id: option.verdict for option in options(CaseReading(facts))}


@QUICK
@given(full_case(), st.sampled_from(["US", "EU"]))
def test_criteria_asked_at_once_answer_as_one_by_one(facts: CaseFacts, place: str) -> None:
    case = CaseReading(facts.model_copy(update={"jurisdiction": place}))
    plan = rule_set(place).plan(facts.as_of)
    every = sum(bit for bit, _ in plan.asked)

    at_once, singly = Ledger(plan, case), Ledger(plan.narrowed(every), case)

    assert (at_once.failed, at_once.unknown, at_once.skipped) == (
        singly.failed,
        singly.unknown,
        singly.skipped,
    )
    assert len(plan.at_once) >= 9


def with_one_more_fact(facts: CaseFacts, pick: st.DataObject) -> CaseFacts:
    """*facts* with one question answered."""
    asked = questions(facts)
    fact = pick.draw(st.sampled_from(sorted(asked)), label="fact")
    return answered(facts, [pick.draw(st.sampled_from(asked[fact].answers), label="answer")])


@QUICK
@given(full_case(), st.data())
def test_a_fact_that_is_added_leaves_known_verdicts_as_they_were(
    facts: CaseFacts, pick: st.DataObject
) -> None:
    # The other way round: a fact that is taken away makes a verdict unknown, never another one.
    before = verdicts(facts)

    more = with_one_more_fact(facts, pick)

    after = verdicts(more)
    for option, verdict in before.items():
        assert verdict in ("unknown", after[option]), option


@QUICK
@given(full_case(), st.data())
def test_a_fact_that_is_added_leaves_what_is_known_of_risk_and_relapse(
    facts: CaseFacts, pick: st.DataObject
) -> None:
    before = known_answers(facts)

    more = with_one_more_fact(facts, pick)

    after = known_answers(more)
    assert {name: after.get(name) for name in before} == before


def known_answers(facts: CaseFacts) -> dict[str, Any]:
    values = assess(facts)
    named = {
        "relapse": ("type", "treatment_trigger", "pd"),
        "risk": ("iss", "r_iss", "ims_imwg_2025", "imwg_2016_high_risk_ca"),
        "exposure": ("triple_class_refractory", "penta_refractory", "primary_refractory"),
        "lines": ("count",),
    }
    every = {name: values[part][name] for part, names in named.items() for name in names}
    every["r2_iss"] = values["risk"]["r2_iss"]["stage"]
    every["frailty"] = values["health"]["imwg_frailty"]["cat"]
    every["simplified"] = values["health"]["simplified_frailty"]["cat"]
    return {name: value for name, value in every.items() if value not in (None, "unknown")}


def test_a_regimen_without_a_start_proves_no_line_of_its_own() -> None:
    courses = [
        regimen("r1", ["V"], None, phase="induction"),
        regimen("r2", ["ASCT"], "2021-01-10"),
    ]
    undated = a_case(treatment_history_complete=True, regimens=courses)
    dated = a_case(
        treatment_history_complete=True,
        regimens=[{**courses[0], "start": "2020-06-01"}, courses[1]],
    )

    found = lines_of_therapy(undated)

    assert (found.min, found.count) == (1, None)
    assert lines_of_therapy(dated).count == 1


def test_beside_too_many_regimens_without_a_start_one_line_is_proven() -> None:
    courses = [regimen(f"r{at}", [drug], None) for at, drug in enumerate(["V", "K", "Ixa"])]

    assert lines_of_therapy(a_case(regimens=courses)).min == 1


#: Each marker of risk: from not bad, or not known, to bad.
BAD_MARKERS: list[dict[str, dict[str, Any]]] = [
    {"genetics": {"del17p": True, "del17p_ccf_pct": 60.0}},
    {"genetics": {"tp53_mut": True}},
    {"genetics": {"t4_14": True}},
    {"genetics": {"t14_16": True}},
    {"genetics": {"t14_20": True}},
    {"genetics": {"del1p32": "bi"}},
    {"labs_diagnosis": {"b2m_mg_L": 12.0}},
    {"labs_diagnosis": {"albumin_g_dL": 2.5}},
    {"labs_diagnosis": {"ldh_U_L": 700.0, "ldh_uln_U_L": 250.0}},
]
IMS_RANKS = {"standard": 0, "unknown": 1, "high": 2}


@QUICK
@given(full_case(), st.sampled_from([*BAD_MARKERS, {"genetics": {"cn1q": 4}}]))
def test_one_more_bad_marker_never_lowers_risk(
    facts: CaseFacts, marker: dict[str, dict[str, Any]]
) -> None:
    if marker == {"genetics": {"cn1q": 4}}:
        assume((facts.genetics.cn1q or 0) < 4)

    before, after = (assess(one)["risk"] for one in (facts, changed(facts, **marker)))

    assert after["r2_iss"]["min"] >= before["r2_iss"]["min"]
    for stage in ("iss", "r_iss"):
        assert before[stage] is None or after[stage] is None or after[stage] >= before[stage]
    if before["ims_imwg_2025"] == "high":
        assert after["ims_imwg_2025"] == "high"
    complete = "unknown" not in (before["ims_imwg_2025"], after["ims_imwg_2025"])
    if complete:
        ranks = [IMS_RANKS[one["ims_imwg_2025"]] for one in (before, after)]
        assert ranks == sorted(ranks)


@QUICK
@given(full_case(), st.sampled_from(BAD_MARKERS))
def test_a_bad_marker_in_place_of_a_known_good_one_never_lowers_the_upper_bound(
    facts: CaseFacts, marker: dict[str, dict[str, Any]]
) -> None:
    known = all(getattr(getattr(facts, p), f) is not None for p, fs in marker.items() for f in fs)
    assume(known)

    before, after = (assess(one)["risk"]["r2_iss"] for one in (facts, changed(facts, **marker)))

    assert after["max"] >= before["max"]


@QUICK
@given(full_case(), st.randoms())
def test_no_answer_depends_on_the_order_of_findings_and_comorbidities(
    facts: CaseFacts, chance: Any
) -> None:
    lines = ["t(4;14) positive in 40 % of cells", "1q21 gain, 3 copies", "no del(17p)"]
    items = list(facts.patient.hctci_items or ())
    plain = facts.model_copy(update={"genetics_source_text": tuple(lines)})
    chance.shuffle(lines)
    chance.shuffle(items)

    turned = changed(plain, patient={"hctci_items": items} if items else {})
    turned = turned.model_copy(update={"genetics_source_text": tuple(lines)})

    assert without_order(assess(turned)) == without_order(assess(plain))
    assert verdicts(turned) == verdicts(plain)
    assert findings(turned) == findings(plain)


def findings(facts: CaseFacts) -> set[tuple[str, str, str]]:
    panel = genetics_panel(CaseReading(facts))
    return {(one.id, one.state, one.meaning) for one in panel.findings}


@QUICK
@given(full_case(), st.data())
def test_a_criterion_waits_for_no_fact_that_it_does_not_name(
    facts: CaseFacts, pick: st.DataObject
) -> None:
    asked = questions(facts)
    fact = pick.draw(st.sampled_from(sorted(asked)), label="fact")
    answer = pick.draw(st.sampled_from(asked[fact].answers), label="answer")

    before, after = (states(one) for one in (facts, answered(facts, [answer])))

    for option in options(CaseReading(facts)):
        for criterion in option.criteria:
            place = option.id, criterion.id
            if criterion.state == "unknown" and after.get(place) != before[place]:
                part = Part(option.id, frozenset({criterion.id}), ())
                waits = part.waits_for(option, asked)
                assert fact in waits or (fact in MARKERS and waits & history(asked)), place


def states(facts: CaseFacts) -> dict[tuple[str, str], str]:
    every = options(CaseReading(facts))
    return {(one.id, criterion.id): criterion.state for one in every for criterion in one.criteria}


@settings(QUICK, max_examples=25)
@given(full_case(), st.data())
def test_a_set_that_is_said_to_settle_a_verdict_does(facts: CaseFacts, pick: st.DataObject) -> None:
    found = what_settles(facts, options(CaseReading(facts)), looks=400)
    assume(found.sets)
    told = pick.draw(st.sampled_from(found.sets), label="set")
    asked = questions(facts)

    sheet = [pick.draw(st.sampled_from(asked[fact].answers), label=fact) for fact in told.facts]

    after = verdicts(answered(facts, sheet))
    assert "unknown" not in {after[option] for option in told.settles}
