"""What the board wrote beside the briefs: supportive care, pharmacy, questions of members."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from board.decisions.models import NoteKind
from board.decisions.services import notes
from board.demo.days import Act
from board.demo.people import Company


@dataclass(frozen=True)
class Written:
    """One note: when (days before the meeting, clock), who, on which section of which case."""

    days: int
    clock: str
    by: str
    number: str
    anchor: str
    kind: NoteKind
    text: str
    pinned: bool = False


BEFORE_THE_PAST_MEETING = (
    Written(
        3, "11:20", "brandt", "MM-0131", "health", NoteKind.SUPPORTIVE,
        "I reached him at the second call. He stopped when his depression came back and was ashamed "
        "to return. He will come if one person looks after him and calls the day before.",
        pinned=True,
    ),
    Written(
        3, "14:05", "haddad", "MM-0131", "lines", NoteKind.SUPPORTIVE,
        "Dispensing record checked: nothing after the capsules that lasted until 31-Jan-2026. Do not "
        "count lenalidomide as failed.",
    ),
    Written(
        3, "16:40", "lindqvist", "MM-0134", "genetics", NoteKind.CLINICAL,
        "Both alleles of TNFRSF17 are gone. GPRC5D: 2 copies, wild type. I would look at GPRC5D again "
        "before any second drug against it.",
    ),
    Written(
        0, "09:15", "brandt", "MM-0134", "health", NoteKind.SUPPORTIVE,
        "He cooks for his family. Taste, mouth care and weight need a plan before the first dose of "
        "talquetamab; he wants to hear it from somebody who has time.",
        pinned=True,
    ),
    Written(
        0, "10:30", "nair", "MM-0136", "eligibility", NoteKind.QUESTION,
        "Has anybody tested whether the stored cells still grow? 4.2 million per kg is enough for one "
        "transplant on paper.",
    ),
    Written(
        0, "12:10", "haddad", "MM-0136", "health", NoteKind.SUPPORTIVE,
        "Diabetes on tablets: he needs a meter and a plan for the days after dexamethasone.",
    ),
)  # fmt: skip

BEFORE_TODAYS_MEETING = (
    Written(
        2, "10:05", "lindqvist", "MM-0133", "genetics", NoteKind.CLINICAL,
        "del(17p) grew from 24 to 65 % of cells, and TP53 is mutated as well: both copies are hit.",
    ),
    Written(
        2, "11:45", "okafor", "MM-0133", "eligibility", NoteKind.CLINICAL,
        "I can hold a leukapheresis slot. The ejection fraction is of 02-May-2026: please repeat it "
        "before lymphodepletion.",
    ),
    Written(
        2, "13:30", "haddad", "MM-0133", "eligibility", NoteKind.SUPPORTIVE,
        "Platelets 96: for bridging I would choose what spares the marrow, and keep alkylators short.",
    ),
    Written(
        2, "15:00", "brandt", "MM-0138", "health", NoteKind.SUPPORTIVE,
        "ADL 4 is what I see at her home, too. Her goals have never been talked about; palliative care "
        "would come with us. The niece can be there in the evening.",
    ),
    Written(
        2, "15:20", "haddad", "MM-0138", "eligibility", NoteKind.SUPPORTIVE,
        "Bortezomib under the skin once a week would be my limit. Selinexor at 52 kg and with her "
        "appetite worries me.",
    ),
    Written(
        1, "10:40", "haddad", "MM-0140", "health", NoteKind.SUPPORTIVE,
        "No zoledronate on dialysis. Denosumab only after a dental check and vitamin D, with calcium "
        "every week in the first month.",
    ),
    Written(
        1, "11:15", "park", "MM-0141", "missing", NoteKind.QUESTION,
        "The other hospital promises letters, no date. Which two results would settle most? I ask for "
        "those first.",
    ),
    Written(
        1, "12:50", "moretti", "MM-0143", "timeline", NoteKind.CLINICAL,
        "Blood shows nothing, so imaging has to be the marker: I suggest a PET-CT now as the baseline.",
    ),
    Written(
        1, "14:25", "tanaka", "MM-0145", "eligibility", NoteKind.QUESTION,
        "Venetoclax is off label here. Has the payer been asked, and who watches for tumour lysis?",
    ),
    Written(
        1, "16:10", "brandt", "MM-0145", "summary", NoteKind.SUPPORTIVE,
        "She asks to be told plainly. Psycho-oncology can see her son this week.",
    ),
)  # fmt: skip


def acts(
    some: Iterable[Written], company: Company, when: Callable[[int, str], datetime]
) -> list[Act]:
    """Return the writing of the notes; *when* turns days and clock into an instant."""
    return [(when(note.days, note.clock), partial(_write, note, company)) for note in some]


def _write(written: Written, company: Company, at: datetime) -> None:
    """Write the note, and pin it to the record if the coordinator did."""
    note = notes.write_note(
        written.number, written.text, anchor=written.anchor, kind=written.kind,
        by=company[written.by], at=at,
    )  # fmt: skip
    if written.pinned:
        notes.pin_note(note.id, by=company["park"], at=at)
