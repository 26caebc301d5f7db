"""`--store`: the same graph and the same answers on real servers, publishing of what changed, and servers that fail."""

import gzip
import http.server
import json
import os
import threading
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import asked_graph
import pytest
from served_graph import served
from sparql_servers import PASSWORD, free_port, oxigraph, virtuoso
from test_query import CASES, shown

from kg.cli import main
from kg.errors import KgError, QueryError, StoreError
from kg.namespaces import PREFIXES
from kg.query import list_rules, run_query
from kg.store import Address, graph_dumps, open_remote, open_store, write_store
from kg.store.remote_http import Connection, Reply, check_url
from kg.store.remote_layout import MERGED, PUBLISHED, Layout, read_layout
from kg.store.remote_publishing import publish
from kg.store.remote_results import JSON, read_results, read_triples
from kg.store.remote_server import Server, address_from_environment, connect
from kg.store.remote_virtuoso import for_virtuoso

SERVERS = ("oxigraph", "oxigraph-union", "virtuoso", "kg-serve")
WRITABLE = SERVERS[:3]
COUNT = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"
IN_GRAPHS = "SELECT (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } }"


@pytest.fixture(scope="module")
def directory(tmp_path_factory):
    return asked_graph.build(tmp_path_factory.mktemp("local"))


@pytest.fixture(scope="module")
def addresses(tmp_path_factory, directory):
    """Servers by name, started and published to when first asked for."""
    with ExitStack() as stack:
        started = {}

        def address(name):
            if name not in started:
                home = tmp_path_factory.mktemp(name)
                running = stack.enter_context(start(name, home, directory))
                started[name] = address_of(running)
                if name != "kg-serve":
                    publish(connect(started[name]), graph_dumps(directory))
            return started[name]

        yield address


def start(name, home, directory):
    if name == "kg-serve":
        return served(directory, "--timeout", "60")
    if name == "virtuoso":
        return virtuoso(home, rows=10_000)
    return oxigraph(home, *(["--union-default-graph"] if name == "oxigraph-union" else []))


def address_of(running):
    user = getattr(running, "user", None)
    return Address(running.url, user, PASSWORD if user else None)


@pytest.fixture
def fresh(tmp_path):
    """An empty Oxigraph server of this test."""
    home = tmp_path / "server"
    home.mkdir()
    with oxigraph(home) as running:
        yield address_of(running)


@pytest.mark.parametrize("name", SERVERS)
def test_all_questions_have_the_same_answers(addresses, name):
    store = open_remote(addresses(name))
    different = {}
    for case in CASES:
        asked = "-".join([case["query"], *case["parameters"].values()])
        try:
            answer = run_query(store, case["query"], case["parameters"], time_limit=60)
        except KgError as error:
            different[asked] = str(error)
            continue
        if shown(answer.rows) != case["rows"] or answer.note is not None:
            different[asked] = shown(answer.rows)
    assert different == {}


@pytest.mark.parametrize("name", SERVERS)
def test_every_statement_is_there(addresses, directory, name):
    store, local = open_remote(addresses(name)), open_store(directory)
    assert sorted(store.quads()) == sorted(local.quads())
    assert store.graphs() == local.graphs()
    assert len(store) == len(local)
    assert store.select(COUNT).rows == local.select(COUNT).rows
    assert store.select(IN_GRAPHS).rows[0][0] >= len(local)
    assert store.note is None
    query = "CONSTRUCT { ?s ?p ?o } WHERE { ?s a kg:Document ; ?p ?o }"
    assert store.construct(query) == local.construct(query)
    graph = local.graphs()[-1]
    constant = IN_GRAPHS.replace("?g", f"<{graph}>")
    assert store.select(constant).rows == local.select(constant).rows


@pytest.mark.parametrize("name", SERVERS)
def test_values_keep_their_types(addresses, name):
    query = (
        'SELECT ?a ?b ?c ?d ?e ?f { ?x a kg:Document BIND(2.50 AS ?a) BIND(7 AS ?b) BIND("文\\n"@zh AS ?c) '
        "OPTIONAL { ?x kg:nothing ?d } BIND(kg:Document AS ?e) OPTIONAL { ?g kg:hasSatisfactionIndicator ?f } } LIMIT 1"
    )
    a, b, c, d, e, f = open_remote(addresses(name)).select(query).rows[0]
    assert (a, b, c, d, e) == (Decimal("2.5"), 7, "文\n", None, PREFIXES["kg"] + "Document")
    assert isinstance(a, Decimal)
    assert isinstance(f, bool)


