"""Briefing packs, lists, and meetings held on paper."""
