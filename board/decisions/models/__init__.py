"""Recusals, ballots, votes, notes, plans: the tables of this room."""

from board.decisions.models.notes import (
    LaneSignature,
    Note,
    NoteKind,
    NoteResolution,
)
from board.decisions.models.plans import (
    Plan,
    PlanPrint,
    PlanSignature,
    PlanStatus,
    PlanText,
    SealCertificate,
    SealedFile,
    TextEdit,
)
from board.decisions.models.votes import (
    Ballot,
    BallotStatus,
    Entitlement,
    Opinion,
    OpinionShift,
    Recusal,
    Vote,
)

__all__ = [
    "Ballot",
    "BallotStatus",
    "Entitlement",
    "LaneSignature",
    "Note",
    "NoteKind",
    "NoteResolution",
    "Opinion",
    "OpinionShift",
    "Plan",
    "PlanPrint",
    "PlanSignature",
    "PlanStatus",
    "PlanText",
    "Recusal",
    "SealCertificate",
    "SealedFile",
    "TextEdit",
    "Vote",
]