@pytest.mark.parametrize("name", SERVERS)
def test_a_number_is_read_before_its_unit(addresses, directory, name):
    # as the audit reads last year's values: Virtuoso cuts Chinese characters in two
    rule = next(rule.text for rule in list_rules() if rule.name == "met-last-year")
    reading = [line for line in rule.splitlines() if "BIND(" in line and "?message" not in line]
    begin = "SELECT DISTINCT ?printed ?last WHERE { ?t kg:targetText ?printed"
    end = 'FILTER(REGEX(?bare, "^[0-9]") && BOUND(?last)) } ORDER BY ?printed'
    query = "\n".join([begin, *reading, end])
    found = dict(open_remote(addresses(name)).select(query).rows)
    assert found == dict(open_store(directory).select(query).rows)
    assert (found["≤2小时"], found["≥10个"], found["≥10万元"]) == (2, 10, 10)


@pytest.mark.parametrize("name", SERVERS)
def test_a_wrong_query_is_explained(addresses, name):
    store = open_remote(addresses(name))
    with pytest.raises(QueryError, match="没有结束"):
        run_query(store, "SELECT * WHERE { ?s ?p ?o")
    with pytest.raises(QueryError, match="说查询有错"):
        store.select("SELECT nonsense")


@dataclass
class Dump:
    """A graph as a build gives it, made by hand."""

    graph: str
    values: tuple[str, ...]

    @property
    def digest(self):
        return "-".join(self.values)

    def lines(self):
        for value in self.values:
            yield f'<https://x.example/s> <https://x.example/p> "{value}" <{self.graph}> .\n'.encode()


def named(name, *values):
    return Dump(f"https://performance-targets.example/graph/{name}", values)


@contextmanager
def own_server(name, home):
    home.mkdir()
    with start(name, home, None) as running:
        yield connect(address_of(running))


@pytest.mark.parametrize("name", WRITABLE)
def test_only_what_changed_is_sent(tmp_path, name):
    def union():
        rows = run_query(open_remote_of(server), "SELECT ?o WHERE { ?s ?p ?o } ORDER BY ?o").rows
        return [row[0] for row in rows]

    def open_remote_of(server):
        from kg.store.remote import RemoteStore

        return RemoteStore(server, read_layout(server))

    first = [named("一", "both", "only 1"), named("二", "both", "only 2")]
    with own_server(name, tmp_path / "server") as server:
        assert len(publish(server, first).sent) == 2
        assert union() == ["both", "only 1", "only 2"]
        again = publish(server, first)
        assert (again.sent, again.removed, again.unchanged) == ((), (), 2)
        changed = [first[0], named("二", "new 2"), named("三", "both")]
        done = publish(server, changed)
        assert [graph[-1] for graph in done.sent] == ["二", "三"]
        assert union() == ["both", "new 2", "only 1"]
        done = publish(server, changed[1:])
        assert [graph[-1] for graph in done.removed] == ["一"]
        assert union() == ["both", "new 2"]
        publish(server, changed[1:2])
        assert union() == ["new 2"]
        publish(server, [])
        assert union() == []


def test_a_server_that_dies_is_said_and_repaired(tmp_path):
    home, port = tmp_path / "server", free_port()
    home.mkdir()
    dumps = [named(str(number), "both", f"own {number}") for number in range(4)]
    later = [named(str(number), "both", f"later {number}") for number in range(4)]
    with oxigraph(home, port=port) as running:
        server = connect(address_of(running))
        publish(server, dumps)
        said = []

        def die(text):
            said.append(text)
            if len(said) == 3:
                running.stop()

        with pytest.raises(StoreError, match="连不上 SPARQL 服务器"):
            publish(server, later, die)
    with oxigraph(home, port=port) as running:
        server = connect(address_of(running))
        done = publish(server, later)
        assert done.unchanged == 2
        assert read_layout(server).is_whole
        rows = server.results("SELECT ?o { ?s ?p ?o } ORDER BY ?o").rows
        assert [row[0] for row in rows] == ["both", *(f"later {number}" for number in range(4))]


