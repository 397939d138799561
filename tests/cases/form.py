"""A case as somebody types it: the project's own samples, section by section through the real form."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from flask.testing import FlaskClient

from board.cases.forms.sections import SECTIONS
from board.cases.forms.writing import typed_from_facts
from board.myeloma.facts import CaseFacts

WORDS = {
    "title": "First relapse on lenalidomide",
    "question": "CAR T cells now, or a triplet first?",
    "reason": "Progression on maintenance.",
    "wishes": "Stay at home.",
    "priority": "routine",
}


def identity_of(facts: CaseFacts, mrn: str = "SYN-0001") -> dict[str, str]:
    """Who the sample's patient could be: a birthday that fits the age."""
    as_of = date.fromisoformat(facts.as_of)
    return {
        "patient.mrn": mrn,
        "patient.family": "Demo",
        "patient.given": "Agnes",
        "patient.born-day": "3",
        "patient.born-month": "2",
        "patient.born-year": str(as_of.year - (facts.patient.age or 60)),
        "patient.sex": facts.patient.sex or "F",
    }


def typed_case(facts: CaseFacts, mrn: str = "SYN-0001") -> dict[str, str]:
    """Everything to type so that *facts* come of it; what is not known says why."""
    said = typed_from_facts(facts.model_dump(mode="json", exclude_none=True))
    unknown = {
        f"answers.{name}_unknown": "not documented"
        for name in ("ecog", "cci")
        if getattr(facts.patient, name) is None
    }
    return WORDS | said | unknown | identity_of(facts, mrn)


def begin(client: FlaskClient) -> str:
    """Begin a draft; return its address."""
    answer = client.post("/cases/new")
    assert answer.status_code == 302, answer.text
    found = re.match(r"(/drafts/\d+)/patient", answer.location)
    assert found
    return found[1]


def send(
    client: FlaskClient, address: str, slug: str, typed: Mapping[str, Any], **more: str
) -> Any:
    """Send one section as the browser would: its own fields and no others."""
    section = next(one for one in SECTIONS if one.slug == slug)
    mine = {name: text for name, text in typed.items() if section.owns(name)}
    return client.post(f"{address}/{slug}", data=mine | more)


def send_all(client: FlaskClient, draft: str, typed: Mapping[str, str]) -> None:
    """Send every section; each must be right."""
    for section in SECTIONS:
        answer = send(client, draft, section.slug, typed)
        assert answer.status_code == 302, (section.slug, errors_in(answer.text))


def errors_in(page: str) -> list[str]:
    """The sentences of the error summary."""
    if "govuk-error-summary__list" not in page:
        return []
    body = page.split("govuk-error-summary__list", 1)[1].split("</ul>")[0]
    return [re.sub(r"\s+", " ", text).strip() for text in re.findall(r"<a[^>]*>([^<]*)</a>", body)]


def etag_in(page: str) -> str:
    """The state of the section that a page was drawn from."""
    return page.split('name="etag" value="')[1].split('"')[0]


Sign = Callable[[str], FlaskClient]
