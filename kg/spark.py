"""The build on a cluster: the same functions as in one process, run by Spark, with N-Quads parts as the result.

Articles are read and turned into quads partition by partition; reports that share a merge key meet by ``groupByKey``,
and so do the namings of one thing and the statements of one conclusion. Every decision is made by the functions that
``kg.increment`` calls, so the statements are the same; what rules infer from them is added by ``kg load``. Files and
parts lie where all machines see them.
"""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from pyoxigraph import Literal, Quad

from kg.conclusions import Taken, ZoneIndex, agreed_quads, dyad_quads, dyads, event_quads
from kg.errors import KgError, StoreError
from kg.ids import Iris, report_id
from kg.increment import agreed_edge, link_quad
from kg.merge import acquainted, linked, merge, merge_keys, obstacles, sourced_id
from kg.model import Article, ArticleReading, Factuality, SourcedReport
from kg.naming import enclosing, place_of
from kg.pipeline import unresolved_names
from kg.rdf import article_quads, namings, zone_parts
from kg.read import Problem, find_inputs, read_inputs
from kg.read.files import Found
from kg.read.inputs import read_found
from kg.recorded import recorded
from kg.reference import actor_quads, naming_quads, place_quads, zone_quads
from kg.store import ontology_quads, quad_line, sorted_lines
from kg.terms import clean, graph_of, node, object_of, subject_of
from kg.vocabulary import RDFS, C
from kg.workers import read_here

if TYPE_CHECKING:
    from pyspark import RDD, SparkContext

__all__ = ["SparkBuild", "build_parts"]

_TEXTS: Final = "texts"
"""Folder of the parts that hold the articles' own words, which need not be published."""
_GRAPH: Final = "graph"
_NAMES: Final = 30
"""Unresolved names that are told, those met most often."""


@dataclass(frozen=True, slots=True)
class SparkBuild:
    """What a build on a cluster did. ``left_out`` and ``doubts`` are sentences; ``names`` are those no table knows."""

    articles_read: int
    articles: int
    reports: int
    events: int
    quads: int
    unresolved: int
    tasks: int
    """That ran at a time."""
    names: Counter[str] = field(default_factory=Counter)
    left_out: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)
    """By stage, as they passed on the clock."""


@dataclass(frozen=True, slots=True)
class _Job:
    """What every task must know."""

    model: str
    rules: str
    base: str
    published: date | None
    folder: str

    @property
    def iris(self) -> Iris:
        return Iris.under(self.base)


class _Item(NamedTuple):
    """An article as it was found; ``order`` says where: of two with one id the later counts."""

    order: tuple[int, int]
    article: Article


class _Told(NamedTuple):
    """A sentence on what was left out, or (``left_out`` false) on what is odd."""

    sentence: str
    left_out: bool


def build_parts(
    inputs: Sequence[str],
    parts: Path,
    *,
    master: str,
    model: str,
    rules: str,
    base: str,
    published: date | None = None,
) -> SparkBuild:
    """Build the graph of all inputs and write it to the folder ``parts``, which must be new or empty.

    Raises ``KgError`` if Spark or Java is missing, ``StoreError`` if the folder cannot be used.
    """
    _usable(parts)
    context = _context(master)
    try:
        return _Build(context, _Job(model, rules, base, published, str(parts.resolve()))).run(inputs)
    finally:
        context.stop()


def _usable(parts: Path) -> None:
    try:
        parts.mkdir(parents=True, exist_ok=True)
        stranger = next(iter(sorted(p.name for p in parts.iterdir())), None)
    except OSError as error:
        raise StoreError(f"The folder {parts} cannot be written: {error.strerror or error}.") from error
    if stranger is not None:
        raise StoreError(f"The folder {parts} is not empty: it holds {stranger}.", "Name a new one for the parts.")


