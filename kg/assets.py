"""Where the folders beside the package lie: ``ontology``, ``queries``, ``data``.

A wheel carries them under ``kg/_assets``; a checkout has them at its top level.
"""

from __future__ import annotations

from pathlib import Path

from kg.errors import AssetError

__all__ = ["asset"]

_HERE = Path(__file__).resolve().parent


def asset(*parts: str) -> Path:
    """The path of a packaged file or folder, such as ``asset("ontology", "core.ttl")``.

    Raises ``AssetError`` if neither the installed package nor the checkout has it.
    """
    for root in (_HERE / "_assets", _HERE.parent):
        path = root.joinpath(*parts)
        if path.exists():
            return path
    raise AssetError(f"The package lacks its file {'/'.join(parts)}.", "Install conflict-kg again.")
