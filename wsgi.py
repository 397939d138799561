"""What a server runs: `app` is every page and form (WSGI); `asgi` the same with the live room."""

from board.app import create_app
from board.live.server import with_live_room
from board.packs.printing import keep_printing

app = create_app()
keep_printing(app)
asgi = with_live_room(app)
