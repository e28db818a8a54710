"""Reading: files of every kind, what is said of bad ones, and that the good ones are read beside them."""

from __future__ import annotations

import gzip
import io
import json
import os
import time
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.model import Article
from kg.read import Problem, read_inputs
from kg.read.dateline import find_dateline
from kg.read.decode import NotText, clean, decode
from kg.read.language import other_language
from kg.read.metadata import complete
from kg.read.records import MAX_TEXT
from tests.tables import CASES, cases

GOOD = "Rebels attacked the town of Velna and killed three soldiers, the army said."


def read(*paths: Path, published: date | None = None) -> tuple[list[Article], list[Problem]]:
    found = list(read_inputs(paths, published))
    return [x for x in found if isinstance(x, Article)], [x for x in found if isinstance(x, Problem)]


# bad input


def bad_inputs() -> list[tuple[str, bytes, str, str, int]]:
    lines = [
        x for x in (CASES / "bad_input.tsv").read_text(encoding="utf-8").split("\n") if x and not x.startswith("#")
    ]
    rows = [line.split("\t") for line in lines[1:]]
    return [(name, _bytes(data), said, line, int(count)) for name, data, said, line, count in rows]


def _bytes(written: str) -> bytes:
    return written.encode("latin-1", "backslashreplace").decode("unicode-escape").encode("latin-1")


@pytest.mark.parametrize(("name", "data", "said", "line", "count"), bad_inputs(), ids=[x[0] for x in bad_inputs()])
def test_bad_input(name: str, data: bytes, said: str, line: str, count: int, tmp_path: Path) -> None:
    (tmp_path / "a-good.txt").write_text(GOOD)
    (tmp_path / name).write_bytes(data)
    (tmp_path / "z-good.txt").write_text(GOOD + " It is over.")
    articles, problems = read(tmp_path)
    assert [a.id for a in articles if a.id.endswith("-good")] == ["a-good", "z-good"]
    assert len(articles) == 2 + count
    if said == "-":
        assert problems == []
    else:
        assert len(problems) == 1
        assert said in problems[0].sentence
        assert problems[0].path == str(tmp_path / name)
        assert problems[0].way_out
        assert str(problems[0].line or "-") == line


def test_missing_file(tmp_path: Path) -> None:
    articles, problems = read(tmp_path / "nowhere.txt")
    assert articles == []
    assert "no such file" in str(problems[0])


