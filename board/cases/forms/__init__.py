"""The submission form: its questions as data, what was typed, and what it means."""