def _context(master: str) -> SparkContext:
    try:
        from pyspark import SparkConf, SparkContext
        from pyspark.errors import PySparkException
    except ModuleNotFoundError:
        raise KgError("The engine Spark is not installed.", "Run: pip install 'conflict-kg[spark]'") from None
    home = os.environ.get("JAVA_HOME")
    if not (home and (Path(home) / "bin" / "java").exists()) and shutil.which("java") is None:
        raise KgError("Spark needs Java, and there is none.", "Install Java 17 or newer, or leave out --engine spark.")
    here = str(Path(__file__).resolve().parents[1])
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    settings = {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": str(sys.stderr.isatty()).lower(),
        "spark.log.level": "ERROR",
        "spark.python.worker.reuse": "true",
    }
    if master.startswith("local"):
        # Nothing of a build on one machine need be seen from others.
        settings |= {"spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"}
    conf = SparkConf().setMaster(master).setAppName("conflict-kg").setAll(list(settings.items()))
    environment = {
        "PYTHONPATH": os.pathsep.join([here, *filter(None, [os.environ.get("PYTHONPATH")])]),
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
    }
    try:
        return SparkContext(conf=conf, environment=environment)
    except (PySparkException, OSError, ValueError) as error:
        words = str(error).strip().splitlines()[0]
        raise KgError(
            f"Spark cannot be started at {master}: {words}.", "Check the address given with --master."
        ) from error
    except Exception as error:
        # The bridge to Java has an error of its own for what Java throws, and no public name for it.
        if type(error).__module__.startswith("py4j"):
            raise KgError(f"Spark cannot be started at {master}.", "Check the address given with --master.") from error
        raise


