"""Make the pages that are made from the code: commands, questions and terms.

    python docs/make.py [--check]

With ``--check`` nothing is written, and the exit code is 1 if a page is not what the code would make.
"""

from __future__ import annotations

import subprocess
import sys
from itertools import groupby
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
sys.path.insert(0, str(ROOT))

from kg.canned import load_questions  # noqa: E402
from kg.lexicon import C, load_lexicon  # noqa: E402

NOTE = "<!-- Made by docs/make.py; change the code, not this page. -->\n"
VERBS = (
    "",
    "build",
    "ask",
    "sparql",
    "explain",
    "check",
    "export",
    "annotate",
    "retract",
    "gazetteer",
    "about data",
    "about version",
)


def commands() -> str:
    """The help of every command."""
    parts = ["# Commands\n", NOTE]
    for verb in VERBS:
        done = subprocess.run(
            [sys.executable, "-m", "kg.cli", *verb.split(), "--help"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
            env={"PATH": "/usr/bin:/bin", "COLUMNS": "100", "LC_ALL": "C.UTF-8", "NO_COLOR": "1"},
        )
        lines = "\n".join(line.rstrip() for line in done.stdout.splitlines())
        parts.append(f"## kg {verb}".rstrip() + f"\n\n```text\n{lines.strip()}\n```\n")
    return "\n".join(parts)


def questions() -> str:
    """Every canned question with its parameters and columns."""
    how = "Ask one with `kg ask NAME --parameter VALUE`. Each is a file under `queries/` that runs as it is.\n"
    parts = ["# Questions\n", NOTE, how]
    for subject, group in groupby(load_questions(), key=lambda q: q.subject):
        parts.append(f"## {subject.capitalize()}\n")
        for question in group:
            parts.append(f"### {question.name}\n\n{question.question}\n")
            if question.parameters:
                rows = [
                    f"| `--{p.name}` | {p.kind.value}{', needed' if p.required else ''} | {p.text} | `{p.example}` |"
                    for p in question.parameters
                ]
                parts.append("| parameter | takes | meaning | example |\n|---|---|---|---|\n" + "\n".join(rows) + "\n")
            parts.append("Columns: " + ", ".join(f"`{c}`" for c in question.columns) + "\n")
    return "\n".join(parts)


def terms() -> str:
    """Every term of the ontology with its definition."""
    said = load_lexicon().annotations
    label, definition = "http://www.w3.org/2000/01/rdf-schema#label", "http://www.w3.org/2004/02/skos/core#definition"
    kind = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
    parts = ["# Terms\n", NOTE, f"The namespace is `{C}`, written `c:`. The modules stand in `ontology/`.\n"]
    for title, types in (
        ("Classes", {"http://www.w3.org/2002/07/owl#Class"}),
        (
            "Properties",
            {"http://www.w3.org/2002/07/owl#ObjectProperty", "http://www.w3.org/2002/07/owl#DatatypeProperty"},
        ),
    ):
        rows = [
            f"| `c:{iri.removeprefix(C)}` | {_cell(about.get(label))} | {_cell(about.get(definition))} |"
            for iri, about in sorted(said.items())
            if iri.startswith(C) and types & set(about.get(kind, ()))
        ]
        parts.append(f"## {title}\n\n| term | label | definition |\n|---|---|---|\n" + "\n".join(rows) + "\n")
    return "\n".join(parts)


def _cell(words: tuple[str, ...] | None) -> str:
    return " ".join((words or ("",))[0].split()).replace("|", "\\|")


PAGES = {"commands.md": commands, "questions.md": questions, "terms.md": terms}


def main() -> None:
    """Write the pages, or compare them."""
    stale = []
    for name, make in PAGES.items():
        path = HERE / name
        page = make()
        if "--check" not in sys.argv:
            path.write_text(page, encoding="utf-8")
        elif not path.exists() or path.read_text(encoding="utf-8") != page:
            stale.append(f"docs/{name}")
    if stale:
        sys.exit(f"{', '.join(stale)}: not what the code makes. Run: make docs")


if __name__ == "__main__":
    main()
