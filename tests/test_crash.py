"""Builds that are killed, disks that are full or closed, two writers: the store stays whole and the next run goes on."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from kg.errors import StoreError
from kg.pipeline import add_readings
from kg.store import memory_store, open_for_reading, open_for_writing
from tests import sample
from tests.tables import ROOT

ALL = [sample.first(), sample.second(), sample.third()]

BUILD = """
import sys
from dataclasses import replace
from pathlib import Path
from kg.model import Article
from kg.pipeline import add_articles
from kg.store import open_for_writing
from tests import sample
whole = [sample.first(), sample.second(), sample.third()]
readings = {}
for n in range(int(sys.argv[2])):
    given = whole[n % 3]
    article = replace(given.article, id=f"{given.article.id} {n}")
    readings[article.id] = replace(given, article=article)
store = open_for_writing(Path(sys.argv[1]), wait=600)
print("open", flush=True)
add_articles([r.article for r in readings.values()], lambda a: readings[a.id], store, batch=int(sys.argv[3]), rules="r")
store.close()
print("done", flush=True)
"""
COUNT = 24


@contextmanager
def start(folder: Path, batch: int, count: int = COUNT) -> Iterator[subprocess.Popen[str]]:
    """A build that begins; what is left of it at the end is killed."""
    command = [sys.executable, "-c", BUILD, str(folder), str(count), str(batch)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT) as process:
        try:
            yield process
        finally:
            process.kill()


def finish(process: subprocess.Popen[str]) -> str:
    """What it says until it ends by itself."""
    out, err = process.communicate(timeout=600)
    assert process.returncode == 0, err
    return out


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[str], float]:
    """What a build that nobody kills gives, and how long it takes once the store is open."""
    folder = tmp_path_factory.mktemp("whole") / "s"
    with start(folder, 7) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "open\n"
        begin = time.perf_counter()
        finish(process)
        took = time.perf_counter() - begin
    return list(open_for_reading(folder).sorted_lines()), took


@pytest.mark.parametrize("series", range(3))
def test_killed_at_ten_moments_the_next_run_goes_on_to_the_same_bytes(
    series: int, undisturbed: tuple[list[str], float], tmp_path: Path
) -> None:
    """Thirty moments in all; the store is never made anew, each run goes on where the killed one stopped."""
    expected, took = undisturbed
    dice = random.Random(series)
    batch = (1, 5, 16)[series]
    for _ in range(10):
        with start(tmp_path / "s", batch) as process:
            assert process.stdout is not None
            if dice.random() < 0.8:
                process.stdout.readline()
            time.sleep(dice.random() * took / 6)
    with start(tmp_path / "s", batch) as process:
        assert finish(process).endswith("done\n")
    assert list(open_for_reading(tmp_path / "s").sorted_lines()) == expected


def test_a_second_writer_waits_for_the_first(undisturbed: tuple[list[str], float], tmp_path: Path) -> None:
    with start(tmp_path / "s", 7) as one, start(tmp_path / "s", 4) as other:
        assert finish(one).endswith("done\n")
        assert finish(other).endswith("done\n")
    assert list(open_for_reading(tmp_path / "s").sorted_lines()) == undisturbed[0]


def test_a_full_disk_is_told_and_the_store_stays_whole(tmp_path: Path) -> None:
    """The limit on the size of files stands for the disk: writing beyond it fails in the same place."""
    folder = tmp_path / "s"
    with closing(open_for_writing(folder)) as store:
        add_readings(ALL[:2], store)
        before = list(store.sorted_lines())
    code = f"""
import resource, signal, sys
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, resource.RLIM_INFINITY))
sys.argv[1:] = [{str(folder)!r}, "4000", "100"]
from kg.errors import KgError
try:
    exec({BUILD!r})
except KgError as error:
    print("told:", error)
"""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=False, timeout=600
    )
    assert "told: The store" in done.stdout, done.stderr[-2000:]
    assert "done" not in done.stdout
    with closing(open_for_writing(folder)) as store:
        kept = set(store.sorted_lines())
    documents = {line for line in before if "/doc/" in line.split(" ")[0]}
    assert documents <= kept
    with start(folder, 50, 9) as process:
        assert finish(process).endswith("done\n")


def test_a_closed_folder_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "closed"
    folder.mkdir()
    (folder / "s").write_text("a file where the folder should be")
    with pytest.raises(StoreError, match="cannot be written"):
        open_for_writing(folder / "s")
    with pytest.raises(StoreError, match="cannot be written"):
        open_for_writing(Path("/proc/kg-store"))


def test_a_store_that_may_only_be_read_is_read(tmp_path: Path) -> None:
    with closing(open_for_writing(tmp_path / "s")) as store:
        add_readings(ALL, store)
    expected = memory_store()
    add_readings(ALL, expected)
    for path in sorted((tmp_path / "s").rglob("*")):
        path.chmod(0o555 if path.is_dir() else 0o444)
    (tmp_path / "s").chmod(0o555)
    try:
        assert list(open_for_reading(tmp_path / "s").sorted_lines()) == list(expected.sorted_lines())
    finally:
        (tmp_path / "s").chmod(0o755)
        for path in sorted((tmp_path / "s").rglob("*")):
            path.chmod(0o755 if path.is_dir() else 0o644)


def test_a_report_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(json.dumps({"id": "a", "text": "The army left the town."}) + "\n")
    command = [sys.executable, "-m", "kg", "build", str(tmp_path / "a.jsonl"), "--store", str(tmp_path / "s")]
    done = subprocess.run(
        [*command, "--report", str(tmp_path / "no" / "r.json")], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert done.returncode == 1
    assert "r.json" in done.stderr
    assert "Traceback" not in done.stderr
    assert len(open_for_reading(tmp_path / "s").articles()) == 1
