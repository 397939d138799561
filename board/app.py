"""create_app(): the one file that knows every room."""

from typing import Any

from flask import Flask, request
from flask_login import current_user
from jinja2 import ChoiceLoader, FileSystemLoader, PackageLoader, PrefixLoader

from board import config
from board.accounts import people_views, session
from board.accounts import views as accounts_views
from board.accounts.people import AccessEnded
from board.accounts.policy import SEATERS
from board.audit import services as audit
from board.audit import views as audit_views
from board.audit.services import READERS as TRAIL_READERS
from board.cases import views as cases_views
from board.cases.policy import SUBMITTERS
from board.config import ROOT, Settings
from board.db import db
from board.decisions import notes_views, opinion_views, receipt_views, record_views, rule_views
from board.decisions import views as decisions_views
from board.decisions.papers import entered_later
from board.decisions.services.ballots import carry_recusals
from board.decisions.services.threads import open_questions
from board.documents.errors import DocumentFailed
from board.documents.sealing import seal_of
from board.followup import views as followup_views
from board.live import views as live_views
from board.mail.feeds import end_feeds
from board.mail.worker import chores
from board.meetings import views as meetings_views
from board.meetings.cards import agenda_card
from board.meetings.pages import (
    opinions_from_above,
    outcomes_from_above,
    questions_from_above,
)
from board.meetings.services.agenda import CaseOnAgenda
from board.meetings.services.preparing import write_reminders
from board.meetings.services.series import call_due
from board.packs import paper_views
from board.packs import views as packs_views
from board.statistics import views as statistics_views
from board.statistics.views import READERS as FIGURE_READERS
from board.teaching import views as teaching_views
from board.transactions import witness
from board.web import doors, errors, filters, numbers, pulse, security, styles, texts

THEMES = {"system", "light", "dark", "dim"}


def create_app(settings: Settings | None = None) -> Flask:
    """Return the application: every page and form, wired and guarded."""
    settings = settings or config.from_environment()
    app = Flask("board", static_folder=ROOT / "static", template_folder=ROOT / "templates")
    app.config["SQLALCHEMY_DATABASE_URI"] = settings.database_url
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_loader = ChoiceLoader(
        [
            FileSystemLoader(ROOT / "templates"),
            PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")}),
        ]
    )
    app.url_map.converters.update(int=numbers.Number, string=texts.Text, default=texts.Text)
    app.config["SEAL"] = seal_of(settings)
    db.init_app(app)
    security.init_app(app, settings)
    session.init_app(app, settings)
    doors.init_app(app)
    errors.init_app(app)
    filters.init_app(app)
    audit.watch_the_door()
    witness(CaseOnAgenda, lambda told: carry_recusals(told.case_id, by=told.by, at=told.at))
    witness(AccessEnded, end_feeds)
    styles.init_app(app)
    app.register_error_handler(DocumentFailed, errors.printing_failed)
    for views in (
        pulse,
        styles,
        accounts_views,
        people_views,
        audit_views,
        cases_views,
        meetings_views,
        decisions_views,
        notes_views,
        opinion_views,
        receipt_views,
        record_views,
        rule_views,
        packs_views,
        paper_views,
        followup_views,
        statistics_views,
        teaching_views,
        live_views,
    ):
        app.register_blueprint(views.bp)
    cases_views.beside_brief[:] = [
        agenda_card,
        opinion_views.opinion_card,
        decisions_views.plan_card,
        followup_views.card,
        notes_views.card,
        teaching_views.card,
    ]
    cases_views.states_from_above[:] = [decisions_views.case_states]
    outcomes_from_above[:] = [decisions_views.outcomes, followup_views.outcomes]
    questions_from_above[:] = [open_questions]
    chores[:] = [call_due, write_reminders]
    opinions_from_above[:] = [opinion_views.standings]
    app.context_processor(lambda: _every_page(settings))
    app.add_template_global(entered_later)
    doors.refuse_undeclared(app)
    return app


def _every_page(settings: Settings) -> dict[str, Any]:
    """Return what the layout needs on every page."""
    theme = request.cookies.get("theme", "system")
    return {
        "me": current_user.actor if current_user.is_authenticated else None,
        "nav": _navigation() if current_user.is_authenticated else [],
        "theme": theme if theme in THEMES else "system",
        "synthetic": settings.synthetic,
    }


def _navigation() -> list[dict[str, Any]]:
    """Return the entries at the top: only what this person can open."""
    entries = [
        ("Meetings", "/", "meetings"),
        ("Cases", "/cases", "cases"),
        ("Decisions", "/decisions", "decisions"),
    ]
    if any(seat.role in SUBMITTERS for seat in current_user.actor.seats):
        entries.append(("Follow-up", "/follow-up", "followup"))
    if any(seat.role in FIGURE_READERS for seat in current_user.actor.seats):
        entries.append(("Statistics", "/statistics", "statistics"))
    if any(seat.role in SEATERS for seat in current_user.actor.seats):
        entries.append(("People", "/people", "people"))
    if any(seat.role in TRAIL_READERS for seat in current_user.actor.seats):
        entries.append(("Audit", "/audit", "audit"))
    here = (request.endpoint or "").split(".")[0]
    return [
        {"label": label, "href": href, "current": room == here} for label, href, room in entries
    ]
