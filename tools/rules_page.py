"""Write docs/rules.md: every clinical rule with its source, version, tag, module and test.

Everything but the introduction comes from the rule files and the rulebook. `make rules` runs it; a
test says when the page is no longer what it would write.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from board.myeloma.genome.genetics import MARKERS
from board.myeloma.health.cautions import PARTS
from board.myeloma.rulebook import Rule, RuleTable, rulebook
from board.myeloma.rulefiles import load
from board.myeloma.sources import TAGS

PAGE = Path(__file__).parents[1] / "docs" / "rules.md"
Row = Mapping[str, Any]

INTRODUCTION = """\
# The clinical rules

Everything the brief computes. A verdict of *criteria met* means worth discussing; it is never a
recommendation, and no rule ranks or chooses. This page is written by `make rules` from the rule files of
`board/myeloma/rules`; what is missing here is missing there.

**Source** is a key of [rules/sources.toml](../board/myeloma/rules/sources.toml), listed at the end, with how
sure we are of this use of it:

| Tag | Means |
|---|---|
| V | the figure was checked against the source |
| M | known, to be confirmed by a haematologist before clinical use |
| PC | our own convention, to be signed off by the clinicians who use it |

**Version.** A rule carries the day it was checked against its sources, a text of a label the days between
which it is in force. Every brief and every printed record names the set it was computed with: jurisdiction,
that day, and eight letters over all rule files, the rulebook included (`summary.rule_set_name`,
`rulefiles.fingerprint`).

**Id.** Every statement of a brief opens to a ground that carries the id of its rule: one of this page.

**Unknown** is an answer. All rules use three values: a missing fact gives *not known* unless the answer is
the same whatever the fact would be. Dates may be a month or a year and are read as spans.

**Worked cases.** Ten invented patients (`board/demo/facts`) with an assessment worked out by hand
(`tests/samples/assessments`): `test_a_worked_case_is_assessed_as_by_hand`.
"""

#: The heading of each table of rules, by its file.
TITLES = {
    "genetics": "The genetics panel",
    "genes": "Single genes: `rules/genes.toml`",
    "criteria": "Criteria: `rules/criteria.toml`",
    "fitness": "Fitness profiles: `rules/fitness.toml`",
    "conventions": "Conventions a board may set: `rules/conventions.toml`",
    "options": "Options: `rules/options_us.toml` and `rules/options_eu.toml`",
    "trials": "Trials behind an option: `rules/trials.toml`",
    "cautions": "Cautions, supportive flags, prerequisites: `rules/cautions.toml`",
    "supportive_care": "Supportive care: `rules/supportive_care.toml`",
    "dosing": "Doses by kidney function: `rules/dosing.toml`",
    "agents": "Drugs: `rules/agents.toml`",
    "regimens": "Regimens: `rules/regimens.toml`",
    "facts": "For how long a value is current: `rules/facts.toml`",
}


def main() -> None:
    PAGE.write_text(page(), encoding="utf-8")


def page() -> str:
    """Return the whole page as it should stand in the documents."""
    book = rulebook()
    parts = [INTRODUCTION, "## Rules written in Python\n", "Tests stand in `tests/myeloma`.\n"]
    in_order = list(dict.fromkeys(one.module for one in book.rules.values()))
    ordered = sorted(book.rules.values(), key=lambda one: in_order.index(one.module))
    for module, rules in groupby(ordered, key=lambda one: one.module):
        parts.append(f"### `{module}.py`\n\n{_rules(rules)}")
    parts += [_data(one) for one in book.tables]
    parts.append(f"## The other modules\n\nThey hold no rule of their own.\n\n{_others()}")
    sources = load("sources")["source"].items()
    parts.append(f"## Sources: `rules/sources.toml`\n\n{table(('Key', 'Source'), sources)}")
    return "\n".join(parts)


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table of Markdown; a bar in a cell is escaped."""
    lines = [_line(heads), f"|{'---|' * len(heads)}", *(_line(row) for row in rows)]
    return "\n".join(lines) + "\n"


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cell.replace('|', '&#124;') or '–' for cell in cells)} |"


