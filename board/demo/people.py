"""Who sits on the two invented boards, and how they come in."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from argon2 import PasswordHasher
from sqlalchemy import exists, select

from board.accounts.actor import Actor, Discipline, Role, Seat
from board.accounts.models import Board, Membership, Person
from board.db import db
from board.demo.days import ZONE

PASSWORD = "relapse-board-demo"  # noqa: S105  printed for everybody to see
HOSPITAL = "University Hospital Musterstadt"

#: The board whose story is told. Most of its patients fall under US labels, one under EU labels.
MYELOMA = {
    "name": "Myeloma Relapse Board",
    "hospital": HOSPITAL,
    "zone": ZONE,
    "case_prefix": "MM",
    "jurisdiction": "US",
    "quorum_voters": 4,
    "quorum_disciplines": 3,
    "supportive_care_votes": True,
}
#: A board next door, which sees nothing of the first.
LYMPHOMA = {
    "name": "Lymphoma Board",
    "hospital": HOSPITAL,
    "zone": ZONE,
    "case_prefix": "LY",
    "jurisdiction": "EU",
}

#: key → (name, short name, role, discipline)
ON_MYELOMA = {
    "chen": ("Dr Mei Chen", "M. Chen", Role.CHAIR, Discipline.HAEMATOLOGY),
    "okafor": ("Dr Ruth Okafor", "R. Okafor", Role.MEMBER, Discipline.CELL_THERAPY),
    "tanaka": ("Dr Jun Tanaka", "J. Tanaka", Role.MEMBER, Discipline.ONCOLOGY),
    "nair": ("Dr Priya Nair", "P. Nair", Role.MEMBER, Discipline.NEPHROLOGY),
    "lindqvist": ("Dr Karin Lindqvist", "K. Lindqvist", Role.MEMBER, Discipline.PATHOLOGY),
    "moretti": ("Dr Luca Moretti", "L. Moretti", Role.MEMBER, Discipline.RADIOLOGY),
    "brandt": ("Ms Eva Brandt", "E. Brandt", Role.SUPPORTIVE, Discipline.NURSING),
    "haddad": ("Mr Joseph Haddad", "J. Haddad", Role.SUPPORTIVE, Discipline.PHARMACY),
    "park": ("Ms Hana Park", "H. Park", Role.COORDINATOR, Discipline.COORDINATION),
    "silva": ("Mr Tomas Silva", "T. Silva", Role.OBSERVER, Discipline.ONCOLOGY),
    "lindt": ("Dr Sofia Lindt", "S. Lindt", Role.SUBMITTER, Discipline.HAEMATOLOGY),
    "weber": ("Ms Ida Weber", "I. Weber", Role.AUDITOR, Discipline.COORDINATION),
}
ON_LYMPHOMA = {
    "novak": ("Dr Petr Novak", "P. Novak", Role.CHAIR, Discipline.HAEMATOLOGY),
}


@dataclass(frozen=True)
class Company:
    """Everybody who acts in the story, by key, and the board they act on."""

    board_id: int
    actors: Mapping[str, Actor]

    def __getitem__(self, key: str) -> Actor:
        """Return who is called *key*."""
        return self.actors[key]


def seat_everybody() -> Company:
    """Return the people on their boards, with one password for all of them."""
    # quick, as it must not be elsewhere: this password is printed, and signing two dozen plans asks for it
    password_hash = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1).hash(PASSWORD)
    ours, theirs = Board(**MYELOMA), Board(**LYMPHOMA)
    db.session.add_all([ours, theirs])
    db.session.flush()
    seats = [(ours, ON_MYELOMA), (theirs, ON_LYMPHOMA)]
    actors = {
        key: _seated(board, key, *said, password_hash)
        for board, cast in seats
        for key, said in cast.items()
    }
    return Company(ours.id, actors)


def are_seated() -> bool:
    """Return whether the chair of the invented board is among the people of this database."""
    return bool(db.session.scalar(select(exists().where(Person.email == email("chen")))))


def email(key: str) -> str:
    """Return what this person signs in with."""
    return f"{key}@demo.example"


def who_can_sign_in() -> list[str]:
    """Return the table of roles, names and addresses, and the password, ready to be printed."""
    return [
        *_table("Myeloma Relapse Board", ON_MYELOMA),
        "",
        *_table("Lymphoma Board (sees nothing of the first)", ON_LYMPHOMA),
        "",
        f"Password of everybody: {PASSWORD}",
    ]


def _table(heading: str, cast: Mapping[str, tuple[str, str, Role, Discipline]]) -> Iterator[str]:
    yield heading
    for key, (name, _, role, discipline) in cast.items():
        yield f"  {role.value:<12} {discipline.value:<13} {name:<20} {email(key)}"


def _seated(
    board: Board,
    key: str,
    name: str,
    short_name: str,
    role: Role,
    discipline: Discipline,
    password_hash: str,
) -> Actor:
    person = Person(email=email(key), name=name, short_name=short_name, password_hash=password_hash)
    db.session.add(person)
    db.session.flush()
    seat = Membership(board_id=board.id, person_id=person.id, role=role, discipline=discipline)
    db.session.add(seat)
    return Actor(person.id, name, session_id=0, seats=(Seat(board.id, role, discipline),))
