"""The votes on a record: each closed round as it is printed, and how far the board agreed."""

from board.decisions.models import Ballot, Plan
from board.decisions.papers import Keyed, entered_later
from board.decisions.services.ballots import (
    ballots_on,
    counted,
    quorum_of,
    reasons_of,
    recusals_on,
    shift_of,
    tally_of,
)
from board.decisions.tally import ABSTAIN, Outcome, Tally
from board.documents import plan as paper


def agreement(plan: Plan) -> str:
    """Say how far the board agreed, from its last closed ballot and the dissents in the plan."""
    closed = [ballot for ballot in ballots_on(plan.item_id) if not ballot.is_open]
    if not closed:
        return "No ballot was held"
    tally = tally_of(closed[-1])
    if tally.outcome is not Outcome.LEADING:
        words = tally.outcome.value.capitalize()
    elif tally.withheld:
        words = f"Most votes for {tally.leading[0].letter}"
    else:
        leads = tally.leading[0]
        most = "Unanimous" if leads.votes == tally.cast else f"{leads.votes} of {tally.cast} votes"
        words = f"{most} for {leads.letter}"
    return words + ("" if quorum_of(closed[-1]).met else "; no quorum")


def printed_ballot(ballot: Ballot) -> paper.Ballot:
    """Return a closed round as it is printed; one that is anonymous without a name."""
    tally, knows = tally_of(ballot), {e.person_id: e.discipline.value for e in ballot.entitlements}
    votes = [] if ballot.anonymous else counted(ballot)
    return paper.Ballot(
        question=ballot.question,
        options=tuple(
            paper.OptionVotes(option.letter, option.text, option.votes) for option in tally.options
        ),
        abstained=tally.abstentions,
        votes=tuple(
            paper.Vote(vote.person.short_name, knows[vote.person_id], vote.choice, vote.reason)
            for vote in sorted(
                votes, key=lambda vote: (vote.choice == ABSTAIN, vote.choice, vote.id)
            )
        ),
        recused=tuple(
            paper.Recusal(recusal.person.short_name, recusal.reason)
            for recusal in recusals_on(ballot.item_id)
        ),
        note=f"Round {ballot.round}; {_entitled(ballot)} entitled, {tally.cast} voted.",
        remark=_remark(ballot, tally),
        anonymous=ballot.anonymous,
        reasons=_without_names(ballot),
        withheld=tally.withheld,
    )


def _remark(ballot: Ballot, tally: Tally) -> str:
    """Return what is to be known of a round beside its counts: no choice, no quorum, changed opinions."""
    plain = tally.outcome is Outcome.LEADING
    quorum = quorum_of(ballot)
    said = (
        "" if plain else tally.sentence,
        "" if quorum.met else quorum.sentence,
        shift_of(ballot).sentence,
        entered_later(Keyed.BALLOT, ballot.id),
    )
    return " ".join(part for part in said if part)


def _without_names(ballot: Ballot) -> tuple[str, ...]:
    if not ballot.anonymous:
        return ()
    return tuple(f"{reason.letter}: {reason.words}" for reason in reasons_of(ballot))


def _entitled(ballot: Ballot) -> int:
    """Return how many could vote to the end: whoever stepped aside meanwhile is named as recused."""
    return sum(one.withdrawn_at is None for one in ballot.entitlements)


def quorum_sentence(plan: Plan) -> str:
    """Say whether the last round had its quorum."""
    closed = [ballot for ballot in ballots_on(plan.item_id) if not ballot.is_open]
    return quorum_of(closed[-1]).sentence if closed else "No ballot was held."
