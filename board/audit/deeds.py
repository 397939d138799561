"""Everything that can be done here and leaves a trace, one sentence each."""

from enum import StrEnum


class Deed(StrEnum):
    """The vocabulary of the trail: reading it tells what can happen."""

    SIGNED_IN = "signed in"
    SIGN_IN_REFUSED = "was refused at the door"
    SIGNED_OUT = "signed out"

    BOARD_MADE = "made a board"
    PERSON_SEATED = "gave somebody a seat"
    SEAT_CHANGED = "changed somebody's seat"
    PERSON_DISABLED = "disabled an account"
    PERSON_ENABLED = "enabled an account again"
    LINK_GIVEN = "made an entry link"
    ENTERED = "chose a password with an entry link"

    CASE_SUBMITTED = "submitted a case"
    CASE_CORRECTED = "corrected a case: a new version"
    CASE_READ = "opened a case"
    THRESHOLD_PROPOSED = "proposed a threshold of the board"
    THRESHOLD_SIGNED = "signed a threshold of the board"
    THRESHOLD_ENDED = "ended a threshold of the board"

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
    ITEM_CARRIED_OVER = "carried a case over to another meeting"
    BREAK_CALLED = "called a break"
    BREAK_ENDED = "ended a break"
    JOINED = "came into the room"

    OPINION_STATED = "gave an opinion before the discussion"
    RECUSED = "recused themselves"
    BALLOT_OPENED = "opened a ballot"
    VOTED = "voted"
    BALLOT_CLOSED = "closed a ballot and revealed the votes"
    NOTED = "wrote a note"
    NOTE_RESOLVED = "resolved a note"
    NOTE_REOPENED = "opened a note again"
    NOTE_PINNED = "pinned a note to the record"
    LANE_SIGNED = "signed the supportive-care lane"

    TEXT_WRITTEN = "wrote on the text of a plan"
    PLAN_WRITTEN = "wrote the plan"
    PLAN_SIGNED = "signed the plan"
    PLAN_AMENDED = "began an amendment"
    RECORD_PRINTED = "printed a decision record"