class _Build:
    """One run, stage after stage."""

    def __init__(self, context: SparkContext, job: _Job) -> None:
        self.context, self.job = context, job
        self.width = 2 * context.defaultParallelism
        self.quads = 0
        self.seconds: dict[str, float] = {}
        self._begin = time.monotonic()

    def run(self, inputs: Sequence[str]) -> SparkBuild:
        """Everything, and what there is to tell of it."""
        job, width = self.job, self.width
        found = self._kept(self._inputs(inputs))
        items = found.filter(lambda f: isinstance(f, _Item))
        articles_read = items.count()
        self._passed("reading")
        latest = items.map(lambda i: (i.article.id, i)).reduceByKey(max, width).map(lambda pair: pair[1].article)
        answers = self._kept(latest.mapPartitions(lambda given: _read(given, job)))
        readings = answers.filter(lambda a: isinstance(a, ArticleReading))
        articles = readings.count()
        self._passed("extraction")
        self._write(readings.flatMap(lambda r: _article_lines(r, job)), _GRAPH, "articles")
        self._write(readings.flatMap(lambda r: _text_lines(r, job)), _TEXTS, "texts")
        self._passed("articles' quads")
        things = self._kept(self._things(readings))
        self._write(self._namings(readings), _GRAPH, "namings")
        self._write(things.flatMap(lambda t: _thing_lines(t, job)), _GRAPH, "reference")
        supports = readings.flatMap(lambda r: _supports(r, job)).groupByKey(width)
        agreed = self._kept(supports.map(lambda pair: agreed_quads(pair[0], _in_order(pair[1]))))
        self._write(agreed.flatMap(lambda quads: [quad_line(q) for q in quads]), _GRAPH, "agreed")
        self._write(agreed.flatMap(_edge_lines).distinct(width), _GRAPH, "edges")
        self._passed("reference data")
        zones = self._zones(readings, things)
        events = self._kept(self._events(readings))
        count = events.count()
        self._passed("merging")
        self._write(events.flatMap(lambda e: [quad_line(q) for q in event_quads(e, zones, job.iris)]), _GRAPH, "events")
        self._write(self._dyads(events, things), _GRAPH, "dyads")
        ontology = [quad_line(q) for q in ontology_quads()]
        self._write(self.context.parallelize(ontology, 1), _GRAPH, "ontology")
        self._passed("events' quads")
        names = readings.flatMap(_unresolved).reduceByKey(lambda a, b: a + b)
        told = list(found.union(answers).filter(lambda t: isinstance(t, _Told)).toLocalIterator())
        return SparkBuild(
            articles_read=articles_read,
            articles=articles,
            reports=int(readings.map(lambda r: len(_stated(r))).sum()),
            events=count,
            quads=self.quads,
            names=Counter(dict(names.takeOrdered(_NAMES, key=lambda n: (-n[1], n[0])))),
            unresolved=int(names.values().sum()),
            tasks=self.context.defaultParallelism,
            left_out=sorted(t.sentence for t in told if t.left_out),
            doubts=sorted(t.sentence for t in told if not t.left_out),
            seconds=self.seconds,
        )

    def _passed(self, stage: str) -> None:
        now = time.monotonic()
        self.seconds[stage] = now - self._begin
        self._begin = now

    def _kept(self, rows: RDD[Any]) -> RDD[Any]:
        """What is used more than once is worked out once and lies on the machines' disks."""
        from pyspark import StorageLevel

        return rows.persist(StorageLevel.DISK_ONLY)

    def _write(self, lines: RDD[str], folder: str, name: str) -> None:
        """Lines to sorted parts, each under its name only when it is whole."""
        job = self.job
        self.quads += int(lines.mapPartitionsWithIndex(lambda n, part: _write_part(n, part, job, folder, name)).sum())

    def _inputs(self, inputs: Sequence[str]) -> RDD[Any]:
        """Everything in the inputs; a file, or an address, is a task."""
        job = self.job
        places = list(enumerate(find_inputs(inputs)))
        tasks = self.context.parallelize(places, max(1, min(len(places), 10_000)))
        return tasks.flatMap(lambda place: _read_input(*place, job))

    def _namings(self, readings: RDD[Any]) -> RDD[str]:
        job = self.job
        once = readings.flatMap(lambda r: [(n.id, n) for n in namings(r)]).reduceByKey(lambda a, _: a, self.width)
        return once.flatMap(lambda pair: [quad_line(q) for q in naming_quads(pair[1], job.iris)])

    def _things(self, readings: RDD[Any]) -> RDD[Any]:
        """Places, actors and zones by kind and id, with the resolutions of their namings (first) and of the places
        within them; of places that see them alike one is enough.
        """
        own = readings.flatMap(lambda r: [((n.kind, n.thing), (True, n.resolution)) for n in namings(r)])
        inside = readings.flatMap(_seen_from_inside).reduceByKey(min, self.width)
        return (
            own.distinct(self.width).union(inside.map(lambda row: (row[0][0], (False, row[1])))).groupByKey(self.width)
        )

    def _zones(self, readings: RDD[Any], things: RDD[Any]) -> ZoneIndex:
        """What zones take in: few, so they go to all machines."""
        told = readings.flatMap(
            lambda r: [(zone.id, naming.thing, basis != "stated-in-part") for zone, naming, basis, _ in zone_parts(r)]
        )
        pairs = sorted(told.distinct().collect())
        wanted = {("place", place) for _, place, _ in pairs}
        around = dict(things.filter(lambda t: t[0] in wanted).map(_around).collect())
        includes: dict[str, dict[str, Taken]] = {}
        for zone, place, whole in pairs:
            includes.setdefault(zone, {})[place] = Taken(around[place], not whole)
        return ZoneIndex.of(includes)

    def _events(self, readings: RDD[Any]) -> RDD[Any]:
        """All events: reports that are linked, or point at one another, are merged in one place."""
        job, width = self.job, self.width
        stated = self._kept(readings.flatMap(_stated))
        by_key = stated.flatMap(lambda r: [(key, r) for key in merge_keys(r.report, r.article)])
        links = self._kept(by_key.groupByKey(width).flatMap(lambda pair: _links(pair[1])).distinct(width))
        self._write(links.map(lambda pair: quad_line(link_quad(pair[0], pair[1], job.iris))), _GRAPH, "links")
        edges = links.union(readings.flatMap(_pointers))
        roots = self.context.parallelize(_roots(edges.distinct(width).toLocalIterator()), width)
        joined = stated.map(lambda r: (sourced_id(r), r)).leftOuterJoin(roots, width)
        groups = joined.map(lambda row: (row[1][1] or row[0], row[1][0])).groupByKey(width)
        return groups.flatMap(lambda pair: merge(pair[1]))

    def _dyads(self, events: RDD[Any], things: RDD[Any]) -> RDD[str]:
        job, width = self.job, self.width
        pairs = events.flatMap(lambda e: dyads(e.report)).distinct(width)
        labels = things.flatMap(lambda t: _actor_label(t, job))
        sides = pairs.flatMap(lambda pair: [(pair[0], pair), (pair[1], pair)]).join(labels, width)
        told = sides.map(lambda row: (row[1][0], (row[0], row[1][1]))).groupByKey(width)
        return told.flatMap(lambda row: _dyad_lines(row[0], row[1], job))


