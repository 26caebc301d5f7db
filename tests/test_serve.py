"""`kg serve`: the protocol, limits that give errors and no parts of answers, and hostile requests."""

import asyncio
import json
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import asked_graph
import pytest
import requests
from served_graph import served

from kg.cli import main
from kg.errors import KgError, QueryError
from kg.graph import Quad
from kg.graph.terms import iri, text
from kg.serve.application import make_application
from kg.serve.formats import RESULTS, TRIPLES, choose
from kg.serve.page import page, page_policy
from kg.serve.pool import Pool, _receive
from kg.serve.question import Question, read_form
from kg.serve.server import serve
from kg.store import write_store

SLOW = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
TITLES = "SELECT ?title { ?d a kg:Document ; dct:title ?title } ORDER BY ?title"
NAMES = sorted(extraction.document.name for extraction in asked_graph.extractions())
ONE = "https://performance-targets.example/graph/one"
TWO = "https://performance-targets.example/graph/two"


def small(value):
    both = Quad(iri("https://x.example/s"), iri("https://x.example/p"), text("both"), "")
    own = both._replace(object=text(value))
    return [quad._replace(graph=iri(graph)) for graph in (ONE, TWO) for quad in (both, own)]


@pytest.fixture(scope="module")
def endpoint(tmp_path_factory):
    directory = asked_graph.build(tmp_path_factory.mktemp("served"))
    with served(directory, "--timeout", "4", "--rows", "1000") as running:
        yield running


@pytest.fixture(scope="module")
def changing(tmp_path_factory):
    directory = tmp_path_factory.mktemp("changing")
    write_store(directory, small("first"))
    with served(directory) as running:
        running.directory = directory
        yield running


def titles(response):
    return [row["title"]["value"] for row in response.json()["results"]["bindings"]]


def test_three_ways_to_ask(endpoint):
    url = f"{endpoint.url}sparql"
    accept = {"Accept": "application/sparql-results+json"}
    body = {**accept, "Content-Type": "application/sparql-query"}
    answers = [
        requests.get(url, params={"query": TITLES}, headers=accept, timeout=20),
        endpoint.ask(TITLES),
        requests.post(url, data=TITLES.encode(), headers=body, timeout=20),
    ]
    assert [titles(answer) for answer in answers] == [NAMES] * 3
    assert answers[0].headers["Content-Type"] == "application/sparql-results+json"


@pytest.mark.parametrize(
    "accept, start",
    [
        ("application/sparql-results+xml", "<?xml"),
        ("text/csv", "title\r\n"),
        ("text/tab-separated-values", "?title\n"),
        ("text/csv;q=0.3, application/json", "{"),
        ("*/*", "{"),
    ],
)
def test_formats_of_results(endpoint, accept, start):
    answer = endpoint.ask(TITLES, accept)
    assert answer.content.decode().startswith(start)
    assert asked_graph.LAST in answer.content.decode()


@pytest.mark.parametrize(
    "accept, piece",
    [
        ("text/turtle", "@prefix kg:"),
        ("application/n-triples", "<https://performance-targets.example/ontology#Document> <http"),
        ("application/rdf+xml", "<rdf:RDF"),
        ("application/ld+json", '"@id"'),
    ],
)
def test_formats_of_triples(endpoint, accept, piece):
    assert piece in endpoint.ask("DESCRIBE kg:Document", accept).content.decode()
    assert piece in endpoint.ask("CONSTRUCT { ?s ?p ?o } { ?s ?p ?o FILTER(?s = kg:Document) }", accept).text


def test_ask_in_every_format(endpoint):
    assert endpoint.ask("ASK { ?x a kg:Document }").json()["boolean"] is True
    assert "<boolean>false</boolean>" in endpoint.ask("ASK { kg:x ?p ?o }", "application/xml").text
    assert endpoint.ask("ASK { ?x a kg:Document }", "text/csv").text.strip() == "true"


def test_service_description(endpoint):
    answer = requests.get(f"{endpoint.url}sparql", headers={"Accept": "text/turtle"}, timeout=20)
    text_ = answer.content.decode()
    assert "sd:Service" in text_
    assert f"sd:name <https://performance-targets.example/graph/{asked_graph.LAST}>" in text_


def test_head_and_options(endpoint):
    url = f"{endpoint.url}sparql"
    head = requests.head(url, params={"query": TITLES}, timeout=20)
    assert (head.status_code, head.content) == (200, b"")
    assert int(head.headers["Content-Length"]) > 0
    options = requests.options(url, headers={"Origin": endpoint.url.rstrip("/")}, timeout=20)
    assert options.headers["Allow"] == "GET, HEAD, POST, OPTIONS"
    assert not any(name.lower().startswith("access-control") for name in options.headers)


