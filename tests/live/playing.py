"""A meeting played at random by both doors: what can happen in the room, and what has to hold after every step."""

from dataclasses import replace
from itertools import count

import pytest
from hypothesis import HealthCheck, Phase, Verbosity, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select

from board.accounts import services as accounts
from board.audit.deeds import Deed
from board.audit.models import AuditEntry
from board.db import db
from board.decisions.models import Ballot, Vote
from board.decisions.services import ballots, recount
from board.errors import BoardError
from board.live import commands
from board.live.audiences import audience_of
from board.live.frames import OF_VOTES, frame, news_after
from board.live.group import Done, Order, act_together
from board.meetings import services as meetings
from board.meetings.gate import item_for
from board.meetings.log import Part, events_after
from board.transactions import transaction
from tests.factories import a_case, a_meeting, an_agenda_item
from tests.live.reference import ABSTAIN, LETTERS, Reference, Sent
from tests.people import NOON

#: Steps of one play.
ONE_PLAY = 60
#: More than so many steps are a long run.
SHORT = 6_000

VOTERS = ("chen", "okafor", "tanaka", "roth", "adeyemi")
OTHERS = ("brandt", "silva", "novak")
anybody = st.sampled_from(VOTERS + OTHERS)
voter = st.sampled_from(VOTERS)
leader = st.sampled_from(("chen", "chen", "chen", "okafor"))
case = st.sampled_from((0, 1))
choice = st.sampled_from((*LETTERS, ABSTAIN, "Z"))
door = st.sampled_from(("socket", "form"))