def test_a_graph_that_was_left_half_changed_is_noted(fresh):
    server = connect(fresh)
    publish(server, [named("1", "x")])
    graph = "https://performance-targets.example/graph/2"
    server.update(f'INSERT DATA {{ GRAPH <{PUBLISHED}> {{ <{graph}> <{PREFIXES["dct"]}identifier> "" }} }}')
    assert "没有完成" in open_remote(fresh).note
    assert publish(server, [named("1", "x")]).removed == (graph,)
    assert open_remote(fresh).note is None


def test_long_and_odd_texts_arrive_as_they_are(fresh, tmp_path):
    from kg.graph import Quad
    from kg.graph.terms import iri, text

    graph = "https://performance-targets.example/graph/odd"
    values = ["长" * 300_000, 'a"b\\c\n\t\r', "\U0001f600 𠀀", "\x01\x7f", "</script>", "'" * 10]
    quads = [
        Quad(iri("https://x.example/s"), iri("https://x.example/p"), text(value), iri(graph))
        for value in values
    ]
    write_store(tmp_path / "local", quads)
    server = connect(fresh)
    publish(server, graph_dumps(tmp_path / "local"))
    assert sorted(server.graph(graph)) == sorted(quad[:3] for quad in quads)
    rows = server.results(f"SELECT ?o {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}").rows
    assert sorted(row[0] for row in rows) == sorted(values)


def test_without_the_graph_store_protocol_updates_do(fresh):
    server = connect(fresh)
    without = type(server)(server.connection, server.query_url, server.update_url, None)
    graph = named("x", *(f"value {number}" for number in range(2500)))
    publish(without, [graph])
    assert len(list(without.graph(graph.graph))) == 2500
    missing = type(server)(server.connection, server.query_url, server.update_url, f"{fresh.url}nothing")
    publish(missing, [named("x", "less")])
    assert len(list(missing.graph(graph.graph))) == 1


def test_who_may_write(addresses):
    right = addresses("virtuoso")
    for user, password, words in ((None, None, "要先登录"), ("dba", "wrong", "用户 dba 的密码不对")):
        with pytest.raises(StoreError, match=words) as caught:
            connect(Address(right.url, user, password)).update(
                "INSERT DATA { GRAPH <a:b> { <a:b> <a:b> <a:b> } }"
            )
        assert "wrong" not in str(caught.value)
    assert PASSWORD not in repr(connect(right))
    assert PASSWORD not in repr(right)


def test_an_answer_that_virtuoso_cuts_is_an_error(addresses):
    store = open_remote(addresses("virtuoso"))
    with pytest.raises(StoreError, match="最多给 10000 行，结果被它截断"):
        store.select("SELECT ?s ?p ?o WHERE { ?s ?p ?o }")
    assert len(store.select("SELECT ?s ?p ?o WHERE { ?s ?p ?o } LIMIT 9000").rows) == 9000


def test_the_read_only_service_cannot_be_published_to(addresses):
    with pytest.raises(StoreError, match="只读"):
        publish(connect(addresses("kg-serve")), [])


def test_a_server_without_a_graph(fresh):
    with pytest.raises(StoreError, match="先用 kg build --store"):
        open_remote(fresh)


def test_a_foreign_union_that_counts_twice_is_refused(tmp_path):
    with own_server("oxigraph-union", tmp_path / "server") as server:
        for name in ("a", "b"):
            server.update(
                f"INSERT DATA {{ GRAPH <a:{name}> {{ <a:d> a <{PREFIXES['kg']}Document> . "
                f"<a:o> a <{PREFIXES['org']}FormalOrganization> }} }}"
            )
        with pytest.raises(StoreError, match="数了多遍"):
            open_remote(Address(server.query_url))