def test_named_graphs_and_datasets(changing):
    count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    in_graphs = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"

    def number(query, **fields):
        return int(changing.ask(query, **fields).json()["results"]["bindings"][0]["n"]["value"])

    assert number(count) == 2
    assert number(in_graphs) == 4
    assert number(count, default_graph_uri=ONE) == 2
    # a merge: what both hold counts once
    assert number(count, default_graph_uri=[ONE, TWO]) == 2
    assert number(in_graphs, default_graph_uri=ONE) == 0
    assert number(in_graphs, named_graph_uri=TWO) == 2
    assert number(count, named_graph_uri=TWO) == 0
    assert number(count.replace("{", f"FROM <{ONE}> FROM <{TWO}> {{", 1)) == 2
    assert number(in_graphs.replace("{", f"FROM NAMED <{ONE}> {{", 1)) == 2
    assert number(count.replace("{", f"FROM <{ONE}> {{", 1), named_graph_uri=TWO) == 0


@pytest.mark.parametrize(
    "query, fields, message",
    [
        ("SELECT * FROM <http://outside.example/x> { ?s ?p ?o }", {}, "没有命名图"),
        ("SELECT * { ?s ?p ?o }", {"default_graph_uri": "http://outside.example/x"}, "没有命名图"),
        ("SELECT * { ?s ?p ?o }", {"default_graph_uri": "no iri"}, "没有命名图"),
        ("SELECT * FROM kg:x { ?s ?p ?o }", {}, "第 1 行第 10 列"),
        ("SELECT * { SERVICE <http://outside.example/> { ?s ?p ?o } }", {}, "不允许使用 SERVICE"),
        ("SELECT * { SERVICESILENT<http://outside.example/> { ?s ?p ?o } }", {}, "不允许使用 SERVICE"),
        ("SELECT * { ?s ?p \n ?o ", {}, "第 1 行第 10 列：“{”没有结束"),
        ("SELECT * { ?s ?p “x” }", {}, "中文标点"),
        ("SELECT * { ?s nope:x ?o }", {}, "前缀“nope:”没有声明"),
        ("DROP ALL", {}, "只能查询，不能用 DROP"),
        ("INSERT DATA { <a:a> <a:b> <a:c> }", {}, "只能查询"),
        ("", {}, "查询是空的"),
        ("SELECT * { " + "?s ?p ?o . " * 20000 + "}", {}, "查询太长"),
    ],
)
def test_wrong_queries(endpoint, query, fields, message):
    answer = endpoint.ask(query, **fields)
    assert answer.status_code == 400
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert message in answer.content.decode()


def test_wrong_requests(endpoint):
    url = f"{endpoint.url}sparql"

    def refused(method, status, message, **given):
        answer = requests.request(method, url, timeout=20, **given)
        assert (answer.status_code, message in answer.content.decode()) == (status, True), answer.text

    form = {"Content-Type": "application/x-www-form-urlencoded"}
    refused("POST", 403, "只读", data={"update": "DROP ALL"})
    refused("GET", 403, "只读", params={"update": "DROP ALL"})
    refused("POST", 403, "只读", data="DROP ALL", headers={"Content-Type": "application/sparql-update"})
    refused("PUT", 405, "只读", data="x")
    refused("DELETE", 405, "只读")
    refused("POST", 406, "不能给出", data={"query": TITLES}, headers={"Accept": "image/png"})
    refused("POST", 413, "太大", data=b"query=" + b"x" * 2_000_000, headers=form)
    refused("POST", 413, "太大", data=iter([b"query=", b"x" * 2_000_000]), headers=form)
    refused("POST", 415, "内容类型", data="x", headers={"Content-Type": "text/plain"})
    refused("POST", 415, "内容类型", files={"query": "x"})
    refused("POST", 400, "query", data={"other": "x"})
    refused("POST", 400, "只能有一个", data={"query": [TITLES, TITLES]})
    refused("POST", 400, "UTF-8", data=b"\xff\xfe", headers={"Content-Type": "application/sparql-query"})
    refused("POST", 400, "UTF-8", data=b"query=%ff", headers=form)
    refused("POST", 400, "参数太多", data=b"a=1&" * 5000, headers=form)
    assert requests.get(f"{endpoint.url}nothing", timeout=20).status_code == 404
    assert requests.get(f"{endpoint.url}../../etc/passwd", timeout=20).status_code == 404


