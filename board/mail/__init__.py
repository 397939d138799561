"""Letters that leave the house, and calendars others subscribe to: never a clinical word in them."""