class Play(RuleBasedStateMachine):
    """One meeting of two cases. `app` and `company` are set by `play`."""

    app = company = steps = None
    numbers = count(1)

    @initialize()
    def the_room_opens(self):
        self.context = self.app.app_context()
        self.context.push()
        self.number = next(self.numbers)
        meeting = a_meeting(self.company)
        cases = (a_case(self.company, mrn=f"SYN-{self.number}-{one}") for one in (0, 1))
        self.items = [an_agenda_item(self.company, meeting, one).id for one in cases]
        self.meeting, self.keys = meeting.id, count(1)
        says = {"by": self.company["chen"], "at": NOON}
        with transaction():
            meetings.open_room(meeting.id, **says)
            meetings.take_up(self.items[0], **says)
        self.before = meeting.seq
        self.model = Reference(set(VOTERS), "chen", {"novak"})
        self.ballots, self.sent = [], []
        self.sessions, self.last = {}, {}
        for who in VOTERS + OTHERS:
            self.signs_in(who)
            self.last[who] = self.before
        for who in ("chen", "okafor", "tanaka"):
            self.comes_in(who)

    def teardown(self):
        if hasattr(self, "context"):
            db.session.remove()
            self.context.pop()

    # -- what happens in the room ----------------------------------------------------------------------

    @rule(who=anybody)
    def comes_in(self, who):
        done = self.tried(lambda by: meetings.come_in(self.meeting, by=by, at=NOON), who)
        assert code(done) == self.model.come(who)

    @rule(at=case, who=leader)
    def a_case_is_taken_up(self, at, who):
        def take_up(by):
            ballots.ensure_none_open(item_for(by, self.items[at], lock=True).meeting)
            meetings.take_up(self.items[at], by=by, at=NOON)

        assert code(self.tried(take_up, who)) == self.model.take_up(at, who)

    @rule(at=case, who=leader)
    def a_ballot_is_opened(self, at, who):
        def open_it(by):
            given = ("Talquetamab", "Teclistamab", "Bridge")
            return ballots.open_ballot(self.items[at], "Next?", given, by=by, at=NOON).id

        opened = self.tried(open_it, who)
        assert code(opened) == self.model.open_round(at, who)
        if not isinstance(opened, BoardError):
            self.ballots.append(opened)

    @precondition(lambda self: self.ballots)
    @rule(who=leader, back=st.sampled_from((0, 0, 0, 1)))
    def a_ballot_is_closed(self, who, back):
        number = max(len(self.ballots) - 1 - back, 0)
        closed = self.tried(
            lambda by: ballots.close_ballot(self.ballots[number], by=by, at=NOON) and None, who
        )
        assert code(closed) == self.model.close(number, who)
        if closed is None:
            self.the_count_is_right(number)

    @precondition(lambda self: self.ballots)
    @rule(who=anybody, chosen=choice, seen=st.sampled_from(("own", "own", "none")), by=door)
    def somebody_votes(self, who, chosen, seen, by):
        self.votes_are_sent([self.a_vote(who, chosen, seen)], by)

    @precondition(lambda self: self.model.open is not None)
    @rule(who=voter, chosen=st.sampled_from(LETTERS))
    def a_mind_is_changed(self, who, chosen):
        self.votes_are_sent([self.a_vote(who, chosen, "own")], "socket")

    @precondition(lambda self: self.ballots)
    @rule(together=st.lists(st.tuples(voter, choice, st.booleans()), min_size=2, max_size=6))
    def many_vote_at_once(self, together):
        self.votes_are_sent(
            [self.a_vote(who, chosen, "own" if seen else "none") for who, chosen, seen in together],
            "socket",
        )

    @precondition(lambda self: self.ballots)
    @rule(who=voter, chosen=st.sampled_from(LETTERS), back=st.integers(0, 3), by=door)
    def an_earlier_round_is_voted_in(self, who, chosen, back, by):
        number = max(len(self.ballots) - 1 - back, 0)
        self.votes_are_sent([self.a_vote(who, chosen, "own", number)], by)

    @precondition(lambda self: self.sent)
    @rule(which=st.integers(0, 40), times=st.integers(1, 3), by=door)
    def a_vote_is_sent_again(self, which, times, by):
        self.votes_are_sent([self.sent[-1 - which % len(self.sent)]] * times, by)

    @precondition(lambda self: self.sent)
    @rule(which=st.integers(0, 40), chosen=choice)
    def a_key_is_used_for_another_vote(self, which, chosen):
        first = self.sent[-1 - which % len(self.sent)]
        again = Sent(first.who, len(self.ballots) - 1, chosen, first.key, first.instead_of)
        self.votes_are_sent([again], "socket")

    @rule(who=anybody, at=case)
    def somebody_steps_aside(self, who, at):
        stepped = self.tried(
            lambda by: ballots.recuse(self.items[at], "Investigator", by=by, at=NOON) and None, who
        )
        assert code(stepped) == self.model.recuse(at, who)

    @rule(who=voter)
    def somebody_leaves(self, who):
        with transaction():
            accounts.sign_out(self.sessions[who], NOON)
        self.model.away.add(who)

    @rule(who=voter)
    def somebody_comes_back(self, who):
        """They sign in, join with the last event they have, and are brought level."""
        self.signs_in(who)
        self.model.away.discard(who)
        expected = self.told_since(self.last[who], who)
        at, actor = NOON, self.company[who]
        with self.app.test_request_context("/"):
            news = news_after(self.meeting, self.last[who], at, ())
            news = replace(news, parts=news.parts & {Part.BALLOT})
            audience = audience_of(actor, news.state.meeting, news.state.recused)
            sent = frame(news, audience)
        assert (sent["from"], sent["to"]) == (self.last[who] + 1, self.head)
        assert [(one["kind"], tuple(people_of(one))) for one in sent["events"]] == expected
        if "ballot" in sent["parts"]:
            self.the_ballot_is_drawn(sent["parts"]["ballot"], who)
        self.last[who] = sent["to"]

    # -- what has to hold ------------------------------------------------------------------------------

    @invariant()
    def every_vote_is_stored_as_it_was_answered(self):
        if not hasattr(self, "model"):
            return
        type(self).steps += 1
        wanted = select(
            Vote.key, Vote.ballot_id, Vote.person_id, Vote.choice, Vote.id, Vote.superseded_at
        ).where(Vote.ballot_id.in_(self.ballots or [0]))
        stored = {
            row.key: (*row[1:5], row.superseded_at is None) for row in db.session.execute(wanted)
        }
        assert stored == {
            self.stored_key(one.sent): (
                self.ballots[one.sent.round],
                self.company[one.sent.who].person_id,
                one.sent.choice,
                one.number,
                one.counts,
            )
            for one in self.model.votes.values()
        }

    @invariant()
    def the_log_tells_what_happened_once_and_without_a_gap(self):
        if not hasattr(self, "model"):
            return
        people = {self.company[who].person_id: who for who in VOTERS + OTHERS}
        items = dict(zip(self.items, (0, 1), strict=True))
        events = events_after(self.meeting, self.before)
        told = [(one.kind, people[one.person_id], items.get(one.item_id)) for one in events]
        assert told == self.model.log
        assert [one.seq for one in events] == list(range(self.before + 1, self.head + 1))
        db.session.rollback()

    @invariant()
    def an_open_ballot_counts_heads_and_no_choices(self):
        if not self.ballots_are_known() or self.model.open is None:
            return
        number = self.model.open
        ballot = db.session.get_one(Ballot, self.ballots[number])
        with pytest.raises(BoardError):
            ballots.tally_of(ballot)
        assert ballots.votes_in(ballot) == len(self.model.in_round(number))
        assert ballots.entitled_to(ballot) == len(self.model.rounds[number].entitled)
        db.session.rollback()

    def the_count_is_right(self, number):
        """Count a round by its tally, anew from the log, and in the trail."""
        ballot = db.session.get_one(Ballot, self.ballots[number])
        tally, right = ballots.tally_of(ballot), self.model.counts(number)
        assert {one.letter: one.votes for one in tally.options} == {
            letter: right[letter] for letter in LETTERS
        }
        assert (tally.abstentions, tally.cast) == (right[ABSTAIN], sum(right.values()))
        assert recount.recount(ballot).agrees
        acked = [one for one in self.model.votes.values() if one.sent.round == number]
        lines = select(AuditEntry.number).where(
            AuditEntry.deed == Deed.VOTED.value, AuditEntry.object == f"ballot/{ballot.id}"
        )
        assert len(db.session.scalars(lines).all()) == len(acked)
        db.session.rollback()

    def the_ballot_is_drawn(self, html, who):
        rounds = [n for n, one in enumerate(self.model.rounds) if one.case == self.model.table]
        if (self.model.table, who) in self.model.aside:
            assert "You stepped aside" in html
            assert "Talquetamab" not in html
        elif rounds and self.model.rounds[rounds[-1]].is_open:
            entitled = len(self.model.rounds[rounds[-1]].entitled)
            assert f"{len(self.model.in_round(rounds[-1]))} of {entitled}" in html

    def told_since(self, last, who):
        """What the log has for somebody after *last*: nothing of votes while they stand aside for the case."""
        told = self.model.log[last - self.before :]
        hidden = OF_VOTES if (self.model.table, who) in self.model.aside else ()
        heard = [(kind, who) for kind, who, _ in told if kind not in hidden]
        runs = runs_of([one for one in told if one[0] not in hidden])
        assert len(heard) == sum(len(people) for _, people in runs)
        ids = {who: self.company[who].person_id for who in VOTERS + OTHERS}
        return [(kind, tuple(ids[one] for one in people)) for kind, people in runs]

    # -- how it is done --------------------------------------------------------------------------------

    def a_vote(self, who, chosen, seen, number=None):
        number = len(self.ballots) - 1 if number is None else number
        own = self.model.own(number, who) if seen == "own" else None
        key = f"play {self.number}, act {next(self.keys)}"
        return Sent(who, number, chosen, key, own.number if own else 0)

    def votes_are_sent(self, votes, by):
        self.sent += [vote for vote in votes if vote not in self.sent]
        if by == "socket":
            orders = [self.order(vote) for vote in votes]
            answers = [
                one.answer if isinstance(one, Done) else one
                for one in act_together(orders, self.app.config["BOARD_SETTINGS"])
            ]
        else:
            answers = [self.by_form(vote) for vote in votes]
        for vote, answer in zip(votes, answers, strict=True):
            number = None if isinstance(answer, Exception) else answer["vote"]
            assert code(answer) == self.model.vote(vote, number), (vote, answer)
            if number is not None:
                assert answer["choice"] == vote.choice

    def order(self, vote):
        said = {"ballot": self.ballots[vote.round], "choice": vote.choice, "reason": ""}
        said |= {"key": vote.key, "instead_of": vote.instead_of}
        return Order(self.sessions[vote.who], commands.cast_vote, said)

    def by_form(self, vote):
        kept = self.app.config["BOARD_SETTINGS"]
        actor = accounts.living_actor(
            self.sessions[vote.who], kept.idle, kept.longest_session, NOON
        )
        if actor is None:
            return Refused("not_allowed")
        try:
            with transaction():
                stored = ballots.cast_vote(
                    self.ballots[vote.round],
                    vote.choice,
                    "",
                    key=vote.key,
                    instead_of=vote.instead_of,
                    by=actor,
                    at=NOON,
                )
                return {"vote": stored.id, "choice": stored.choice}
        except BoardError as refusal:
            return refusal

    def tried(self, act, who):
        try:
            with transaction():
                return act(self.company[who])
        except BoardError as refusal:
            return refusal

    def signs_in(self, who):
        with transaction():
            self.sessions[who] = accounts.sign_in(self.company[who].person_id, "play", NOON)[1].id

    def stored_key(self, sent):
        return f"{self.company[sent.who].person_id}:{sent.key}"

    def ballots_are_known(self):
        return hasattr(self, "model") and bool(self.ballots)

    @property
    def head(self):
        return self.before + len(self.model.log)