def test_too_many_rows_are_an_error_and_no_part(endpoint):
    everything = "SELECT * { ?s ?p ?o }"
    answer = endpoint.ask(everything)
    assert answer.status_code == 400
    assert "结果超过 1000 行，没有给出" in answer.content.decode()
    assert len(endpoint.ask(everything + " LIMIT 1000").json()["results"]["bindings"]) == 1000
    assert endpoint.ask(everything + " LIMIT 1001", "text/csv").status_code == 400
    triples = endpoint.ask("CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }", "text/turtle")
    assert "结果超过 1000 条三元组" in triples.content.decode()


def test_a_slow_query_is_an_error_and_blocks_nobody(endpoint):
    slow = []
    threads = [threading.Thread(target=lambda: slow.append(endpoint.ask(SLOW))) for _ in range(2)]
    assert titles(endpoint.ask(TITLES)) == NAMES
    for thread in threads:
        thread.start()
    time.sleep(0.5)
    assert titles(endpoint.ask(TITLES)) == NAMES
    assert slow == []
    for thread in threads:
        thread.join(20)
    assert [answer.status_code for answer in slow] == [504, 504]
    assert "超过 4 秒，已停止，没有给出任何结果" in slow[0].content.decode()
    assert titles(endpoint.ask(TITLES)) == NAMES


