"""The page at ``/docs``: the REST interface to read and to try, made from its OpenAPI description, without scripts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape
from typing import Any, Final

__all__ = ["manual"]

_STYLE: Final = """
:root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:auto;padding:1rem}
form,.box{border:1px solid #8886;border-radius:.5rem;padding:.75rem 1rem;margin:1rem 0}h3{margin:0;overflow-wrap:anywhere}
label{display:block;margin:.5rem 0}label span{display:block;font-size:.9em}input,select,textarea{font:inherit;width:100%;
max-width:30rem;box-sizing:border-box}code{font-family:ui-monospace,monospace}button{font:inherit;padding:.25rem 1rem}
"""
_QUERY: Final = "SELECT ?type (COUNT(*) AS ?events)\nWHERE { GRAPH ?g { ?event c:eventType ?type } }\nGROUP BY ?type"
_PREFIX: Final = "PREFIX c: <https://w3id.org/conflict-kg/ns#>\n"


def manual(description: Mapping[str, Any]) -> str:
    """The page, in HTML. Its forms ask the interface itself."""
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>Interfaces · conflict-kg</title><style>{_STYLE}</style></head><body><main>"
        f"<h1>{escape(description['info']['title'])}: interfaces</h1><p>{escape(description['info']['description'])}</p>"
        + "".join(_sections(description))
        + "</main></body></html>"
    )


def _sections(description: Mapping[str, Any]) -> Iterator[str]:
    yield (
        "<h2>SPARQL</h2><p>The endpoint is <code>/sparql</code> (SPARQL 1.1 Protocol), graphs are at "
        "<code>/rdf-graph-store</code> (Graph Store HTTP Protocol), and <code>/</code> describes the service to who asks "
        'for RDF.</p><form action="/sparql"><label><span>Query</span>'
        f'<textarea name="query" rows="6" required>{escape(_PREFIX + _QUERY)}</textarea></label>'
        '<label><span>Format</span><select name="format"><option>json<option>csv<option>tsv<option>xml</select></label>'
        "<button>Ask</button></form><h2>REST</h2><p>Described for programs at "
        '<a href="/openapi.json">openapi.json</a>. Fill in a form and see what the address gives.</p>'
    )
    for path, methods in description["paths"].items():
        said = methods["get"]
        yield f'<form action="{escape(path, quote=True)}"><h3><code>{escape(path)}</code></h3>'
        yield f"<p>{escape(said.get('description') or said.get('summary', ''))}</p>"
        if "{" in path:
            yield "<p>Put the value in the address.</p></form>"
            continue
        for parameter in said.get("parameters", ()):
            yield _field(parameter)
        yield "<button>Ask</button></form>"


def _field(parameter: Mapping[str, Any]) -> str:
    name, schema = escape(parameter["name"], quote=True), parameter["schema"]
    examples = list(parameter.get("examples", {}).values())
    hint = f' placeholder="{escape(str(examples[0]["value"]), quote=True)}"' if examples else ""
    needed = " required" if parameter.get("required") else ""
    text = f"{escape(parameter['name'])}: {escape(parameter.get('description', ''))}"
    if parameter["name"] == "format":
        field = f'<select name="{name}"><option>json<option>csv<option>geojson</select>'
    else:
        value = f' value="{schema["default"]}"' if isinstance(schema.get("default"), int) else ""
        field = f'<input name="{name}"{hint}{value}{needed}>'
    return f"<label><span>{text}</span>{field}</label>"
