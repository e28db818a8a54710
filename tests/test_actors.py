"""Actors: the table and its index, mentions in sentences, chains of coreference, odd text."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.actors import (
    ACTOR_KINDS,
    ActorTable,
    add_table,
    fold_name,
    fold_word,
    load_actors,
    name_index,
    read_entries,
    state_body,
)
from kg.errors import InputError
from kg.extract.actor_words import actor_words
from kg.extract.actors import find_actors
from kg.extract.counts import find_counts
from kg.extract.mentions import ActorMention
from kg.extract.parse import parse
from kg.extract.places import find_places
from kg.extract.reading import Reader
from kg.model import Article
from tests.tables import ROOT, cases

TABLE = load_actors()


def read(text: str, reader: Reader, published: date | None = None) -> tuple[ActorMention, ...]:
    parsed = parse(Article("t", text, published=published), reader.nlp)
    counts = find_counts(parsed, reader.lexicon)
    places = find_places(parsed, reader.gazetteer, reader.lexicon)
    return find_actors(parsed, counts, places, reader.actors, reader.lexicon)


def told(mention: ActorMention, text: str) -> str:
    words = mention.span.of(text)
    actor = mention.actor
    marks = [words, actor.kind]
    marks += [f"={actor.name}"] if actor.name != words else []
    marks += [actor.country] if actor.country else []
    marks += [f"*{mention.count.best}"] if mention.count else []
    marks += [f"u{mention.units.best}"] if mention.units else []
    marks += [f">{mention.member_of.name}"] if mention.member_of else []
    marks += ["named"] if actor.named else []
    marks += ["shared"] if mention.shares is not None else []
    return "|".join(marks)


@pytest.mark.parametrize(("text", "wanted"), cases("actors.tsv"))
def test_mentions_of_a_sentence(text: str, wanted: str, reader: Reader) -> None:
    found = [told(m, text) for m in read(text, reader) if not m.pronoun]
    assert found == wanted.split(" ; ")


@pytest.mark.parametrize(("text", "wanted"), cases("coreference.tsv"))
def test_chains(text: str, wanted: str, reader: Reader) -> None:
    chains: dict[int, list[ActorMention]] = {}
    for mention in read(text, reader):
        chains.setdefault(mention.chain, []).append(mention)
    found = [
        f"{chain[0].actor.name}: " + " | ".join(m.span.of(text) for m in chain)
        for chain in chains.values()
        if len(chain) > 1
    ]
    assert found == wanted.split(" ; ")


def test_a_chain_is_the_index_of_its_first_mention(reader: Reader) -> None:
    mentions = read("Hamas fired. It denied this. Israel and Hamas talked, and Israel agreed.", reader)
    for number, mention in enumerate(mentions):
        assert mention.chain <= number
        assert mentions[mention.chain].chain == mention.chain
        assert mentions[mention.chain].actor.id == mention.actor.id


def test_capitals_of_a_wire_make_no_difference(reader: Reader) -> None:
    text = "URBAN GUERRILLAS OF THE FMLN KILLED TWO SALVADORAN SOLDIERS IN SAN MIGUEL."
    found = [(m.span.of(text), m.actor.kind, m.actor.country) for m in read(text, reader)]
    assert found == [
        ("URBAN GUERRILLAS", "ArmedGroup", "SV"),
        ("FMLN", "ArmedGroup", "SV"),
        ("SALVADORAN SOLDIERS", "StateForce", "SV"),
    ]


# ------------------------------------------------------------------------------------------------- the table


def test_every_actor_is_found_by_each_of_its_names() -> None:
    for number, entry in enumerate(TABLE.entries()):
        if number % 7 == 0:
            for name in (entry.name, *entry.aliases, *entry.abbreviations):
                assert entry in TABLE.named(name), name


def test_ids_are_unique_and_kinds_known() -> None:
    ids = [entry.id for entry in TABLE.entries()]
    assert len(ids) == len(set(ids))
    assert {entry.kind for entry in TABLE.entries()} <= ACTOR_KINDS
    assert all(entry.country in TABLE.states or not entry.country for entry in TABLE.entries())
    assert all(0 <= entry.inter <= 8 for entry in TABLE.entries())


def test_the_index_is_that_of_the_table() -> None:
    wanted = name_index(tuple(TABLE.entries()))
    assert set(wanted) == set(TABLE.index)
    for word in list(wanted)[::11]:
        assert set(TABLE.forms(word)) == set(wanted[word]), word


def test_an_office_is_held_within_its_dates() -> None:
    holder = next(
        e for e in TABLE.entries() if e.kind == "Person" and e.since and e.until and e.since[:4] < e.until[:4]
    )
    assert holder.known_on(date(int(holder.until[:4]) - 1, 12, 31)) or holder.since[:4] == holder.until[:4]
    assert not holder.known_on(date(int(holder.since[:4]) - 1, 1, 1))
    assert not holder.known_on(date(int(holder.until[:4]) + 1, 1, 1))
    assert holder.known_on(None)


@given(st.text())
@settings(max_examples=200)
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold_word(fold_word(text)) == fold_word(text)
    assert fold_name(fold_name(text)) == fold_name(text)


def test_a_group_is_not_meant_before_it_was_formed(reader: Reader) -> None:
    entry = TABLE.named("Ambazonia Defence Forces")[0]
    text = "The Ambazonia Defence Forces attacked a barracks near Buea, Cameroon."
    ids = {}
    for year in (1995, int(entry.since[:4]), 2030):
        ids[year] = {m.actor.id for m in read(text, reader, date(year, 12, 31))}
    assert [entry.id in found for found in ids.values()] == [False, True, True]
    ended = next(e for e in TABLE.entries() if e.kind == "ArmedGroup" and e.until)
    assert ended.formed_by(date(2030, 1, 1))


def test_an_abbreviation_of_another_part_of_the_world_is_left_alone(reader: Reader) -> None:
    known = {m.actor.id for m in read("The ELN attacked a pipeline in Arauca, Colombia.", reader)}
    unknown = {m.actor.id for m in read("The ELN of Luzon, Philippines, attacked a convoy near Manila.", reader)}
    eln = TABLE.named("ELN")[0].id
    assert eln in known
    assert eln not in unknown


def test_forces_of_a_state_have_one_id(reader: Reader) -> None:
    names = (
        "Turkish troops fired.",
        "Turkey's army fired.",
        "The Turkish Armed Forces fired.",
        "Turkish warplanes fired.",
    )
    assert {read(text, reader)[-1].actor.id for text in names} == {state_body("TR", "military")}


def test_the_sources_give_the_table(shared: Path) -> None:
    make = _make_script()
    for name, text in make.tables(shared / "actors").items():
        assert (ROOT / "data" / "actors" / name).read_text(encoding="utf-8") == text, name


def _make_script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_actors", ROOT / "data" / "actors" / "make.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["make_actors"] = module
    spec.loader.exec_module(module)
    return module


# ------------------------------------------------------------------------------------------------- the user's own

OWN = "name\tkind\tcountry\tabbreviations\taliases\nDawn Watch of Hama\tArmedGroup\tSY\tDWH\tHaras al-Fajr\n"


@pytest.fixture
def own(tmp_path: Path) -> ActorTable:
    path = tmp_path / "own.tsv"
    path.write_text(OWN, encoding="utf-8")
    return load_actors(path)


@pytest.mark.parametrize("name", ["Dawn Watch of Hama", "DWH", "haras al-fajr"])
def test_a_table_of_ones_own(name: str, own: ActorTable) -> None:
    assert [e.name for e in own.named(name)] == ["Dawn Watch of Hama"]
    assert own.named("FMLN") == TABLE.named("FMLN")


def test_ones_own_group_is_read(own: ActorTable, reader: Reader) -> None:
    text = "DWH fighters attacked a post in Syria."
    parsed = parse(Article("t", text), reader.nlp)
    found = find_actors(parsed, (), (), own, reader.lexicon)
    assert found[0].actor.id == "actor:dawn-watch-of-hama"
    assert found[0].member_of is not None


def test_adding_a_table_twice_changes_nothing(tmp_path: Path) -> None:
    source = tmp_path / "own.tsv"
    source.write_text(OWN, encoding="utf-8")
    folder = tmp_path / "tables"
    assert add_table(source, folder) == 1
    first = {p.name: p.read_bytes() for p in folder.iterdir()}
    assert add_table(source, folder) == 1
    assert {p.name: p.read_bytes() for p in folder.iterdir()} == first


@pytest.mark.parametrize(("content", "said"), cases("bad_actors.tsv"))
def test_a_broken_table_is_refused_with_its_line(content: str, said: str, tmp_path: Path) -> None:
    path = tmp_path / "own.tsv"
    path.write_bytes(content.encode("latin-1"))
    folder = tmp_path / "tables"
    with pytest.raises(InputError, match=said):
        add_table(path, folder)
    assert not folder.exists()


def test_the_command_line(tmp_path: Path) -> None:
    source = tmp_path / "own.tsv"
    source.write_text(OWN, encoding="utf-8")
    folder = str(tmp_path / "tables")

    def kg(*arguments: str) -> subprocess.CompletedProcess[str]:
        env = {**os.environ, "KG_ACTORS": folder, "PYTHONPATH": str(ROOT)}
        command = [sys.executable, "-m", "kg", "actors", *arguments]
        return subprocess.run(command, capture_output=True, text=True, env=env, check=False)

    assert kg("add", str(source)).stdout == "1 actor from own.tsv\n"
    assert kg("lookup", "DWH").stdout.startswith("actor:dawn-watch-of-hama\tArmedGroup\tSY\t")
    missing = kg("lookup", "Nobody of Nowhere")
    assert missing.returncode == 1
    assert "No actor named" in missing.stderr
    shutil.rmtree(folder)


def test_an_entry_without_an_id_gets_one_from_its_name(tmp_path: Path) -> None:
    path = tmp_path / "own.tsv"
    path.write_text("kind\tname\nArmedGroup\tLions of Ýda\n", encoding="utf-8")
    assert [e.id for e in read_entries(path)] == ["actor:lions-of-yda"]


# ------------------------------------------------------------------------------------------------- hostile text

WORDS = st.sampled_from(
    "Syrian and rebels of the FMLN ( ) [ SDF ] group , members army 's men who called Assad al - 12 in by its he".split()
)


@given(st.one_of(st.text(max_size=80), st.lists(WORDS, max_size=25).map(" ".join)))
@settings(max_examples=60)
def test_any_text_is_read_within_its_bounds(reader: Reader, text: str) -> None:
    parsed = parse(Article("t", text), reader.nlp)
    mentions = find_actors(parsed, find_counts(parsed, reader.lexicon), (), reader.actors, reader.lexicon)
    for mention in mentions:
        assert 0 <= mention.span.begin < mention.span.end <= len(text)
        assert 0 <= mention.first <= mention.head < len(parsed.tokens)
        assert mention.first < mention.last <= len(parsed.tokens)
        assert mention.actor.name
    assert mentions == find_actors(parsed, find_counts(parsed, reader.lexicon), (), reader.actors, reader.lexicon)


def test_no_noun_is_listed_twice_for_one_use(reader: Reader) -> None:
    seen: dict[str, str] = {}
    words = actor_words(reader.lexicon)
    for concept in reader.lexicon.scheme("actor-noun"):
        use = (
            "thing" if any(words.things.get(w) and words.things[w].sort == concept.name for w in concept.words) else ""
        )
        if not use and concept.name != "arm-noun":
            for word in concept.words:
                assert seen.setdefault(word, concept.name) == concept.name, word


def test_additions_of_the_measured_texts_have_a_public_source() -> None:
    folder = ROOT / "data" / "actors"
    lines = (folder / "additions.tsv").read_text(encoding="utf-8").splitlines()[1:]
    added = {line.split("\t")[0] for line in lines if line and not line.startswith("#")}
    told = [line.split("\t") for line in (folder / "PUBLIC.tsv").read_text(encoding="utf-8").splitlines()[1:]]
    assert len({name for name, _ in told}) == len(told)
    assert {name for name, _ in told} <= added
    assert all(source.startswith(("English Wikipedia: ", "United Nations ", "South Asia ")) for _, source in told)


def test_an_addition_that_the_measured_texts_hold_is_sourced() -> None:
    """Hand-kept names that stand in a test text and in no source have their public source told."""
    shared = ROOT.parent / "shared"
    if not (shared / "eval").is_dir():
        pytest.skip("no evaluation sets beside the checkout")
    sets = ("acled", "muc4", "events", "entities", "claims", "times", "places", "counts", "merge", "types")
    paths = [*(shared / "articles").glob("*.txt"), *(shared / "eval" / "data" / s / "docs.jsonl" for s in sets)]
    texts = "\n".join(p.read_text(encoding="utf-8") for p in sorted(paths))
    tables = [*sorted((shared / "actors").glob("Phoenix*")), shared / "actors" / "ucdp-actor-221.csv"]
    known = "\n".join(p.read_text(encoding="utf-8", errors="replace") for p in tables).lower().replace("_", " ")
    folder = ROOT / "data" / "actors"
    public = {line.split("\t")[0] for line in (folder / "PUBLIC.tsv").read_text(encoding="utf-8").splitlines()}
    lacking = []
    for line in (folder / "additions.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        if line and not line.startswith("#"):
            name, aliases = line.split("\t")[:2]
            names = [n for n in (name, *aliases.split("|")) if len(n) > 4]
            if name not in public and not any(n.lower() in known for n in names) and any(n in texts for n in names):
                lacking.append(name)
    assert not lacking
