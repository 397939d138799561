"""The published shape of case facts, for whoever writes a file for us."""

from flask import jsonify
from werkzeug.wrappers import Response

from board.cases.views.blueprint import bp
from board.doors import Policy, door
from board.myeloma.facts import CaseFacts


@bp.get("/schema/case-facts-1.json")
@door(Policy.PUBLIC)
def case_facts_schema() -> Response:
    """Return the JSON Schema of case-facts/1."""
    return jsonify(CaseFacts.model_json_schema())