class Refused(BoardError):
    """What the form's door says before any service is asked."""

    def __init__(self, code):
        super().__init__("Sign in again.")
        self.code = code


def code(answer):
    if isinstance(answer, Exception) and not isinstance(answer, BoardError):
        raise answer
    return answer.code if isinstance(answer, BoardError) else "ok"


def people_of(event):
    return event["people"] if "people" in event else [event["person"]]


def runs_of(told):
    """Tell more than eight votes in a row as one, as docs/protocol.md says."""
    runs, at = [], 0
    while at < len(told):
        end = at
        while end < len(told) and told[end][0] == "voted" and told[end][2] == told[at][2]:
            end += 1
        if end - at > 8:
            runs.append(("voted", [who for _, who, _ in told[at:end]]))
            at = end
        else:
            runs.append((told[at][0], [told[at][1]]))
            at += 1
    return runs


def play(app, company, steps, phases=tuple(Phase)):
    """Play until so many steps were held to the rules; return how many it were."""
    kind = type("Play", (Play,), {"app": app, "company": company, "steps": 0})
    run_state_machine_as_test(
        kind,
        settings=settings(
            max_examples=max(1, steps * 5 // (4 * ONE_PLAY)),  # some plays end early
            stateful_step_count=ONE_PLAY,
            deadline=None,
            database=None,
            phases=phases,
            print_blob=False,
            report_multiple_bugs=False,
            derandomize=steps <= SHORT,  # a long run plays what was never played before
            suppress_health_check=list(HealthCheck),
            verbosity=Verbosity.quiet,
        ),
    )
    return kind.steps