def test_folder_without_articles(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("About this folder.")
    (tmp_path / ".hidden").write_text("x")
    _, problems = read(tmp_path)
    assert [p.sentence for p in problems] == ["This folder holds no articles."]


def test_a_text_of_fifty_megabytes_is_refused_at_once(tmp_path: Path) -> None:
    (tmp_path / "big.txt").write_bytes(b"The army said so again. " * (50_000_000 // 24))
    begin = time.thread_time()
    _, problems = read(tmp_path)
    assert time.thread_time() - begin < 10
    assert f"{MAX_TEXT:,}" in problems[0].sentence


def test_a_line_of_ten_megabytes_costs_only_itself(tmp_path: Path) -> None:
    lines = [
        json.dumps({"id": "a", "text": GOOD}),
        '{"id": "b", "text": "' + "x" * 10_000_000 + '"}',
        json.dumps({"id": "c", "text": GOOD}),
    ]
    (tmp_path / "x.jsonl").write_text("\n".join(lines) + "\n")
    articles, problems = read(tmp_path)
    assert [a.id for a in articles] == ["a", "c"]
    assert [p.line for p in problems] == [2]


@pytest.mark.parametrize("line", ["[" * 200_000, '{"a":' * 100_000, '{"id": "x", "text": ' + "9" * 5000 + "}"])
def test_json_that_breaks_parsers(line: str, tmp_path: Path) -> None:
    (tmp_path / "x.jsonl").write_text(line + "\n" + json.dumps({"id": "c", "text": GOOD}) + "\n")
    articles, problems = read(tmp_path)
    assert [a.id for a in articles] == ["c"]
    assert [p.line for p in problems] == [1]


def test_pipes_devices_and_looping_links_are_told(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "device.txt").symlink_to("/dev/zero")
    (tmp_path / "dangling.txt").symlink_to("nowhere")
    (tmp_path / "loop").symlink_to(tmp_path)
    (tmp_path / "z.txt").write_text(GOOD)
    articles, problems = read(tmp_path)
    assert [a.id for a in articles] == ["z"]
    assert sorted(Path(p.path).name for p in problems) == ["dangling.txt", "device.txt", "loop", "pipe.txt"]


@pytest.mark.parametrize("fill", [b"\n", b"0", GOOD.encode() + b"\n"])
@pytest.mark.parametrize("name", ["bomb.jsonl.gz", "bomb.txt.gz", "bomb.html.gz", "bomb.xml.gz"])
def test_a_gzip_bomb_is_told_in_time(name: str, fill: bytes, tmp_path: Path) -> None:
    block = fill * (1_000_000 // len(fill))
    with gzip.open(tmp_path / name, "wb", compresslevel=1) as file:
        for _ in range(80):
            file.write(block)
    begin = time.thread_time()
    articles, problems = read(tmp_path)
    assert time.thread_time() - begin < 20
    assert articles == []
    assert problems


def test_a_truncated_gzip_gives_what_came_before(tmp_path: Path) -> None:
    lines = "".join(json.dumps({"id": str(i), "text": f"{GOOD} {os.urandom(300).hex()}"}) + "\n" for i in range(2000))
    data = gzip.compress(lines.encode())
    (tmp_path / "x.jsonl.gz").write_bytes(data[: len(data) // 2])
    articles, problems = read(tmp_path)
    assert 100 < len(articles) < 2000
    assert "not a whole gzip file" in problems[-1].sentence


@given(st.binary(max_size=400))
def test_any_bytes_are_text_or_told(data: bytes) -> None:
    try:
        text, _ = decode(data)
    except NotText:
        return
    text.encode("utf-8")
    assert "\x00" not in text


@given(st.text(max_size=100))
def test_cleaning_moves_no_offset(text: str) -> None:
    assert len(clean(text)) == len(text)


# good input


def test_text_as_it_was_given(tmp_path: Path) -> None:
    text = "\ufeffTitle of it\r\n\r\n  Rebels\u00a0left.\r\n"
    (tmp_path / "a.txt").write_bytes(text.encode())
    articles, _ = read(tmp_path / "a.txt")
    assert articles[0].id == "a"
    assert articles[0].text == text.removeprefix("\ufeff")


def test_sidecar_and_folders(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "x.txt").write_text(GOOD)
    (tmp_path / "b" / "x.json").write_text(
        json.dumps({"published": "2020-05-01", "publisher": "P", "url": "http://p.example/x"})
    )
    (tmp_path / "a.jsonl").write_text(json.dumps({"id": 7, "text": GOOD, "published": "2020-05-02T10:00:00Z"}) + "\n")
    (tmp_path / "c.json").write_text(json.dumps([{"id": "l", "text": GOOD}]))
    articles, problems = read(tmp_path, published=date(2019, 1, 1))
    assert problems == []
    assert [(a.id, a.published, a.publisher) for a in articles] == [
        ("7", date(2020, 5, 2), None),
        ("l", date(2019, 1, 1), None),
        ("b/x", date(2020, 5, 1), "P"),
    ]


def test_a_page(tmp_path: Path) -> None:
    stated = {
        "@graph": [
            {
                "@type": "NewsArticle",
                "headline": "Town taken",
                "datePublished": "2021-03-04T23:30:00+02:00",
                "publisher": {"name": "The Post"},
            }
        ]
    }
    ld = f'<script type="application/ld+json">{json.dumps(stated)}</script>'
    body = f"<h1>Town taken</h1><p>{GOOD} {GOOD}</p><p>The town lies on the river. {GOOD}</p>"
    page = f"<html><head><title>x</title>{ld}</head><body><nav>Home</nav><article>{body}</article></body></html>"
    (tmp_path / "page.html").write_text(page)
    articles, problems = read(tmp_path)
    assert problems == []
    assert (articles[0].title, articles[0].published, articles[0].publisher) == (
        "Town taken",
        date(2021, 3, 4),
        "The Post",
    )
    assert "The town lies on the river." in articles[0].text
    assert "Home" not in articles[0].text


@pytest.mark.parametrize(
    "nest",
    ["<div>", "<table><tr><td>", "<b><i>", "<ul><li>", "<svg>", "<!--", "<script>", "&lt;", "<p " + "a=1 " * 50 + ">"],
)
def test_a_page_that_nests_without_end(nest: str, tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(nest * (400_000 // len(nest)) + GOOD)
    begin = time.thread_time()
    read(tmp_path)
    assert time.thread_time() - begin < 20


def test_a_feed(tmp_path: Path) -> None:
    when = "<pubDate>Mon, 06 Jan 2020 10:00:00 GMT</pubDate>"
    words = f"<description>&lt;p&gt;{GOOD}&lt;/p&gt;</description>"
    entry = f"<item><title>Town taken</title><link>http://p.example/1</link>{when}{words}</item>"
    empty = "<item><title>Nothing</title><link>http://p.example/2</link></item>"
    (tmp_path / "feed.xml").write_text(
        f'<?xml version="1.0"?><rss version="2.0"><channel><title>The Post</title>{entry}{empty}</channel></rss>'
    )
    articles, problems = read(tmp_path)
    assert [(a.id, a.text, a.published, a.publisher) for a in articles] == [
        ("http://p.example/1", GOOD, date(2020, 1, 6), "The Post")
    ]
    assert ["Entry 2" in p.sentence for p in problems] == [True]


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # the writer leaves its buffer open
@pytest.mark.parametrize("zipped", [False, True])
def test_an_archive(zipped: bool, tmp_path: Path) -> None:
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    path = tmp_path / ("a.warc.gz" if zipped else "a.warc")
    body = f"<article><p>{GOOD} {GOOD}</p><p>{GOOD}</p></article>"
    page = f"<html><head><title>Town taken</title></head><body>{body}</body></html>"
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=zipped)
        for kind, body in (("text/html", page), ("image/png", "x")):
            headers = StatusAndHeaders("200 OK", [("Content-Type", kind)], protocol="HTTP/1.0")
            writer.write_record(
                writer.create_warc_record(
                    f"http://p.example/{kind}", "response", payload=io.BytesIO(body.encode()), http_headers=headers
                )
            )
    articles, problems = read(tmp_path)
    assert problems == []
    assert [(a.id, a.title) for a in articles] == [("http://p.example/text/html", "Town taken")]


# what the text says of itself


@pytest.mark.parametrize(("row"), cases("dateline.tsv"), ids=lambda r: r[0][:30])
def test_dateline(row: tuple[str, ...]) -> None:
    found = find_dateline(row[0])
    if row[1] == "none":
        assert found is None
        return
    assert found is not None
    when = found.when
    told = (
        "-"
        if when is None
        else f"{when.month:02}-{when.day:02}"
        if when.year is None
        else f"{when.year}-{when.month:02}-{when.day:02}"
    )
    assert (found.place or "-", found.agency or "-", told, row[0][found.span.end :].strip()) == row[1:]


@pytest.mark.parametrize(("text", "published"), cases("published.tsv"))
def test_published(text: str, published: str) -> None:
    article = complete(Article("x", text))
    assert str(article.published or "-") == published
    assert article.published_inferred == (published != "-")
    given_day = complete(Article("x", text, published=date(2001, 2, 3)))
    assert (given_day.published, given_day.published_inferred) == (date(2001, 2, 3), False)


def test_title_and_publisher_from_the_text() -> None:
    article = complete(Article("x", "Menu\n\nTown taken by rebels\n\nKARSK, June 4. /TASS/. Rebels took the town."))
    assert (article.title, article.publisher, article.dateline_place) == ("Town taken by rebels", "TASS", "KARSK")
    assert article.dateline is not None
    assert article.dateline.of(article.text) == "KARSK, June 4. /TASS/."


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (GOOD, None),
        ("Short note", None),
        ("Los rebeldes atacaron el pueblo y mataron a tres soldados, según dijo el ejército en un comunicado.", "es"),
        ("Ополченцы атаковали деревню и убили трёх солдат.", "Cyrillic script"),
        (
            "Silahlı kişiler köye saldırdı ve üç asker öldü, bu olay için bir açıklama yapıldı ve sonra yol kapandı.",
            "tr",
        ),
        ("Fighters took Дамаск, Idlib and the حلب road, and they are near the border.", None),
        ("TELA NAWA KUNDUZ BAGHLAN TAKHAR BADGHIS", None),
    ],
)
def test_language(text: str, language: str | None) -> None:
    assert other_language(text) == language
