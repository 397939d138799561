"""Response of the current line, MRD, what was lost of it, and CRAB with SLiM, in sentences.

Sources: as in categories.py, mrd.py, remission.py and crab.py.
"""

from datetime import date

from board.myeloma.disease.categories import Assessed, antibody_band
from board.myeloma.disease.crab import crab, slim
from board.myeloma.disease.mrd import Mrd, MrdResult, mrd
from board.myeloma.facts import Sample
from board.myeloma.kleene import Truth
from board.myeloma.reading import CaseReading
from board.myeloma.rulebook import ground
from board.myeloma.telling.brief import Input, Statement
from board.myeloma.treatment.remission import Loss, relapse_from_cr, relapse_from_mrd_negativity
from board.myeloma.words import show

SIGNS = {
    "calcium": "Calcium (over 11 mg/dL)",
    "renal": "Kidney (clearance under 40 mL/min or creatinine over 2 mg/dL)",
    "anaemia": "Anaemia (under 10 g/dL)",
    "bone": "Bone lesion",
    "sixty_percent": "60 % plasma cells or more",
    "light_chain_ratio": "Light-chain ratio of 100 or more",
    "focal_lesions": "More than one focal lesion on MRI",
}
BAND = "A faint IgG kappa band may be the anti-CD38 antibody itself"
PRESENT: dict[Truth, str] = {True: "present", False: "absent", None: "not known"}
IMWG: dict[Truth, str] = {
    True: "MRD negative by IMWG",
    False: "not MRD negative by IMWG",
    None: "not known whether negative by IMWG",
}
METHODS = {"flow": "flow cytometry", "sequencing": "sequencing", "other": "another method"}


def response_brief(case: CaseReading) -> tuple[Statement, ...]:
    """Return best response, MRD, and relapse from CR or MRD negativity, as far as they speak."""
    line = case.lines.current
    residual = mrd(case.facts, line, case.response)
    lost = relapse_from_cr(case.facts, line, case.response, case.progression)
    said = [_best(case)] if case.facts.series else []
    if residual.results:
        said.append(_mrd(residual))
    if antibody_band(case.facts, line) and any(_fixed(sample) for sample in case.facts.series):
        said.append(Statement("antibody_band", BAND, ground("antibody_band")))
    said += _lost(lost, relapse_from_mrd_negativity(residual, lost), bool(residual.results))
    return tuple(said)


def crab_brief(case: CaseReading) -> tuple[Statement, ...]:
    """Return each CRAB and SLiM feature: present, absent or not known."""
    features = {"crab": crab(case.facts), "slim": slim(case.facts)}
    return tuple(
        Statement(name, f"{SIGNS[name]}: {PRESENT[truth]}", ground(rule))
        for rule, found in features.items()
        for name, truth in found.items()
    )


def _best(case: CaseReading) -> Statement:
    course = case.response
    rule = f"against the start of the line, by {course.by}" if course.by else "cannot be judged"
    inputs = tuple(
        Input(f"Response{' (confirmed)' if one.confirmed else ''}", _level(one), "", str(one.day))
        for one in course.assessed
    )
    best, sure = course.best, course.best_confirmed
    if best is None:
        text = f"Best response of this line by the values: not known{_missing(course.missing)}"
    else:
        missing = _missing(best.missing)
        text = f"Best response of this line by the values: {_level(best)}, {best.day}, "
        text += "confirmed" if best.confirmed else f"unconfirmed{_instead(best, sure)}"
        text += missing
    return Statement("best_response", text, ground("best_response", inputs, rule))


def _fixed(sample: Sample) -> bool:
    return "positive" in (sample.serum_ife, sample.urine_ife)


def _instead(best: Assessed, sure: Assessed | None) -> str:
    """Return what is confirmed where the best is not."""
    if sure is None or sure.rank >= best.rank:
        return ""
    return f" (confirmed: {_level(sure)}, {sure.day})"


def _level(one: Assessed) -> str:
    if one.category is not None:
        return one.category
    return f"at least {one.at_least}" if one.at_least else "not known"


def _missing(names: tuple[str, ...]) -> str:
    return f"; missing: {', '.join(dict.fromkeys(names))}" if names else ""


def _mrd(found: Mrd) -> Statement:
    inputs = tuple(
        Input("MRD", _mrd_words(result), "", str(result.day)) for result in found.results
    )
    last = found.results[-1]
    text = f"MRD {_mrd_words(last)}, {last.day}"
    if last.negative:
        text += f": {IMWG[last.imwg_negative]}"
    if last.with_imaging is True:
        text += ", PET-CT negative, too"
    if found.sustained is True:
        text += "; sustained for 12 months or more"
    return Statement("mrd", text, ground("mrd_imwg", inputs))


def _mrd_words(result: MrdResult) -> str:
    how = METHODS.get(result.method or "", "method not stated")
    depth = "not stated" if result.one_in is None else f"one in {show(result.one_in)}"
    return f"{'negative' if result.negative else 'positive'} ({how}, sensitivity {depth})"


def _lost(from_cr: Loss, from_mrd: Loss, measured: bool) -> list[Statement]:
    said = []
    for name, what, loss, wanted in (
        ("relapse_from_cr", "Relapse from complete response", from_cr, True),
        ("relapse_from_mrd", "Relapse from MRD negativity", from_mrd, measured),
    ):
        if loss.reached is not True or not wanted:
            continue
        said.append(Statement(name, f"{what}: {_loss_words(loss)}", ground(name)))
    return said


def _loss_words(loss: Loss) -> str:
    if loss.lost is True:
        return f"{_on(loss.on)}{loss.sign}"
    return "none" if loss.lost is False else "not known"


def _on(day: date | None) -> str:
    return f"{day}, " if day is not None else ""
