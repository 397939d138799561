"""Open screens hear that something changed: the room, the wall, the phone."""
