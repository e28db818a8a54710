"""Plain look-ups are answered as any other request is, whatever comes before, behind or instead of them."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from urllib.parse import quote

import pytest

from kg.serve.express import look_of
from tests.serving import PATIENCE, Server, awaited, effort, make_store, processes, serving

HOST = b"Host: localhost:80\r\n"
LONG = (
    "SELECT (COUNT(*) AS ?n) WHERE { VALUES ?a { %s } VALUES ?b { %s } VALUES ?c { %s } VALUES ?d { %s } FILTER(?a+?b+?c>?d) }"
    % ((" ".join(map(str, range(100))),) * 4)
)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    # A query that nobody stops would go on for longer than any test waits.
    folder = make_store(tmp_path_factory.mktemp("express") / "store")
    with serving(folder, "--timeout", "3600", write=True) as running:
        assert running.update('INSERT DATA { <http://e/a> <http://e/p> "ü€𝄞 \\\\ %41+" }').status == 204
        yield running


def plain(query: str, headers: bytes = HOST, path: bytes = b"/sparql?query=") -> bytes:
    return b"GET " + path + quote(query, safe="").encode() + b" HTTP/1.1\r\n" + headers + b"\r\n"


@pytest.mark.parametrize("text", ["ASK {}", "ü € 𝄞 \\x41 \\u0041 \\n\n% %41 + ' \"", "".join(map(chr, range(1, 400)))])
def test_a_plain_request_is_read(text: str) -> None:
    look = look_of(plain(text, HOST + b"Accept: text/csv\r\nuser-agent: a b\r\n"))
    assert look is not None
    assert look.text == text
    assert look.heading == ("http://localhost:80/sparql", "text/csv", None)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"GET /sparql?query=",
        plain("ASK {}")[:-1],
        plain("ASK {}") + b"x",
        plain("ASK {}") * 2,
        plain(""),
        plain("ASK {}", path=b"/sparql/?query="),
        plain("ASK {}", path=b"/sparql?a=b&query="),
        plain("ASK {}").replace(b"GET", b"POST"),
        plain("ASK {}").replace(b"HTTP/1.1", b"HTTP/1.0"),
        plain("ASK {}").replace(b"%7B", b"%7"),
        plain("ASK {}").replace(b"%7B", b"%FF"),
        plain("ASK {}").replace(b"%7B", b"\\x7b"),
        plain("ASK {}").replace(b"%20", b"&query="),
        plain("ASK {}").replace(b" HTTP", b"#a HTTP"),
        plain("ASK {}", b""),
        plain("ASK {}", HOST * 2),
        plain("ASK {}", b"Host: a b\r\n"),
        plain("ASK {}", b"Host : a\r\n"),
        plain("ASK {}", b" " + HOST),
        plain("ASK {}", HOST[:-2] + b"\n"),
        *(
            plain("ASK {}", HOST + more + b"\r\n")
            for more in (
                b"Content-Length: 4",
                b"Transfer-Encoding: chunked",
                b"Connection: close",
                b"Connection: upgrade",
                b"Upgrade: websocket",
                b"Expect: 100-continue",
                b"Authorization: Bearer a",
                b"If-None-Match: *",
                b"Origin: http://elsewhere",
                b"Accept: application/pdf",
                b"Accept: a\x00b",
                b"User-Agent: a\r\n folded",
                b"User-Agent: " + b"a" * 2000,
            )
        ),
        plain("ASK {}" + " " * 9000),
    ],
)
def test_anything_else_goes_the_long_way(data: bytes) -> None:
    assert look_of(data) is None


def received(connection: socket.socket, answers: int) -> list[bytes]:
    """So many answers, each without its date."""
    data = b""
    found: list[bytes] = []
    while len(found) < answers:
        piece = connection.recv(1 << 16)
        if not piece:
            break
        data += piece
        while (head := data.find(b"\r\n\r\n")) >= 0:
            lines = data[:head].split(b"\r\n")
            length = next(int(line[15:]) for line in lines if line.startswith(b"content-length:"))
            if len(data) < head + 4 + length:
                break
            kept = sorted(line for line in lines if not line.startswith(b"date:"))
            assert len(kept) == len(lines) - 1
            found.append(b"\n".join([*kept, data[head + 4 : head + 4 + length]]))
            data = data[head + 4 + length :]
    return found


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { ?s ?p ?o }",
        "CONSTRUCT WHERE { ?s ?p ?o }",
        "ASK {}",
        "SELECT (NOW() = NOW() AS ?same) {}",
        "SELECT nothing",
        "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "ASK { " + "{" * 300 + "}" * 301,
        "SELECT * { <relative> ?p ?o }",
    ],
)
@pytest.mark.parametrize("accept", [b"", b"Accept: text/csv, text/turtle;q=0.5\r\n", b"Accept: text/turtle\r\n"])
def test_both_ways_give_the_same(server: Server, query: str, accept: bytes) -> None:
    short, long = plain(query, HOST + accept), plain(query, HOST + accept + b"X-Other: a\r\n")
    assert look_of(short) is not None
    assert look_of(long) is None
    with socket.create_connection(("127.0.0.1", server.port), timeout=PATIENCE) as connection:
        answers = []
        for sent in (short, long, short):
            connection.sendall(sent)
            answers += received(connection, 1)
    assert len(answers) == 3
    assert answers[0] == answers[1] == answers[2]


def test_requests_sent_before_the_answer_are_answered_in_order(server: Server) -> None:
    with socket.create_connection(("127.0.0.1", server.port), timeout=PATIENCE) as connection:
        for n in range(4):
            connection.sendall(plain(f"SELECT ({n} AS ?n) {{}}"))
            time.sleep(0.002 * n)
        connection.sendall(plain("SELECT (4 AS ?n) {}", HOST + b"X-Other: a\r\n") + plain("SELECT (5 AS ?n) {}"))
        answers = received(connection, 6)
    assert [f'"value":"{n}"'.encode() in answer for n, answer in enumerate(answers)] == [True] * 6


def test_nothing_runs_on_for_a_client_that_has_gone(server: Server) -> None:
    assert look_of(plain(LONG)) is not None
    begun = effort(server)
    with socket.create_connection(("127.0.0.1", server.port), timeout=PATIENCE) as connection:
        connection.sendall(plain(LONG))
        awaited(lambda: effort(server) > begun + 1)
        there = set(processes(server))
    awaited(lambda: there - set(processes(server)))
