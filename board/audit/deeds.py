"""Everything that can be done here and leaves a trace, one sentence each."""

from enum import StrEnum


class Deed(StrEnum):
    """The vocabulary of the trail: reading it tells what can happen."""

    SIGNED_IN = "signed in"
    SIGN_IN_REFUSED = "was refused at the door"
    SIGNED_OUT = "signed out"

    CASE_SUBMITTED = "submitted a case"
    CASE_CORRECTED = "corrected a case: a new version"
    CASE_READ = "opened a case"

    MEETING_CALLED = "called a meeting"
    MEETING_CHANGED = "changed a meeting"
    INVITED = "invited somebody"
    INVITATION_ANSWERED = "answered an invitation"
    ITEM_ADDED = "put a case on the agenda"
    ITEM_REMOVED = "took a case off the agenda"
    ITEM_CHANGED = "changed an agenda item"
    MEETING_OPENED = "opened the live room"
    MEETING_CLOSED = "closed the live room"
    ITEM_TAKEN_UP = "took up a case"
    JOINED = "came into the room"

    RECUSED = "recused themselves"
    BALLOT_OPENED = "opened a ballot"
    VOTED = "voted"
    BALLOT_CLOSED = "closed a ballot and revealed the votes"
    NOTED = "wrote a note"
    NOTE_PINNED = "pinned a note to the record"

    PLAN_WRITTEN = "wrote the plan"
    PLAN_SIGNED = "signed the plan"
    PLAN_AMENDED = "began an amendment"
    RECORD_PRINTED = "printed a decision record"