def test_all_workers_busy_is_said(endpoint):
    answers = []
    threads = [threading.Thread(target=lambda: answers.append(endpoint.ask(SLOW))) for _ in range(7)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert {answer.status_code for answer in answers} <= {503, 504}
    assert titles(endpoint.ask(TITLES)) == NAMES


def test_a_query_that_would_end_the_process_does_not(endpoint):
    deep = "SELECT * { " + "{" * 30000 + "}" * 30000 + " }"
    assert endpoint.ask(deep).status_code in {400, 503}
    assert titles(endpoint.ask(TITLES)) == NAMES


def test_a_new_graph_is_served_at_once(changing):
    query = "SELECT ?o { ?s ?p ?o } ORDER BY ?o"

    def objects():
        return [row["o"]["value"] for row in changing.ask(query).json()["results"]["bindings"]]

    write_store(changing.directory, small("first"))
    assert objects() == ["both", "first"]
    for value in ("second", "third", "fourth"):
        write_store(changing.directory, small(value))
        assert objects() == sorted(["both", value])


def test_other_names_for_this_machine_and_other_sites(endpoint):
    def status(**headers):
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return requests.get(f"{endpoint.url}sparql", headers=named, timeout=20).status_code

    assert status(Host="evil.example") == 421
    assert status(Host=f"evil.example:{endpoint.port}") == 421
    assert status(Host="127.0.0.1.evil.example") == 421
    assert status(Host=f"localhost:{endpoint.port}") == 200
    assert status(Host=f"[::1]:{endpoint.port}") == 200
    assert status(Origin="http://evil.example") == 403
    assert status(Origin="null") == 403
    assert status(Sec_Fetch_Site="cross-site") == 403
    assert status(Origin=f"http://127.0.0.1:{endpoint.port}") == 200


def test_bytes_that_are_no_http(endpoint):
    assert b"400" in endpoint.raw(b"\x16\x03\x01 hello\r\n\r\n").split(b"\r\n")[0]
    assert b"400" in endpoint.raw(b"GET /" + b"x" * 100_000 + b" HTTP/1.1\r\n\r\n").split(b"\r\n")[0]
    assert titles(endpoint.ask(TITLES))


UNFINISHED = (
    b"GET /sparql HTTP/1.1\r\nHost: 127.0.0.1\r\n",
    b"POST /sparql HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 9\r\nContent-Type: %s\r\n\r\nS"
    % b"application/sparql-query",
)


def test_requests_that_never_end_are_closed(endpoint):
    start = time.monotonic()
    with ThreadPoolExecutor() as executor:
        answers = list(executor.map(lambda sent: endpoint.raw(sent, seconds=40), UNFINISHED))
    assert 5 < time.monotonic() - start < 38
    assert answers[0] == b""
    assert b"408" in answers[1].split(b"\r\n")[0]


def test_page_needs_no_network_and_holds_no_markup_of_data():
    text_ = page()
    assert "http://" not in text_.split('id="data"')[0]
    assert " src=" not in text_
    assert "innerHTML" not in text_
    data = text_.split('id="data">')[1].split("</script>")[0]
    assert "<" not in data
    assert json.loads(data)["questions"]
    assert "default-src 'none'" in page_policy()
    assert "unsafe" not in page_policy()


def test_texts_of_named_questions(endpoint):
    def question(name, **parameters):
        return requests.get(f"{endpoint.url}question/{name}", params=parameters, timeout=20)

    found = question("projects-without-satisfaction", department='"x} #').json()
    assert '\\"x} #' in found["text"]
    assert found["columns"]["year"] == "年度"
    assert endpoint.ask(found["text"]).status_code == 200
    assert question("nothing").status_code == 400
    assert question("projects-without-satisfaction", nope="x").status_code == 400


def test_choice_of_media_types():
    assert choose(None, RESULTS) == "application/sparql-results+json"
    assert choose("text/*", TRIPLES) == "text/turtle"
    assert choose("text/turtle;q=0, */*;q=0.1", TRIPLES) == "application/n-triples"
    assert choose("text/turtle;q=nonsense", TRIPLES) is None
    assert choose("," * 10000, RESULTS) is None


def test_questions_travel_as_lines():
    question = Question("ASK {}\n#“", "ASK", "text/csv", ("a",), ())
    assert Question.of_line(question.line()) == question
    assert question.line().count(b"\n") == 1


def test_from_is_taken_out_where_places_stay():
    query = "SELECT *\nFROM <a:b> # FROM <c:d>\nFROM NAMED <e:f>\n{ ?s ?p 'FROM <g:h>' }"
    bare, form, default, named = read_form(query)
    assert (form, default, named) == ("SELECT", ("a:b",), ("e:f",))
    assert len(bare) == len(query)
    with pytest.raises(QueryError, match="FROM 后面"):
        read_form("SELECT * FROM NAMED { ?s ?p ?o }")


def test_many_from_clauses_are_read_at_once():
    start = time.process_time()
    named = read_form("SELECT * " + "FROM NAMED <a:b> " * 11_000 + "{}")[3]
    assert named == ("a:b",) * 11_000
    assert time.process_time() - start < 5
    with pytest.raises(QueryError, match="FROM 后面"):
        read_form("SELECT * {} FROM NAMED")
    with pytest.raises(QueryError, match="FROM 后面"):
        read_form("SELECT * {} FROM")


def test_a_worker_that_grew_answers_no_further_question(tmp_path, monkeypatch):
    write_store(tmp_path, small("x"))
    grown = "import sys, kg.serve.worker as worker; worker._RETIRE = 0; sys.exit(worker.main())"

    async def started(directory, rows):
        arguments = (sys.executable, "-c", grown, str(directory), str(rows), str(3 << 30))
        pipe = asyncio.subprocess.PIPE
        worker = await asyncio.create_subprocess_exec(*arguments, stdin=pipe, stdout=pipe)
        assert (await _receive(worker)).status == 200
        return worker

    async def asked():
        pool = Pool(tmp_path, 1, 20, 10)
        try:
            return [await pool.ask(Question("ASK {}", "ASK", "application/json")) for _ in range(3)]
        finally:
            await pool.close()

    monkeypatch.setattr("kg.serve.pool._started", started)
    assert [(answer.status, answer.is_last) for answer in asyncio.run(asked())] == [(200, True)] * 3


def test_a_host_that_is_no_name_is_refused_where_all_are_taken(tmp_path):
    write_store(tmp_path, small("x"))
    application = make_application(tmp_path, Pool(tmp_path, 1, 5, 10), "0.0.0.0")  # noqa: S104 - nothing listens
    headers = [(b"host", b"a<b>|{c}"), (b"accept", b"text/turtle")]
    scope = {"type": "http", "method": "GET", "path": "/sparql", "query_string": b"", "headers": headers}
    said = []

    async def receive():
        return {"type": "http.request"}

    async def send(message):
        said.append(message)

    asyncio.run(application(scope, receive, send))
    assert said[0]["status"] == 400
    assert "主机名" in said[1]["body"].decode()


def test_no_graph_and_a_taken_port(tmp_path, endpoint, capsys):
    assert main(["serve", "--graph", str(tmp_path / "none")]) == 2
    assert "还没有图谱" in capsys.readouterr().err
    write_store(tmp_path, small("x"))
    with pytest.raises(KgError, match="端口"):
        serve(tmp_path, host="127.0.0.1", port=endpoint.port, seconds=1, rows=1)
