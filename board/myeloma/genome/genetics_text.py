"""The laboratory's own lines: FISH, karyotype, sequencing and plain words, read with caution.

Sources: Ross et al., Haematologica 2012;97:1272 (plasma cells must be selected or marked:
unselected cells that are negative say nothing); ISCN notation. What is not understood is returned
as it was written. Nothing here becomes a fact: the brief sets it beside the facts.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from board.myeloma.genome import fish, karyotype
from board.myeloma.genome.iscn import LONGEST_LINE, is_fish, tidy
from board.myeloma.genome.karyotype import is_karyotype
from board.myeloma.genome.prose import Prose, read_prose
from board.myeloma.genome.text_findings import COPY_CUT_OFF as COPY_CUT_OFF
from board.myeloma.genome.text_findings import FUSION_CUT_OFF as FUSION_CUT_OFF
from board.myeloma.genome.text_findings import TextFinding as TextFinding
from board.myeloma.genome.text_findings import Value as Value
from board.myeloma.genome.text_findings import is_share
from board.myeloma.genome.wording import limit_of, words

#: No report has more lines; those after are returned as not understood.
MOST_LINES = 500

_UNSELECTED = re.compile(rf"[,;(]?\s?(?:{words('unselected')})\)?", re.IGNORECASE)
_SELECTED = re.compile(words("selected"), re.IGNORECASE)
_PURITY = re.compile(
    r"(?:purity|reinheit)[^0-9]{0,12}([0-9]{1,3}) ?%|([0-9]{1,3}) ?% (?:purity|reinheit)",
    re.IGNORECASE,
)
_DATE = re.compile(r"\b[0-9]{4}-[0-9]{2}-[0-9]{2}\b")
_HEADING = re.compile(
    r"[\s:.,;()-]|fish|interphase|sample|results?|on|of|the|by|method|note|report|befund|probe",
    re.IGNORECASE,
)

_NOT_SELECTED = "negative on unselected cells is not known"


@dataclass(frozen=True)
class GeneticsText:
    """All findings by id, and what was not understood; of two lines the one that saw more holds.

    *panel*: the genes that were sequenced, as far as the text lists them; *limit*: what it says of
    the limit of detection; *purity*: percent of plasma cells after selection.
    """

    findings: Mapping[str, TextFinding]
    not_understood: tuple[str, ...]
    notes: tuple[str, ...]
    panel: tuple[str, ...] = ()
    limit: str = ""
    purity: float | None = None

    def value(self, name: str) -> Value:
        """Return what the text says of *name*, or None."""
        found = self.findings.get(name)
        return found.value if found else None


@dataclass
class _Reading:
    findings: dict[str, TextFinding] = field(default_factory=dict)
    strange: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    panel: list[str] = field(default_factory=list)
    clear: list[str] = field(default_factory=list)
    limit: str = ""
    purity: float | None = None
    selected: bool | None = None


def read(texts: str | Iterable[str]) -> GeneticsText:
    """Return what the laboratory's lines say; any text can be given."""
    lines = texts.splitlines() if isinstance(texts, str) else list(texts)
    lines = [line.strip() for line in lines if line.strip()]
    reading = _Reading(selected=_of_all_lines(lines[:MOST_LINES]))
    for number, line in enumerate(lines):
        if len(line) > LONGEST_LINE or number >= MOST_LINES:
            reading.strange.append(line)
        else:
            _read_line(line, reading)
    _apply_panel(reading)
    return GeneticsText(
        reading.findings,
        tuple(reading.strange),
        tuple(reading.notes),
        tuple(dict.fromkeys(reading.panel)),
        reading.limit,
        reading.purity,
    )


def _read_line(line: str, reading: _Reading) -> None:
    text = tidy(line)
    reading.limit = reading.limit or limit_of(text)
    purity = _PURITY.search(text)
    if purity:
        reading.purity = float(purity[1] or purity[2])
    unselected = _UNSELECTED.search(text) is not None
    body = _UNSELECTED.sub(" ", text).strip()
    remark = unselected or _SELECTED.search(text) is not None
    if remark and not _HEADING.sub("", _SELECTED.sub("", body)):
        reading.selected = not unselected
        return
    found = _findings(body, line, reading)
    if found is None:
        reading.strange.append(line)
        return
    named = False if unselected else True if remark else reading.selected
    when = _DATE.search(text)
    for finding in found:
        told = replace(finding, text=line, date=when[0] if when else None)
        _keep(reading.findings, _in_cells(told, named))


def _findings(body: str, line: str, reading: _Reading) -> list[TextFinding] | None:
    """Return the findings of one line, None when it is not understood."""
    if not is_fish(body) and not is_karyotype(body):
        said = read_prose(body)
        return None if said is None else _from_prose(said, line, reading)
    found: list[TextFinding] = []
    if is_fish(body):
        told = fish.findings_of(body)
        if told is None:
            return None
        found += told
    if is_karyotype(body):
        found += karyotype.findings_of(re.split(r"(?i)\bnuc ish\b", body)[0])
    return found


def _from_prose(said: Prose, line: str, reading: _Reading) -> list[TextFinding]:
    if said.note:
        reading.notes.append(line)
    reading.panel += said.panel
    if said.panel_clear:
        reading.clear.append(line)
    return list(said.findings)


def _apply_panel(reading: _Reading) -> None:
    """Read "no variant found" for the genes of the panel; outside the panel nothing is known."""
    old = reading.findings.get("tp53_mut")
    if reading.panel and "TP53" not in reading.panel:
        if old is None or (old.absent and old.method in ("", "NGS")):
            note = "TP53 is not in the panel"
            reading.findings["tp53_mut"] = TextFinding("tp53_mut", None, None, "", "", note)
        return
    for line in reading.clear:
        if not reading.panel:
            reading.strange.append(line)
        elif old is None:
            said = TextFinding("tp53_mut", False, None, "NGS", line, reading.limit)
            reading.findings["tp53_mut"] = _in_cells(said, reading.selected)


def _keep(findings: dict[str, TextFinding], new: TextFinding) -> None:
    # What was seen once stays seen: a later line that saw less does not take it away.
    old = findings.get(new.id)
    if old is None or new.weight >= old.weight:
        findings[new.id] = new


def _of_all_lines(lines: list[str]) -> bool | None:
    """Say whether a remark that stands alone makes every line one of unselected cells."""
    alone = [line for line in lines if len(line) <= LONGEST_LINE and _is_remark(line)]
    return False if any(_UNSELECTED.search(tidy(line)) for line in alone) else None


def _is_remark(line: str) -> bool:
    body = _UNSELECTED.sub("", tidy(line))
    return body != tidy(line) and not _HEADING.sub("", _SELECTED.sub("", body))


def _in_cells(finding: TextFinding, selected: bool | None) -> TextFinding:
    """Return the finding as it counts in selected, unselected, or unnamed cells."""
    if finding.method == "Karyotype" or selected is None:
        return finding
    if selected:
        named = finding.method == "FISH"
        return replace(finding, method="FISH, CD138 selected") if named else finding
    told = replace(finding, method=f"{finding.method or 'FISH'}, unselected cells")
    if finding.absent:
        return told.unknown(_NOT_SELECTED)
    if is_share(finding.id):
        return told.unknown("share of all cells, not of plasma cells")
    return told
