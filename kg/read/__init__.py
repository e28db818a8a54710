"""Files, folders and feeds in, articles and problems out; one module a format, each loaded when it is needed."""

from __future__ import annotations

from kg.read.inputs import Meter, find_inputs, read_inputs
from kg.read.problems import Problem

__all__ = ["Meter", "Problem", "find_inputs", "read_inputs"]
