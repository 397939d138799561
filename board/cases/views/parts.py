"""The parts of a brief, drawn once for everybody: they depend on nothing but the case and the rules."""

from collections import OrderedDict
from collections.abc import Hashable

from flask import current_app
from markupsafe import Markup

from board.cases.brief import Brief
from board.cases.views.blueprint import bp

#: Parts kept as drawn: those of the cases of one long meeting.
MOST_KEPT = 200
_drawn: OrderedDict[Hashable, Markup] = OrderedDict()


@bp.app_template_global("brief_part")
def brief_part(brief: Brief, name: str) -> Markup:
    """Return the part called *name* of the brief, as ``cases/_name.html`` draws it."""
    key = _key(brief, name)
    part = _drawn.get(key)
    if part is None:
        # The template escapes every value it is given.
        template = current_app.jinja_env.get_template(f"cases/_{name}.html")
        part = _drawn[key] = Markup(template.render(brief=brief))
        while len(_drawn) > MOST_KEPT:
            _drawn.popitem(last=False)
    return part


def _key(brief: Brief, name: str) -> Hashable:
    """Return what a part depends on: the versions up to this one and who typed them, and the rules."""
    version = brief.version
    told = tuple(
        (one.sha256, one.submitted_by.name)
        for one in version.case.versions
        if one.number <= version.number
    )
    return name, version.case.number, told, brief.age, brief.computed.own
