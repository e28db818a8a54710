"""From layers to reports: roles, figures, times and places gathered round each trigger; mentions of one event made one."""

from __future__ import annotations

from kg.extract.layers import Layers
from kg.model import Report

__all__ = ["make_reports"]


def make_reports(layers: Layers) -> tuple[Report, ...]:
    """The reports of one article, one a happening, in text order of their triggers."""
    return ()
