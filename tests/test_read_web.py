"""Pages that the user names by address: fetched within limits, never from a private network; the server is local."""

from __future__ import annotations

import gzip
import threading
import time
from collections.abc import Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from kg.model import Article
from kg.read import Problem, read_inputs, web
from kg.read.web import FetchError, all_public, fetch

WORDS = "Rebels attacked the town of Velna and killed three soldiers, the army said."
ARTICLE = f"<article><p>{WORDS} {WORDS}</p><p>{WORDS}</p></article>"
HTML = f"<html><head><title>Town taken</title></head><body>{ARTICLE}</body></html>"
ITEM = f"<item><guid>1</guid><description>{WORDS}</description></item>"
FEED = f"<rss version='2.0'><channel><title>P</title>{ITEM}</channel></rss>"


class Handler(BaseHTTPRequestHandler):
    """Answers by path; only the slow page takes longer than a test waits."""

    def do_GET(self) -> None:
        if self.path == "/page":
            self.answer(HTML.encode(), "text/html; charset=utf-8")
        elif self.path == "/zipped":
            self.answer(gzip.compress(HTML.encode()), "text/html", ("Content-Encoding", "gzip"))
        elif self.path == "/bomb":
            self.answer(gzip.compress(b"a" * (40 << 20), 1), "text/html", ("Content-Encoding", "gzip"))
        elif self.path == "/feed":
            self.answer(FEED.encode(), "application/rss+xml")
        elif self.path == "/text":
            self.answer(WORDS.encode(), "text/plain")
        elif self.path == "/big":
            self.answer(b"a" * (17 << 20), "text/plain")
        elif self.path == "/moved":
            self.redirect("/page")
        elif self.path == "/loop":
            self.redirect("/loop")
        elif self.path == "/inwards":
            self.redirect("http://169.254.169.254/latest/meta-data/")
        elif self.path == "/file":
            self.redirect("file:///etc/passwd")
        elif self.path == "/slow":
            self.send_response(200)
            self.end_headers()
            for _ in range(3_000):
                self.wfile.write(b"a")
                self.wfile.flush()
                time.sleep(0.1)
        else:
            self.send_error(404)

    def answer(self, data: bytes, kind: str, *headers: tuple[str, str]) -> None:
        self.send_response(200)
        for name, value in (("Content-Type", kind), ("Content-Length", str(len(data))), *headers):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def redirect(self, target: str) -> None:
        self.send_response(302)
        self.send_header("Location", target)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Nothing."""


class Quiet(ThreadingHTTPServer):
    """A server that says nothing when its client has had enough."""

    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """Nothing."""


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with Quiet(("127.0.0.1", 0), Handler) as running:
        thread = threading.Thread(target=running.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{running.server_address[1]}"
        running.shutdown()
        thread.join()


@pytest.fixture
def reachable(server: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The local server, taken for one of the public network; all other addresses are judged as always."""
    monkeypatch.setattr(web, "all_public", lambda found: list(found) == ["127.0.0.1"] or all_public(found))
    monkeypatch.setattr(web, "MAX_SECONDS", 600.0)
    return server


@pytest.mark.parametrize("path", ["/page", "/zipped", "/moved"])
def test_a_page(path: str, reachable: str) -> None:
    (article,) = read_inputs([reachable + path], date(2020, 1, 2))
    assert isinstance(article, Article)
    assert article.title == "Town taken"
    assert article.published == date(2020, 1, 2)
    assert article.url == f"{reachable}{'/page' if path == '/moved' else path}" or article.url is None
    assert WORDS in article.text


@pytest.mark.parametrize("path", ["/feed", "/text"])
def test_other_kinds(path: str, reachable: str) -> None:
    (article,) = read_inputs([reachable + path])
    assert isinstance(article, Article)
    assert article.text == WORDS


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/none", "answers 404"),
        ("/big", "larger than"),
        ("/bomb", "larger than"),
        ("/loop", "redirects more than"),
        ("/inwards", "private network"),
        ("/file", "Only http and https"),
    ],
)
def test_what_is_refused(path: str, said: str, reachable: str) -> None:
    (problem,) = read_inputs([reachable + path])
    assert isinstance(problem, Problem)
    assert said in problem.sentence
    assert problem.left_out


def test_a_slow_server_is_given_up(reachable: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web, "MAX_SECONDS", 0.5)
    with pytest.raises(FetchError):
        fetch(reachable + "/slow")


def test_private_addresses_are_never_asked(server: str) -> None:
    for address in (
        server + "/page",
        "http://localhost/",
        "http://[::1]/",
        "http://0.0.0.0/",
        "http://10.0.0.1/",
        "https://[::ffff:127.0.0.1]/",
    ):
        with pytest.raises(FetchError, match="private network"):
            fetch(address)


@pytest.mark.parametrize(
    "address",
    ["http://", "http://user:word@p.example/", "http://[::1/", "https://\u0000/", "http://p.example:99999999/"],
)
def test_odd_addresses(address: str) -> None:
    (problem,) = read_inputs([address])
    assert isinstance(problem, Problem)


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True),
        ("2001:4860:4860::8888", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("::1", False),
        ("fe80::1%eth0", False),
        ("fc00::1", False),
        ("::ffff:10.0.0.1", False),
        ("2002:0a00:0001::1", False),
    ],
)
def test_which_networks_are_public(address: str, public: bool) -> None:
    assert all_public([address]) is public


def test_a_name_that_changes_its_address_after_the_check_gains_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter(["8.8.8.8", "127.0.0.1", "10.0.0.1"])
    asked: list[str] = []
    reached: list[tuple[str, int]] = []

    def resolved(host: str, port: int, **_: object) -> list[tuple[object, object, object, str, tuple[str, int]]]:
        asked.append(host)
        return [(None, None, None, "", (next(answers), port))]

    def connected(endpoint: tuple[str, int], **_: object) -> None:
        reached.append(endpoint)
        raise OSError("far away")

    monkeypatch.setattr("kg.read.web.socket.getaddrinfo", resolved)
    monkeypatch.setattr("kg.read.web.socket.create_connection", connected)
    with pytest.raises(FetchError, match="far away"):
        fetch("http://rebound.example/")
    assert asked == ["rebound.example"]
    assert reached == [("8.8.8.8", 80)]
