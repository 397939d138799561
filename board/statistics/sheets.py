"""The figures as they are told: small numbers hidden, each sheet a table, most with a chart."""

from dataclasses import dataclass, field
from datetime import date

from board.statistics import measures, pictures
from board.statistics.across import hidden_became, hidden_first, hidden_steps, tells_signed
from board.statistics.hiding import (
    AT_LEAST,
    NOT_SHOWN,
    hide,
    percent,
    share,
)
from board.statistics.pictures import Bar
from board.statistics.queries import Told
from board.statistics.table import Sheet, cells, counted, spreads

#: What the figures are held against: the goals of boards in the literature, in per cent.
GOALS = {"decided": 90, "given": 95, "prospective": 80}


@dataclass(frozen=True)
class Part:
    """Sheets that belong together."""

    id: str
    title: str
    sheets: tuple[Sheet, ...] = field(default_factory=tuple)


def parts_of(told: Told) -> tuple[Part, ...]:
    """Return every sheet of a board and a period, in the order of a case's way."""
    return (
        Part(
            "before",
            "Before the meeting",
            (_complete(told), _waits(told), _typing(told), _corrected(told)),
        ),
        Part(
            "meetings",
            "The meetings",
            (_minutes(told), _drift(told), _attendance(told), _quorum(told)),
        ),
        Part("decisions", "The decisions", (_decided(told), _moved(told), _presented(told))),
        Part(
            "after",
            "What became of them",
            (_became(told), _reasons(told), _trials(told), _outcomes(told)),
        ),
        Part("accreditation", "For accreditation", (_accreditation(told),)),
    )


def headline(told: Told) -> list[dict[str, str]]:
    """Return the few figures at the top: each can be read off a sheet below, so none tells more than they do."""
    discussed = len(told.discussions)
    unsigned = hide([count for _, count in measures.decided(told.discussions)]).drawn[2]
    fully, _, _, unknown = cells(measures.became(told.discussions), hidden_became(told))
    waited = measures.spread(measures.days_waited(told.discussions)["Submission to meeting"])
    met, held = measures.quorate(told.sittings)
    return [
        _figure("Cases discussed", _count(discussed)),
        _figure("Ended with a signed plan", _of(discussed, unsigned)),
        _figure("Plans done fully", fully),
        _figure("Not known what became of them", unknown),
        _figure("Submission to meeting", f"{waited.median:.0f} days" if waited else NOT_SHOWN),
        _figure("Meetings with a quorum", f"{met} of {held}"),
    ]


def sheet_called(told: Told, id: str) -> Sheet | None:
    """Return one sheet by its name in an address, or None."""
    every = (sheet for part in parts_of(told) for sheet in part.sheets)
    return next((sheet for sheet in every if sheet.id == id), None)


def _complete(told: Told) -> Sheet:
    whole = len(told.discussions)
    counts = measures.complete(told.discussions)
    shares = [(name, share(given, whole), given) for name, given in counts]
    rows = [
        Bar(name, said, given if "%" in said else None, "" if _enough(given, whole) else "check")
        for name, said, given in shares
    ]
    return Sheet(
        "complete",
        "Required facts that were there",
        f"Of the cases as the room read them. The goal is {GOALS['given']} %.",
        ("Fact", "Given in"),
        tuple((name, said) for name, said, _ in shares),
        pictures.bars("Required facts that were there", rows, whole) if whole else None,
    )


def _corrected(told: Told) -> Sheet:
    return counted(
        "corrected",
        "Read as submitted, or corrected before",
        "A correction before the meeting is what spares a second discussion.",
        measures.corrected(told.discussions),
        "Cases",
    )


def _waits(told: Told) -> Sheet:
    waited = measures.days_waited(told.discussions)
    return spreads(
        "waits",
        "From submission to treatment",
        "Days between the steps of a case’s way: the median, and the middle half of the cases.",
        waited,
        "days",
        # every step but the first counts signed plans, or those of them that went on
        uncounted=frozenset()
        if tells_signed(told)
        else frozenset(waited) - {"Submission to meeting"},
    )


def _typing(told: Told) -> Sheet:
    return spreads(
        "typing",
        "Preparing a case",
        "Minutes from beginning a submission to sending it, pauses included. Six are enough after an import.",
        measures.minutes_typed(told.typed),
        "minutes",
    )


def _minutes(told: Told) -> Sheet:
    return spreads(
        "minutes",
        "Time for a case",
        "Minutes on the table. Long lists tire: the halves of the agenda should not differ.",
        measures.minutes_spent(told.discussions),
        "minutes",
    )


def _drift(told: Told) -> Sheet:
    ends = measures.drifts(told.sittings)
    return Sheet(
        "drift",
        "How late meetings ended",
        "Minutes later than planned (+) or earlier (−).",
        ("Meeting", "Minutes"),
        tuple((_day(day), f"{minutes:+d}") for day, minutes in ends),
        pictures.drifts("How late meetings ended", ends) if ends else None,
    )


def _attendance(told: Told) -> Sheet:
    held = len(told.sittings)
    counts = measures.attended(told.sittings)
    rows = [Bar(name.capitalize(), f"{there} of {held}", there) for name, there in counts]
    return Sheet(
        "attendance",
        "Disciplines in the room",
        "At how many of the meetings a discipline was present.",
        ("Discipline", "Meetings"),
        tuple((row.label, row.told) for row in rows),
        pictures.bars("Disciplines in the room", rows, held) if rows else None,
    )


