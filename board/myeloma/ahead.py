"""Facts dated after the day of the case: a slip of the pen, or a case asked about an earlier day."""

from collections.abc import Iterator

from board.myeloma.facts import CaseFacts, DatedPart, Regimen

_OF_A_COURSE = ("start", "end", "pd_date", "best_response_date", "first_response_date")
SHOWN = 3


def dated_ahead(facts: CaseFacts) -> tuple[str, ...]:
    """Return the place and date of each fact that is surely of a day after the case's own."""
    # Dates in their written form sort as the days do, and a month or year as its beginning.
    return tuple(f"{place} {day}" for place, day in _dates(facts) if day and day > facts.as_of)


def in_words(ahead: tuple[str, ...]) -> str:
    """Return *ahead* as one phrase: the first few, and how many more."""
    more = len(ahead) - SHOWN
    return ", ".join(ahead[:SHOWN]) + (f" and {more} more" if more > 0 else "")


def _dates(facts: CaseFacts) -> Iterator[tuple[str, str | None]]:
    for name in type(facts).model_fields:
        part = getattr(facts, name)
        if isinstance(part, DatedPart):
            yield f"{name}.date", part.date
            yield from ((f"{name}.{field}", day) for field, day in part.dates.items())
    for number, given in enumerate(facts.regimens):
        yield from ((f"regimens[{number}].{leaf}", day) for leaf, day in _of(given))
    yield from ((f"series[{at}].date", sample.date) for at, sample in enumerate(facts.series))


def _of(given: Regimen) -> Iterator[tuple[str, str | None]]:
    yield from ((leaf, getattr(given, leaf)) for leaf in _OF_A_COURSE)
    yield from ((f"drug_last_dose.{drug}", day) for drug, day in given.drug_last_dose.items())