# what tasks do


def _read_input(number: int, place: str | Found | Problem, job: _Job) -> Iterator[_Item | _Told]:
    """The articles of one file or address, and what is wrong with it."""
    if isinstance(place, Problem):
        yield _Told(str(place), place.left_out)
        return
    items = read_inputs([place], job.published) if isinstance(place, str) else read_found(place, job.published)
    for line, item in enumerate(items):
        if isinstance(item, Problem):
            yield _Told(str(item), item.left_out)
        else:
            yield _Item((number, line), replace(item, text=clean(item.text)))


def _read(articles: Iterable[Article], job: _Job) -> Iterator[ArticleReading | _Told]:
    """The readings of some articles, as a worker of one machine gives them; the model is loaded once a process."""
    for found in read_here(articles, job.model):
        if found.problem is not None:
            yield _Told(found.problem, True)
        if found.reading is not None:
            yield found.reading


def _article_lines(reading: ArticleReading, job: _Job) -> Iterator[str]:
    me = job.iris.article(reading.article.id)
    yield from (quad_line(q) for q in article_quads(reading, job.iris) if graph_of(q) != C.texts)
    yield quad_line(Quad(node(me), node(C.rules), Literal(job.rules), node(C.bookkeeping)))
    yield quad_line(Quad(node(me), node(C.record), Literal(recorded(reading)), node(C.bookkeeping)))


def _text_lines(reading: ArticleReading, job: _Job) -> Iterator[str]:
    yield from (quad_line(q) for q in article_quads(reading, job.iris) if graph_of(q) == C.texts)


def _seen_from_inside(reading: ArticleReading) -> Iterator[tuple[tuple[tuple[str, str], object], str]]:
    """What encloses the places an article names, each with how they see it, and the naming that says so."""
    for naming in namings(reading):
        if naming.kind == "place":
            chain = enclosing(place_of(naming.resolution))
            for n, (area, name) in enumerate(chain):
                yield (("place", area), (name, tuple(chain[n + 1 :]))), naming.resolution


def _thing_lines(thing: tuple[tuple[str, str], Iterable[tuple[bool, str]]], job: _Job) -> list[str]:
    (kind, me), rows = thing
    told = list(rows)
    own = sorted({resolution for is_own, resolution in told if is_own})
    if kind == "place":
        within = () if own else sorted({resolution for _, resolution in told})
        quads = place_quads(me, own, within, job.iris)
    else:
        quads = (actor_quads if kind == "actor" else zone_quads)(me, own, job.iris)
    return [quad_line(q) for q in quads]


def _actor_label(thing: tuple[tuple[str, str], Iterable[tuple[bool, str]]], job: _Job) -> list[tuple[str, str]]:
    (kind, me), rows = thing
    if kind != "actor":
        return []
    quads = actor_quads(me, sorted({resolution for _, resolution in rows}), job.iris)
    return [(me, object_of(q)) for q in quads if q.predicate.value == RDFS.label]


def _around(thing: tuple[tuple[str, str], Iterable[tuple[bool, str]]]) -> tuple[str, tuple[str, ...]]:
    """A place, and the ids of all that encloses it in any of its namings."""
    (_, me), rows = thing
    areas = {area for is_own, r in rows if is_own for area, _ in enclosing(place_of(r))}
    return me, tuple(sorted(areas - {me}))


