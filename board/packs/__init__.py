"""The whole agenda on paper: the briefing pack, blank decision boxes, lists per discipline."""
