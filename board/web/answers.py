"""How a form is answered."""

from flask import redirect, request
from werkzeug.wrappers import Response


def done(address: str) -> Response:
    """Send the browser on to *address*; a page that is live is told only that it worked.

    A live page hears what changed over its socket, so there is nothing to load.
    """
    if "X-Fragment" in request.headers:
        return Response(status=204)
    return redirect(address)