@contextmanager
def stub(status=200, body=b"", headers=(), cut=0, wait=None):
    """A server that says the same to everything; it promises ``cut`` bytes more than it sends."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            if wait is not None:
                wait.wait(20)
            self.send_response(status)
            for name, value in headers:
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body) + cut))
            self.end_headers()
            with suppress(ConnectionError):  # the client may have had enough
                self.wfile.write(body)

        do_GET = do_PUT = do_POST  # noqa: N815 - names of http.server

        def log_message(self, *_):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/sparql"
        finally:
            server.shutdown()


TRUE = b'{"head":{},"boolean":true}'
TYPE = ("Content-Type", JSON)


@pytest.mark.parametrize(
    "given, message",
    [
        ({"body": b"<html>hello", "headers": [("Content-Type", "text/html")]}, "不是 SPARQL 服务器"),
        ({"body": b'{"a": 1}', "headers": [TYPE]}, "不是 SPARQL 服务器"),
        ({"body": b"hello"}, "不是 SPARQL 服务器"),
        ({"body": b'{"head":{"vars":["x"]},"results":{"bind', "headers": [TYPE]}, "应答不完整"),
        ({"body": TRUE, "headers": [TYPE], "cut": 10}, "应答中途断开"),
        ({"status": 404}, "不是 SPARQL 服务器"),
        ({"status": 401}, "要先登录"),
        ({"status": 403, "body": b"go away"}, "拒绝访问（HTTP 403）：要先登录.*go away"),
        ({"status": 302, "headers": [("Location", "http://other.example/")]}, "转到了 http://other.example/"),
        (
            {"status": 500, "body": b"<h1>bad</h1><script>x</script>" + b"y" * 9000},
            r"出错（HTTP 500）。服务器说：bad y{100,300}$",
        ),
        ({"status": 503}, "限定时间"),
        ({"status": 503, "body": b"a\x1b[2J\x07b"}, r"服务器说：a\[2Jb$"),
        ({"body": TRUE, "headers": [TYPE, ("Content-Encoding", "gzip, gzip")]}, "压缩方式"),
        ({"body": b"[" * 100_000, "headers": [TYPE]}, "应答不完整"),
    ],
)
def test_servers_that_fail(given, message):
    with stub(**given) as url, pytest.raises(StoreError, match=message):
        connect(Address(url))


@pytest.mark.parametrize(
    "given",
    [
        {"body": b" " * 300_000, "headers": [TYPE]},
        {"body": gzip.compress(b" " * 300_000), "headers": [TYPE, ("Content-Encoding", "gzip")]},
    ],
)
def test_an_answer_without_end(given, monkeypatch):
    monkeypatch.setattr("kg.store.remote_http._MOST_BYTES", 200_000)
    with stub(**given) as url, pytest.raises(StoreError, match="应答超过"):
        connect(Address(url))


def test_an_answer_in_drops(monkeypatch):
    monkeypatch.setattr("kg.store.remote_http._PATIENCE", 0)
    with stub(body=TRUE, headers=[TYPE]) as url, pytest.raises(StoreError, match="没有答完"):
        connect(Address(url))


@pytest.mark.parametrize(
    "body",
    [
        TRUE,
        b'{"head":{"vars":["s","p","o"]},"results":{"bindings":[{"s":{"type":"uri","value":"a> b"}}]}}',
        b'{"head":{"vars":["n"]},"results":{"bindings":[{"n":{"type":"literal","value":"many"}}]}}',
        b'{"head":{"vars":["n"]},"results":{"bindings":[]}}',
        b'{"head":{"vars":[]},"results":{"bindings":[{}]}}',
    ],
)
def test_answers_to_other_questions(body):
    with stub(body=body, headers=[TYPE]) as url:
        server = Server(Connection(), url, None, None)
        with pytest.raises(StoreError):
            open_remote(Address(url))
        with pytest.raises(StoreError, match="答非所问"):
            server.count("?s ?p ?o")
        with pytest.raises(StoreError, match="答非所问"):
            server.table("SELECT ?a ?b { ?a ?p ?b }", 2)


def test_a_silent_server_and_none_at_all():
    end = threading.Event()
    with stub(wait=end) as url:
        with pytest.raises(StoreError, match=r"超过 0\.5 秒没有应答"):
            connect(Address(url, seconds=0.5))
        end.set()
    with pytest.raises(StoreError, match=r"连不上 SPARQL 服务器.*请检查地址"):
        connect(Address(f"http://127.0.0.1:{free_port()}/"))
    for name in ("no-such-host.invalid", "a..b", "a" * 70):
        with pytest.raises(StoreError, match=r"连不上|无法访问"):
            connect(Address(f"http://{name}/"))


@pytest.mark.parametrize(
    "url, message",
    [
        ("ftp://x.example/", "应是 http"),
        ("build", "应是 http"),
        ("http://", "应是 http"),
        ("http://x.example:99999/", "应是 http"),
        ("http://x.example/a b", "应是 http"),
        ("http://me:secret@x.example/", "不能写用户名和密码"),
        ("http://me:secret@x.example:99999/", "不能写用户名和密码"),
        ("http://me:/secret@x.example/", "不能写用户名和密码"),
        ("htp://me:secret@x.example/", "不能写用户名和密码"),
    ],
)
def test_addresses(url, message):
    with pytest.raises(StoreError, match=message) as caught:
        check_url(url, "--store")
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    "headers", [{"x-sparql-maxrows": "100"}, {"x-sql-state": "S1TAT"}, {"x-sparql-anytime": "x"}]
)
def test_parts_of_answers_are_refused(headers):
    with pytest.raises(StoreError, match=r"截断|一部分"):
        read_results(Reply({"content-type": JSON, **headers}, TRUE))
    with pytest.raises(StoreError, match=r"截断|一部分"):
        list(read_triples(Reply({"content-type": "text/plain", **headers}, b"")))


def test_results_in_json():
    integer = PREFIXES["xsd"] + "integer"
    bindings = [
        {"a": {"type": "literal", "value": "0.10", "datatype": PREFIXES["xsd"] + "decimal"}},
        {"a": {"type": "typed-literal", "value": "12345678901234567890", "datatype": integer}},
        {"a": {"type": "bnode", "value": "b0"}, "b": {"type": "literal", "value": "x", "xml:lang": "zh"}},
        {"a": {"type": "literal", "value": "nonsense", "datatype": integer}},
        {"a": {"type": "literal", "value": "NaN", "datatype": PREFIXES["xsd"] + "decimal"}},
        {"a": {"type": "literal", "value": "1e999999999", "datatype": PREFIXES["xsd"] + "decimal"}},
        {"a": {"type": "literal", "value": "9" * 5000, "datatype": integer}},
    ]
    body = json.dumps({"head": {"vars": ["a", "b"]}, "results": {"bindings": bindings}}).encode()
    rows = read_results(Reply({"content-type": JSON}, body)).rows
    assert rows[:4] == [
        (Decimal("0.10"), None),
        (12345678901234567890, None),
        ("_:b0", "x"),
        ("nonsense", None),
    ]
    assert [row[0] for row in rows[4:]] == ["NaN", "1e999999999", "9" * 5000]  # not numbers that cost memory


def test_virtuoso_is_asked_in_words_that_it_takes():
    assert for_virtuoso("FILTER(CONTAINS(?a, ?b))") == 'FILTER((?b = "" || CONTAINS(?a, ?b)))'
    assert for_virtuoso('FILTER(CONTAINS(?a, "x"))') == 'FILTER(CONTAINS(?a, "x"))'
    assert for_virtuoso("BIND(COALESCE(STR(?a), ?b) AS ?c)") == "BIND(IF(BOUND(?a), STR(?a), ?b) AS ?c)"
    assert for_virtuoso('FILTER(?a = "")') == "FILTER(STRLEN(?a) = 0)"
    assert for_virtuoso('FILTER(?a = "" || ?b)') == 'FILTER(?a = "" || ?b)'
    assert for_virtuoso("COALESCE(STR(?a), ?b, ?c)") == "COALESCE(STR(?a), ?b, ?c)"
    assert for_virtuoso("(?a / 10000 AS ?b)") == "(?a / 10000.0 AS ?b)"
    assert for_virtuoso("?a / 2.5 + kg:a/kg:b") == "?a / 2.5 + kg:a/kg:b"
    typed = f'CONCAT("文"^^<{PREFIXES["xsd"]}string>, "x", "文"@zh)'
    assert for_virtuoso('CONCAT("文", "x", "文"@zh)') == typed
    long = "SELECT * { ?s ?p ?o } ORDER BY ?s LIMIT 100001"
    assert for_virtuoso(long).strip() == long.removesuffix(" LIMIT 100001")
    assert for_virtuoso(long.replace("100001", "100")) == long.replace("100001", "100")
    assert for_virtuoso(long.replace("ORDER BY ?s ", "")) == long.replace("ORDER BY ?s ", "")


def test_queries_for_servers_whose_default_graph_is_all():
    query = "SELECT * { GRAPH ?g { ?s ?p ?o } OPTIONAL { GRAPH ?g { ?s ?q ?r } } }"
    text, fields = Layout("merged", {"a:b": "x"}).asked(query)
    assert (
        f"{{ GRAPH ?g {{ ?s ?p ?o }} FILTER(?g NOT IN (<{MERGED}>, <{PUBLISHED}>)) }} OPTIONAL {{ GRAPH ?g {{"
        in text
    )
    assert fields == {"default-graph-uri": MERGED}
    assert Layout("listed", {"a:b": "x"}).asked(query)[1]["named-graph-uri"] == ["a:b"]
    assert Layout("merged", {}).asked("ASK { GRAPH <c:d> { ?s ?p ?o } }")[1]["named-graph-uri"] == ["c:d"]
    assert Layout("default", {}).asked("ASK {}")[1] == {}


def test_commands_on_a_server(fresh, tmp_path, capsys, monkeypatch):
    samples = Path(__file__).parent / "samples"
    document = next(path for path in sorted(samples.rglob("*")) if path.suffix in {".txt", ".html"})
    out = tmp_path / "out"
    assert main(["build", str(document), "--out", str(out), "--jobs", "0", "--store", fresh.url]) == 0
    said = capsys.readouterr()
    assert "已发布到" in said.err
    assert f"kg query projects-without-satisfaction --store {fresh.url}" in said.out
    assert main(["build", str(document), "--out", str(out), "--jobs", "0", "--store", fresh.url]) == 0
    assert "更新 0 个图，移除 0 个" in capsys.readouterr().err
    for command in (["query", "document-overview", "--format", "csv"], ["check", "--format", "jsonl"]):
        assert main([*command, "--graph", str(out)]) in {0, 1}
        local = capsys.readouterr().out
        assert main([*command, "--store", fresh.url]) in {0, 1}
        assert capsys.readouterr().out == local
    for suffix in ("nq", "jsonl", "ttl"):
        for options, path in ((["--graph", str(out)], "local"), (["--store", fresh.url], "remote")):
            assert main(["export", suffix, str(tmp_path / f"{path}.{suffix}"), *options]) == 0
        assert (tmp_path / f"remote.{suffix}").read_bytes() == (tmp_path / f"local.{suffix}").read_bytes()
    capsys.readouterr()
    assert main(["query", "--store", f"http://127.0.0.1:{free_port()}/", "document-overview"]) == 2
    assert "连不上" in capsys.readouterr().err
    monkeypatch.delenv("KG_STORE_PASSWORD", raising=False)
    monkeypatch.setattr("sys.stdin", open(os.devnull, encoding="utf-8"))  # noqa: PTH123, SIM115
    assert main(["query", "document-overview", "--store", fresh.url, "--store-user", "me"]) == 2
    assert "KG_STORE_PASSWORD" in capsys.readouterr().err
    assert main(["query", "document-overview", "--store-user", "me"]) == 2
    assert "要与 --store 一起" in capsys.readouterr().err


def test_the_explorer_on_a_server(addresses, monkeypatch):
    from kg.explorer.opened import open_graph

    address = addresses("oxigraph")
    for name, value in address.environment().items():
        monkeypatch.setenv(name, value)
    assert address_from_environment() == address
    graph = open_graph()
    assert graph.version == open_remote(address).version
    query = "SELECT ?title { ?d a kg:Document ; dct:title ?title } ORDER BY ?title"
    assert graph.select(query).rows == asked_graph.embedded().select(query).rows
