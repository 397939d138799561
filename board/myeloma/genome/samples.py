"""Which genetic sample counts: everything ever seen for risk, the sample at diagnosis for staging.

Sources: convention of the project. A high-risk lesion that was seen at any time stays (IMS/IMWG
2025, J Clin Oncol 2025;43:2739, is applied to the union of samples); lesions may be acquired, so
the scores of the ISS family take what the sample at diagnosis showed, where one is recorded.
"""

from collections.abc import Iterable

from board.myeloma.dates import Span, days_between, not_after, span, span_or_none
from board.myeloma.facts import CaseFacts, Genetics
from board.myeloma.genome.genes import read_genes
from board.myeloma.kleene import Truth

#: Findings that are plainly there or not.
_PLAIN = (
    "del17p",
    "tp53_mut",
    "t4_14",
    "t14_16",
    "t14_20",
    "t11_14",
    "t6_14",
    "igh_rearranged",
    "del13q",
    "del13_metaphase",
    "gep_high_risk",
    "myc_rearranged",
)
#: Of these, what FISH shows.
_FISH = (
    *(n for n in _PLAIN if n not in ("tp53_mut", "gep_high_risk", "del13_metaphase")),
    "hyperdiploid",
)
_MOST = ("del17p_ccf_pct", "monosomy17_ccf_pct", "cn1q")
_LOSSES = (None, "none", "mono", "bi")
#: A sample taken this many days before treatment began is still one of the diagnosis.
BEFORE_TREATMENT_DAYS = 365


def trusted(sample: Genetics) -> Genetics:
    """Return *sample* as it counts: with a TP53 mutation among its variants, without empty negatives.

    FISH that is negative on unselected cells is not known (Ross 2012), and neither is a gene that
    the stated panel does not hold.
    """
    return _without_empty_negatives(_with_listed_tp53(sample))


def listed_tp53(variants: Iterable[str] | None) -> str:
    """Return the line of the typed variants that names a TP53 mutation; empty when none does."""
    for line in variants or ():
        if "P53" not in line.upper():
            continue
        for said in read_genes([line]):
            if said.gene == "TP53" and said.present is True and "mutation" in said.kinds:
                return line
    return ""


def _with_listed_tp53(sample: Genetics) -> Genetics:
    if sample.tp53_mut is not None or not listed_tp53(sample.variants):
        return sample
    return sample.model_copy(update={"tp53_mut": True})


def _without_empty_negatives(sample: Genetics) -> Genetics:
    unselected = sample.cd138_selected is False
    outside = (
        sample.panel is not None and sample.tp53_mut is False and not _holds_tp53(sample.panel)
    )
    if not (unselected or outside):
        return sample
    found: dict[str, object] = {"tp53_mut": None} if outside else {}
    if unselected:
        found |= {n: None for n in _FISH if getattr(sample, n) is False}
        found |= {"cn1q": None} if sample.cn1q is not None and sample.cn1q <= 2 else {}
        found |= {"del1p32": None} if sample.del1p32 == "none" else {}
    return sample.model_copy(update=found)


def ever(facts: CaseFacts) -> Genetics:
    """Return the findings of the current sample, with whatever the earlier one had seen.

    What only the earlier sample called absent stays not known: it may have come since.
    """
    now = trusted(facts.genetics)
    if facts.genetics_before is None:
        return now
    before = _with_listed_tp53(facts.genetics_before)
    found: dict[str, object] = {n: True for n in _PLAIN if getattr(before, n) is True}
    for name in _MOST:
        values = [v for v in (getattr(now, name), getattr(before, name)) if v is not None]
        # An earlier normal count does not stand in for one that was not repeated.
        if values and (getattr(now, name) is not None or _seen(name, values[0])):
            found[name] = max(values)
    if _LOSSES.index(before.del1p32) > max(1, _LOSSES.index(now.del1p32)):
        found["del1p32"] = before.del1p32
    return now.model_copy(update=found)


def at_diagnosis(facts: CaseFacts) -> Genetics:
    """Return the findings for staging: those of the sample at diagnosis over the current ones."""
    before = facts.genetics_before
    if before is None or _of_diagnosis(before, facts) is not True:
        return trusted(facts.genetics)
    known = {n: getattr(trusted(before), n) for n in (*_PLAIN, *_MOST, "del1p32")}
    return trusted(facts.genetics).model_copy(
        update={n: v for n, v in known.items() if v is not None}
    )


def staged_on(facts: CaseFacts) -> str:
    """Return a remark on the sample the staging uses when it is not the one at diagnosis."""
    before, now = facts.genetics_before, facts.genetics
    if before is not None and _of_diagnosis(before, facts) is True:
        return f"genetics of {before.date}, at diagnosis"
    if _of_diagnosis(now, facts) is False:
        return f"genetics of {now.date}, not from diagnosis: lesions may have come since"
    return ""


def _of_diagnosis(sample: Genetics, facts: CaseFacts) -> Truth:
    """Say whether *sample* was taken before treatment began; None when a date is missing."""
    taken, began = span_or_none(sample.date), _treatment_began(facts)
    if taken is None or began is None:
        return None
    if days_between(taken, began).most > BEFORE_TREATMENT_DAYS:
        return None
    return not_after(taken, began)


def _treatment_began(facts: CaseFacts) -> Span | None:
    if not facts.treatment_history_complete:
        return span_or_none(facts.labs_diagnosis.date)
    starts = [span(regimen.start) for regimen in facts.regimens if regimen.start]
    return min(starts) if starts else span_or_none(facts.labs_diagnosis.date)


def _seen(name: str, value: float) -> bool:
    return value > 2 if name == "cn1q" else value > 0


def _holds_tp53(panel: tuple[str, ...]) -> bool:
    return any("TP53" in gene.upper() or gene.upper() == "P53" for gene in panel)