def _rules(rules: Iterable[Rule]) -> str:
    heads = ("Id", "Rule", "Source", "Checked", "Test")
    return table(
        heads,
        ((f"`{r.id}`", r.words, " ".join(r.sources), r.since, _tests(r.tests)) for r in rules),
    )


def _others() -> str:
    rows = (
        (f"`{one.module}.py`", one.words, _tests(one.tests))
        for one in sorted(rulebook().others, key=lambda one: one.module)
    )
    return table(("Module", "What it is for", "Test"), rows)


def _data(one: RuleTable) -> str:
    modules = ", ".join(f"`{name}.py`" for name in one.modules)
    checked = _checked(one.file)
    said = f"{one.words} Modules: {modules}.{checked} Tests: {_tests(one.tests)}."
    return f"## {TITLES[one.file]}\n\n{said}\n\n{TABLES[one.file]()}"


def _checked(file: str) -> str:
    if file == "options":
        days = ", ".join(
            f"{place.upper()} {load(f'options_{place}')['checked_on']}" for place in PLACES
        )
        return f" Checked on: {days}."
    day = load(file).get("checked_on") if file != "genetics" else None
    return f" Checked on: {day}." if day else ""


def _tests(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _genetics() -> str:
    rows = ((f"`{m.id}`", m.name, m.rule, m.source) for m in MARKERS)
    return table(("Marker", "Name", "Rule", "Source"), rows)


def _genes() -> str:
    cuts = load("genes")["cut_off"]
    heads = ("Id", "Gene", "Finding", "Reading", "Evidence", "Source")
    rows = (
        (f"`gene_{g['id']}`", g["id"], g["finding"], g["reading"], g["evidence"], g["source"])
        for g in load("genes")["gene"]
    )
    sizes = (
        (
            "`fusion_pct`",
            "a fusion or split counts from",
            f"{cuts['fusion_pct']:g} % of cells",
            "EMN12:V",
        ),
        ("`copy_pct`", "a gain or loss counts from", f"{cuts['copy_pct']:g} % of cells", "EMN12:V"),
        (
            "`ccf_high_risk_pct`",
            "del(17p) is high risk from",
            f"{cuts['ccf_high_risk_pct']:g} % of plasma cells",
            "IMS25:V BOARD:PC",
        ),
    )
    return f"{table(heads, rows)}\n{table(('Cut-off', 'What', 'From', 'Source'), sizes)}"


def _criteria() -> str:
    heads = ("Criterion", "Label", "Threshold", "Kind", "May pass", "Source")
    rows = (
        (
            f"`{row['id']}`",
            row["label"],
            _threshold(row),
            _kind(row),
            "yes" if row["recoverable"] else "no",
            row["source"],
        )
        for row in load("criteria")["criterion"]
    )
    return table(heads, rows)


def _threshold(row: Row) -> str:
    asked = row["threshold"].replace("{number}", str(row.get("number", "")))
    unit = row.get("unit", "")
    return asked if not unit or unit in asked else f"{asked} {unit}"


def _kind(row: Row) -> str:
    if row.get("of"):
        return f"{row['kind']} of {', '.join(row['of'])}"
    return f"rule {row['rule']}" if row.get("rule") else str(row["kind"])


def _fitness() -> str:
    rows = ((f"`{name}`", ", ".join(asked)) for name, asked in load("fitness")["profile"].items())
    return table(("Profile", "Criteria"), rows)


def _conventions() -> str:
    rows = (
        (f"`{part}.{name}`", _value(value), "BOARD:PC")
        for part, readings in load("conventions").items()
        for name, value in readings.items()
    )
    return table(("Reading", "In use", "Source"), rows)


def _value(value: object) -> str:
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)


PLACES = ("us", "eu")


def _options() -> str:
    texts = {place: load(f"options_{place}")["option"] for place in PLACES}
    first = {row["id"]: row for place in PLACES for row in reversed(texts[place])}
    names = dict.fromkeys(row["id"] for place in PLACES for row in texts[place])
    rows = (
        (
            f"`{name}`",
            first[name]["name"],
            first[name]["kind"],
            *("; ".join(_text(row) for row in texts[p] if row["id"] == name) for p in PLACES),
        )
        for name in names
    )
    heads = (
        "Option",
        "Name",
        "Kind",
        "US: status, in force, source",
        "EU: status, in force, source",
    )
    return table(heads, rows)