def _quorum(told: Told) -> Sheet:
    met, held = measures.quorate(told.sittings)
    people = [float(one.people) for one in told.sittings]
    middle = measures.spread(people)
    weeks, between = measures.weeks_met(told.sittings)
    return Sheet(
        "quorum",
        "Quorum and rhythm",
        "By who came into the room and has a vote on this board.",
        ("What", "Figure"),
        (
            ("Meetings held", str(held)),
            ("Meetings with a quorum", f"{met} of {held}"),
            (
                "People in the room, median",
                f"{middle.median:.0f}" if middle else "too few meetings",
            ),
            ("Weeks with a meeting", f"{weeks} of {between}"),
            ("Cases carried over", _count(sum(one.carried_over for one in told.sittings))),
        ),
    )


def _decided(told: Told) -> Sheet:
    return counted(
        "decided",
        "How discussions ended",
        f"No recommendation is an answer when it says why and what comes next. The goal is a signed plan "
        f"in {GOALS['decided']} %.",
        measures.decided(told.discussions),
        "Discussions",
    )


def _presented(told: Told) -> Sheet:
    return counted(
        "presented",
        "Discussed once, or again",
        "Discussed again: the case had been on the table of an earlier meeting.",
        measures.presented(told.discussions),
        "Discussions",
    )


def _moved(told: Told) -> Sheet:
    return counted(
        "moved",
        "From opinion to vote",
        "Votes of each last open round, against what the voter would have chosen before the discussion; "
        "without cases that you stepped aside for.",
        measures.moved(told.moves),
        "Votes",
    )


def _became(told: Told) -> Sheet:
    kinds = {"Done fully": "good", "Done partly": "check", "Not done": "bad", "Not known": "none"}
    return counted(
        "became",
        "Plans followed",
        "Plans whose first follow-up, day 14, has fallen due. Not known should be 5 % at most.",
        measures.became(told.discussions),
        "Plans",
        kinds,
        hidden_became(told),
    )


def _reasons(told: Told) -> Sheet:
    """Return why plans were not followed; not told where their sum would tell a count that is hidden above."""
    above = hidden_became(told).drawn
    counts = measures.reasons(told.discussions)
    title, says = (
        "Why plans were not followed",
        "Coded reasons of plans that were done partly or not.",
    )
    if None not in above[1:3]:
        return counted("reasons", title, says, counts, "Plans")
    rows = tuple((name, NOT_SHOWN) for name, _ in sorted(counts))
    return Sheet("reasons", title, says, ("", "Plans"), rows, note="Too few to be told.")


def _trials(told: Told) -> Sheet:
    counts = measures.trial_steps(told.discussions)
    hidden = hidden_steps(told, [count for _, count in counts])
    rows = [
        Bar(name, said, drawn)
        for (name, _), said, drawn in zip(counts, hidden.cells, hidden.drawn, strict=True)
    ]
    return Sheet(
        "trials",
        "Towards a trial",
        "Each step holds the patients of the next one.",
        ("Step", "Patients"),
        tuple((row.label, row.told) for row in rows),
        pictures.bars("Towards a trial", rows) if counts[0][1] else None,
    )


def _outcomes(told: Told) -> Sheet:
    found = measures.outcomes(told.discussions)
    chosen = hidden_first(told, [one.chosen for one in found])
    rows: list[tuple[str, ...]] = []
    for one, count in zip(found, chosen.cells, strict=True):
        inside = hide((one.responded, one.not_responded, one.not_known))
        if not count.isdigit():
            rows.append((one.option, count, *(NOT_SHOWN,) * 3))
        else:
            # where the total of a row may not be told, it is not told in the column before it either
            rows.append((one.option, count if inside.total.isdigit() else AT_LEAST, *inside.cells))
    return Sheet(
        "outcomes",
        "What became of our last patients, by first recommendation",
        "Best response told at follow-up, by the IMWG. Few patients and no comparison: nothing here says "
        "which option is better.",
        ("First recommendation", "Patients", "PR or better", "Less than PR", "Not known"),
        tuple(rows),
    )


def _accreditation(told: Told) -> Sheet:
    discussed, brought = measures.brought_and_discussed(told.brought)
    ahead, plans = measures.prospective(told.discussions)
    return Sheet(
        "accreditation",
        "Shares that accreditation asks for",
        f"Prospective: the board was asked before treatment began; {GOALS['prospective']} % or more is "
        "asked for. The share of all new relapses needs the count of your registry.",
        ("What", "Figure"),
        (
            ("Cases submitted", _count(brought)),
            ("Of these discussed", share(discussed, brought)),
            (
                "Plans asked for before treatment",
                share(ahead, plans) if tells_signed(told) else NOT_SHOWN,
            ),
        ),
    )


def _enough(given: int, whole: int) -> bool:
    return percent(given, whole) >= GOALS["given"]


def _of(whole: int, rest: int | None) -> str:
    """Return what is left of the whole without the rest, when the rest is told."""
    if rest is None:
        return NOT_SHOWN
    return f"{whole - rest} of {whole} ({percent(whole - rest, whole)} %)" if whole else "none"


def _count(count: int) -> str:
    return hide((count,)).total


def _figure(label: str, value: str) -> dict[str, str]:
    return {"label": label, "value": value}


def _day(day: date) -> str:
    return day.isoformat()