def _supports(reading: ArticleReading, job: _Job) -> Iterator[tuple[str, tuple[tuple[str, str, str], list[Quad]]]]:
    """The reported facts of an article that rest a conclusion, each with its place in the order of publication."""
    quads = article_quads(reading, job.iris)
    facts = {subject_of(q): object_of(q) for q in quads if q.predicate.value == C.concludes}
    about: dict[str, list[Quad]] = {fact: [] for fact in facts}
    for quad in quads:
        if subject_of(quad) in about:
            about[subject_of(quad)].append(quad)
    published = reading.article.published
    day = published.isoformat() if published else "9999"
    for fact, conclusion in facts.items():
        yield conclusion, ((day, job.iris.article(reading.article.id), fact), sorted(about[fact], key=str))


def _in_order(facts: Iterable[tuple[tuple[str, str, str], list[Quad]]]) -> list[list[Quad]]:
    return [quads for _, quads in sorted(facts, key=lambda f: f[0])]


def _edge_lines(quads: Sequence[Quad]) -> list[str]:
    edge = agreed_edge(quads)
    if edge is None:
        return []
    subject, predicate, thing = map(node, edge)
    return [quad_line(Quad(subject, predicate, thing, node(C.conclusions)))]


def _stated(reading: ArticleReading) -> list[SourcedReport]:
    return [SourcedReport(reading.article, r) for r in reading.reports if r.factuality is Factuality.STATED]


def _links(reports: Iterable[SourcedReport]) -> list[tuple[str, str]]:
    """Pairs of reports that may tell of one happening, among those with one merge key in common."""
    found = {sourced_id(r): r for r in reports}
    keys = {i: frozenset(merge_keys(r.report, r.article)) for i, r in found.items()}
    return [
        (a, b)
        for a, b in combinations(sorted(found), 2)
        if acquainted(sorted(keys[a] & keys[b])) and linked(found[a], found[b])
    ]


def _pointers(reading: ArticleReading) -> list[tuple[str, str]]:
    """Pairs of reports of one article of which one points at the other."""
    mine = {r.key: r for r in reading.reports if r.factuality is Factuality.STATED}
    found: list[tuple[str, str]] = []
    for key, report in mine.items():
        others = {report.part_of, report.first_since, *(o.key for o in obstacles(report, reading.reports))}
        found += [(key, other) for other in sorted(o for o in others if o in mine)]
    name = reading.article.id
    return [(report_id(name, a), report_id(name, b)) for a, b in found]


def _roots(edges: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Reports that hang together, each with the least of its group; edges come one by one and are not kept."""
    leader: dict[str, str] = {}

    def find(report: str) -> str:
        while (above := leader.setdefault(report, report)) != report:
            leader[report] = leader[above]
            report = above
        return report

    for a, b in edges:
        low, high = sorted((find(a), find(b)))
        leader[high] = low
    return [(report, find(report)) for report in sorted(leader)]


def _unresolved(reading: ArticleReading) -> list[tuple[str, int]]:
    return [(name, 1) for name in unresolved_names(reading)]


def _dyad_lines(pair: tuple[str, str], labels: Iterable[tuple[str, str]], job: _Job) -> list[str]:
    actors = [(job.iris.actor(actor), label) for actor, label in labels]
    return [quad_line(q) for q in dyad_quads(actors, job.iris.dyad(*pair))]


def _write_part(number: int, lines: Iterable[str], job: _Job, folder: str, name: str) -> Iterator[int]:
    """Write one part, sorted; an empty one is not written. A task that is run twice writes the same file twice."""
    count = 0
    path = Path(job.folder) / folder / f"{name}-{number:05}.nq"
    half = path.with_name(f".{path.name}.{os.getpid()}")
    path.parent.mkdir(exist_ok=True)
    with half.open("w", encoding="utf-8", newline="\n") as file:
        for line in sorted_lines(lines):
            file.write(f"{line}\n")
            count += 1
    if count:
        half.replace(path)
    else:
        half.unlink()
    yield count
