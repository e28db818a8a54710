"""Names to places: country packs, candidates ranked with reasons, the user's own gazetteers."""

from __future__ import annotations

from kg.gazetteer.gazetteer import Found, Gazetteer, load_gazetteer, own_folder

__all__ = ["Found", "Gazetteer", "load_gazetteer", "own_folder"]
