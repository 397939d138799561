"""The cast. Whoever knows them knows what a test with one of them proves.

Dr Chen chairs, Dr Okafor sits on the board, Dr Lindt submits and does not vote, Ms Park coordinates,
Ms Brandt nurses (supportive care), Mr Silva observes, Ms Weber audits. Dr Novak belongs to another
hospital's board and sees nothing of this one. All of them are invented.
"""

from datetime import UTC, datetime

from board.accounts.actor import Discipline, Role

#: When everything happens, unless a test says otherwise.
NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)

PASSWORD = "a long enough password"

#: key → (name, short name, role, discipline)
CAST = {
    "chen": ("Dr Mei Chen", "M. Chen", Role.CHAIR, Discipline.HAEMATOLOGY),
    "okafor": ("Dr Ruth Okafor", "R. Okafor", Role.MEMBER, Discipline.CELL_THERAPY),
    "tanaka": ("Dr Jun Tanaka", "J. Tanaka", Role.MEMBER, Discipline.ONCOLOGY),
    "lindt": ("Dr Sofia Lindt", "S. Lindt", Role.SUBMITTER, Discipline.HAEMATOLOGY),
    "park": ("Ms Hana Park", "H. Park", Role.COORDINATOR, Discipline.COORDINATION),
    "brandt": ("Ms Eva Brandt", "E. Brandt", Role.SUPPORTIVE, Discipline.NURSING),
    "silva": ("Mr Tomas Silva", "T. Silva", Role.OBSERVER, Discipline.ONCOLOGY),
    "weber": ("Ms Ida Weber", "I. Weber", Role.AUDITOR, Discipline.COORDINATION),
}
#: Chairs the other board.
NOVAK = ("Dr Petr Novak", "P. Novak", Role.CHAIR, Discipline.HAEMATOLOGY)
