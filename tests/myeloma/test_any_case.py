"""Whatever a case says, the brief can be made, in any order, and tells no more than it knows."""

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from board.myeloma.assessment import assess
from board.myeloma.facts import PHASES, STOP_REASONS, CaseFacts
from board.myeloma.lines import lines_of_therapy
from board.myeloma.summary import summarise
from tests.myeloma.cases import a_case, without_order

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