def _text(row: Row) -> str:
    until = f" to {row['valid_to']}" if row.get("valid_to") else ""
    checked = f", checked {row['checked_on']}" if row.get("checked_on") else ""
    day = f"from {row['valid_from']}{until}" if row.get("valid_from") else f"no date{until}"
    return f"{row['label']}, {day}, {' '.join(row['sources'])}{checked}"


def _trials() -> str:
    heads = ("Trial", "Options", "Lines in the language", "Lines by hand", "Source")
    rows = (
        (
            f"`{row['id']}`",
            ", ".join(row["options"]),
            ", ".join(_lines(row, "criterion")),
            "; ".join(_lines(row, "manual")),
            " ".join(f"{row['source']}:{tag}" for tag in TAGS if _has(row, tag)),
        )
        for row in load("trials")["trial"]
    )
    return table(heads, rows)


def _lines(row: Row, key: str) -> Iterator[str]:
    return (f"{line[key]} {line['tag']}" for line in row["line"] if line.get(key))


def _has(row: Row, tag: str) -> bool:
    return any(line["tag"] == tag for line in row["line"])


def _cautions() -> str:
    rows = (
        (f"`{row['id']}`", part, row["text"], row["source"])
        for part in PARTS
        for row in load("cautions")[part]
    )
    return table(("Id", "What", "Text", "Source"), rows)


def _care() -> str:
    rows = (
        (f"`{row['id']}`", row["topic"], row["text"], row["when"], row["source"])
        for row in load("supportive_care")["care"]
    )
    return table(("Id", "Topic", "Text", "When", "Source"), rows)


def _doses() -> str:
    heads = ("Id", "Drug", "Place", "Clearance, mL/min", "Change", "Text", "Source")
    rows = (
        (
            f"`dose_{row['drug']}`",
            _drug(row),
            row.get("place", ""),
            _band(row),
            row["change"],
            row["text"],
            row["source"],
        )
        for row in load("dosing")["dose"]
    )
    return table(heads, rows)


def _drug(row: Row) -> str:
    return f"{row['drug']}, {row['use']}" if row.get("use") else str(row["drug"])


def _band(row: Row) -> str:
    if row.get("dialysis"):
        return "on dialysis"
    low, high = row.get("at_least"), row.get("below")
    limits = (f"from {low}" if low is not None else "", f"under {high}" if high is not None else "")
    return ", ".join(limit for limit in limits if limit) or "any"


def _agents() -> str:
    classes = {row["id"]: row["label"] for row in load("agents")["class"]}
    rows = (
        (f"`{row['id']}`", classes[row["drug_class"]], " ".join(row.get("sources", ())))
        for row in load("agents")["agent"]
    )
    return table(("Drug", "Class", "Source of its notes"), rows)


def _regimens() -> str:
    regimens = load("regimens")
    named = table(
        ("Regimen", "Drugs"),
        ((f"`{row['id']}`", ", ".join(row["drugs"])) for row in regimens["regimen"]),
    )
    refused = table(
        ("Refused", "Could be"),
        ((f"`{row['name']}`", ", ".join(row["could_be"])) for row in regimens["ambiguous"]),
    )
    return f"{named}\n{refused}"


def _facts() -> str:
    aged: dict[int, list[str]] = {}
    for row in load("facts")["fact"]:
        if row.get("keeps_days"):
            aged.setdefault(row["keeps_days"], []).append(row["id"])
    rows = ((str(days), ", ".join(aged[days]), "BOARD:PC") for days in sorted(aged))
    return table(("Days", "Facts", "Source"), rows)


TABLES = {
    "genetics": _genetics,
    "genes": _genes,
    "criteria": _criteria,
    "fitness": _fitness,
    "conventions": _conventions,
    "options": _options,
    "trials": _trials,
    "cautions": _cautions,
    "supportive_care": _care,
    "dosing": _doses,
    "agents": _agents,
    "regimens": _regimens,
    "facts": _facts,
}

if __name__ == "__main__":
    main()
