"""`--store` with https and a log-in: a server that asks for it in front of a real one, and Virtuoso's own."""

import datetime
import logging
import os
import socket
import subprocess
import sys
from base64 import b64encode
from pathlib import Path

import asked_graph
import pytest
import trustme
from login_proxy import basic, digest, proxy
from sparql_servers import PASSWORD, free_port, oxigraph, virtuoso

from kg.cli import main
from kg.errors import StoreError
from kg.store import Address, graph_dumps, open_remote
from kg.store.remote_login import Login, schemes_of
from kg.store.remote_publishing import publish
from kg.store.remote_server import connect

ROOT = Path(__file__).resolve().parent.parent
DOCUMENT = ROOT / "tests/samples/ocr_damage.txt"
USER, SECRET = "审计员 Ä", "密码:päss wörd☂%41"
QUESTION = "有哪些满意度指标"
COMMANDS = (["query", "document-overview"], ["check"], ["ask", QUESTION], ["build", str(DOCUMENT), "--jobs", "0"])


@pytest.fixture(scope="module")
def authority():
    return trustme.CA()


@pytest.fixture(scope="module")
def certificate(authority):
    return authority.issue_cert("127.0.0.1", "localhost")


@pytest.fixture(scope="module")
def bundle(authority, tmp_path_factory):
    path = tmp_path_factory.mktemp("trusted") / "单位 CA.pem"
    authority.cert_pem.write_to_path(str(path))
    return str(path)


@pytest.fixture(scope="module")
def behind(tmp_path_factory):
    """An Oxigraph server with a graph, as only the proxy should reach it."""
    home = tmp_path_factory.mktemp("behind")
    with oxigraph(home) as running:
        publish(connect(Address(running.url)), graph_dumps(asked_graph.build(tmp_path_factory.mktemp("graph"))))
        yield running.url


@pytest.fixture(autouse=True)
def surroundings(monkeypatch, bundle, caplog):
    """The password and the trusted certificate as a user gives them; every log is read."""
    for name in ("SSL_CERT_FILE", "KG_STORE", "KG_STORE_USER"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", bundle)
    monkeypatch.setenv("KG_STORE_PASSWORD", SECRET)
    monkeypatch.setattr("sys.stdin", open(os.devnull, encoding="utf-8"))  # noqa: PTH123, SIM115
    caplog.set_level(logging.DEBUG)


def spellings(user, password):
    return {password, b64encode(f"{user}:{password}".encode()).decode()}


def failing(command, url, capsys, caplog, tmp_path, user=USER):
    """What a command that fails says."""
    out = ["--out", str(tmp_path / "out")] if command[0] == "build" else []
    options = ["--store", url, *(["--store-user", user] if user else [])]
    assert main([*command, *out, *options]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert not (tmp_path / "out").exists()
    for secret in (*spellings(USER, SECRET), *spellings(USER, "wrong☂")):
        assert secret not in said.err + caplog.text
    return said.err


def test_every_command_works_over_https_with_a_log_in(tmp_path, certificate, capsys, caplog):
    home, out = tmp_path / "server", tmp_path / "out"
    home.mkdir()
    with oxigraph(home) as running, proxy(running.url, basic(USER, SECRET), certificate) as front:
        store = ["--store", front.url, "--store-user", USER]
        build = ["build", str(DOCUMENT), "--out", str(out), "--jobs", "0"]
        assert main([*build, *store]) == 0
        assert "已发布到 https://127.0.0.1" in capsys.readouterr().err
        assert main([*build, *store]) == 0
        assert "更新 0 个图，移除 0 个" in capsys.readouterr().err
        for command in (["query", "document-overview"], ["check"], ["ask", QUESTION]):
            done = main([*command, "--graph", str(out)])
            local = capsys.readouterr()
            assert done in {0, 1}
            assert local.out
            assert main([*command, *store]) == done
            remote = capsys.readouterr()
            assert (remote.out, remote.err) == (local.out, local.err)
        assert {method for method, *_ in front.seen} >= {"POST", "PUT"}
        right = f"Basic {b64encode(f'{USER}:{SECRET}'.encode()).decode()}"
        assert front.authorizations == {None, right}
        assert [sent for _, _, sent in front.seen[:2]] == [None, right], "not before it is asked for"
    assert not any(secret in caplog.text for secret in spellings(USER, SECRET))


def test_nothing_is_told_of_a_password_by_the_program_itself(behind, certificate):
    """As a process of its own, with every log there is, and the password right and wrong."""
    begin = "import logging; logging.basicConfig(level=0); import http.client as c; c.HTTPConnection.debuglevel = 0"
    run = f"{begin}; from kg.cli import main; raise SystemExit(main())"
    for password, code in ((SECRET, 0), ("wrong☂", 2)):
        with proxy(behind, basic(USER, SECRET), certificate) as front:
            command = ["query", "document-overview", "--store", front.url, "--store-user", USER]
            environment = {**os.environ, "PYTHONPATH": str(ROOT), "KG_STORE_PASSWORD": password}
            done = subprocess.run(
                [sys.executable, "-c", run, *command], env=environment, capture_output=True, text=True, timeout=60
            )
        assert done.returncode == code, done.stderr
        assert "DEBUG:urllib3" in done.stderr
        assert "Traceback" not in done.stderr
        for secret in spellings(USER, password):
            assert secret not in done.stdout + done.stderr


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
@pytest.mark.parametrize(
    "user, password, message",
    [
        (USER, "wrong☂", f"用户 {USER} 的密码不对或没有权限。请用 --store-user"),
        (USER, "", f"用户 {USER} 的密码不对"),
        ("nobody", SECRET, "用户 nobody 的密码不对"),
        (None, SECRET, "要先登录。请用 --store-user 给出用户名，密码放在环境变量 KG_STORE_PASSWORD 里"),
        (USER, None, "没有密码。请把密码放在环境变量 KG_STORE_PASSWORD 里"),
    ],
    ids=["wrong", "empty", "nobody", "no-user", "no-password"],
)
def test_a_log_in_that_fails(
    behind, certificate, command, user, password, message, capsys, caplog, tmp_path, monkeypatch
):
    monkeypatch.delenv("KG_STORE_PASSWORD")
    if password is not None:
        monkeypatch.setenv("KG_STORE_PASSWORD", password)
    with proxy(behind, basic(USER, SECRET), certificate) as front:
        said = failing(command, front.url, capsys, caplog, tmp_path, user)
    assert message in said
    if user is None:
        assert front.authorizations <= {None}


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_an_untrusted_certificate(behind, certificate, command, capsys, caplog, tmp_path, monkeypatch):
    monkeypatch.delenv("REQUESTS_CA_BUNDLE")
    with proxy(behind, basic(USER, SECRET), certificate) as front:
        said = failing(command, front.url, capsys, caplog, tmp_path)
        assert front.seen == []
    assert f"{front.url} 的证书不受信任" in said
    assert "CA 证书（PEM 文件），把文件路径放在环境变量 REQUESTS_CA_BUNDLE 里再运行" in said


def test_another_authority_is_named_by_either_variable(behind, certificate, bundle, monkeypatch):
    monkeypatch.delenv("REQUESTS_CA_BUNDLE")
    monkeypatch.setenv("SSL_CERT_FILE", bundle)
    with proxy(behind, basic(USER, SECRET), certificate) as front:
        assert len(open_remote(Address(front.url, USER, SECRET)).graphs()) > 1


def test_certificates_of_others_and_of_other_days(behind, authority):
    past = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)
    old = authority.issue_cert("127.0.0.1", not_before=past, not_after=past + datetime.timedelta(1))
    for issued, message in (
        (authority.issue_cert("other.example"), "证书不是给这台主机的.*请用证书上写的主机名"),
        (old, "证书不在有效期内.*请检查本机时间"),
    ):
        with proxy(behind, basic(USER, SECRET), issued) as front:
            with pytest.raises(StoreError, match=message):
                connect(Address(front.url, USER, SECRET))
            assert front.seen == []


def test_https_and_http_are_not_mixed_up(behind, certificate):
    with (
        proxy(behind) as plain,
        pytest.raises(StoreError, match="在这个端口上不用 https。请检查端口，或改用 http://"),
    ):
        connect(Address(plain.url.replace("http:", "https:"), USER, SECRET))
    for scheme, message in (("https", "超过 0.3 秒没有建立连接.*是否用 https"), ("http", "超过 0.3 秒没有应答")):
        with socket.create_server(("127.0.0.1", 0)) as mute, pytest.raises(StoreError, match=message):
            connect(Address(f"{scheme}://127.0.0.1:{mute.getsockname()[1]}/", USER, SECRET, seconds=0.3))
    with (
        proxy(behind, basic(USER, SECRET), certificate) as front,
        pytest.raises(StoreError, match=r"连不上.*如果服务器用 https"),
    ):
        connect(Address(front.url.replace("https:", "http:"), USER, SECRET))


@pytest.mark.parametrize("variable", ["REQUESTS_CA_BUNDLE", "SSL_CERT_FILE"])
@pytest.mark.parametrize("content", [None, b"", b"no certificate", b"-----BEGIN CERTIFICATE-----\nAAAA\n"])
def test_a_bundle_that_cannot_be_read(variable, content, behind, tmp_path, monkeypatch):
    path = tmp_path / "ca.pem"
    if content is not None:
        path.write_bytes(content)
    monkeypatch.delenv("REQUESTS_CA_BUNDLE")
    monkeypatch.setenv(variable, str(path))
    with pytest.raises(StoreError, match=rf"读不了受信任证书的文件 .*ca\.pem（环境变量 {variable}）.*PEM"):
        connect(Address(f"https://127.0.0.1:{free_port()}/"))
    connect(Address(behind))  # http needs none


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_password_does_not_follow_to_another_host(certificate, status):
    with proxy(None, certificate=certificate) as other:
        to = f"{other.url}query?from=here"
        check = basic(USER, SECRET)
        with (
            proxy(None, check, certificate, status=status, headers=(("Location", to),)) as front,
            pytest.raises(StoreError, match=r"转到了 https://127.*请直接用最终的地址"),
        ):
            connect(Address(front.url, USER, SECRET))
        assert other.seen == []


def test_a_password_is_not_told_to_who_did_not_ask(behind, certificate):
    """Nor to the other host that takes the updates, until that one asks too."""
    with (
        proxy(behind, basic(USER, SECRET), certificate) as front,
        proxy(behind, certificate=certificate) as open_to_all,
    ):
        server = connect(
            Address(front.url, USER, SECRET, f"{open_to_all.url}update", f"{open_to_all.url}store")
        )
        server.try_update()
        server.put("https://x.example/g", [b"<a:b> <a:b> <a:b> .\n"])
        assert len(list(server.graph("https://x.example/g"))) == 1
        server.drop("https://x.example/g")
        assert {method for method, *_ in open_to_all.seen} == {"POST", "PUT", "GET"}
        assert open_to_all.authorizations == {None}
        assert len(front.authorizations) == 2
        with proxy(behind, basic(USER, SECRET), certificate) as asking:
            other = connect(Address(open_to_all.url, USER, SECRET, f"{asking.url}update"))
            other.try_update()
            assert [sent is None for _, _, sent in asking.seen] == [True, False]
            assert open_to_all.authorizations == {None}


@pytest.mark.parametrize(
    "challenge, message",
    [
        ('Bearer realm="x"', "要求用 bearer 登录，本程序只会 Basic 和 Digest，没有把密码发给它"),
        ('Negotiate, NTLM, Bearer realm="Basic, Digest"', "要求用 negotiate、ntlm、bearer 登录"),
        ("", "没有说明登录方式，所以没有把密码发给它"),
        ("Digest", "登录要求不完整（Digest 没有 realm）"),
        ('Digest realm="x"', "登录要求不完整（Digest 没有 nonce）"),
    ],
)
def test_other_ways_to_log_in(certificate, challenge, message):
    with (
        proxy(None, lambda _, __: challenge, certificate) as front,
        pytest.raises(StoreError, match=message) as caught,
    ):
        connect(Address(front.url, USER, SECRET))
    assert front.authorizations == {None}
    assert SECRET not in str(caught.value)


def test_ways_to_log_in_are_told_from_their_parameters():
    assert schemes_of('Basic realm="a"') == ["basic"]
    assert schemes_of('basic realm="Digest only", charset=UTF-8') == ["basic"]
    assert schemes_of('Digest realm="a", nonce="b", qop="auth", Basic realm="\\", Bearer x"') == ["digest", "basic"]
    assert schemes_of("Negotiate") == ["negotiate"]
    assert schemes_of("Negotiate YWJj==, NTLM") == ["negotiate", "ntlm"]
    assert schemes_of("") == schemes_of(' , "Basic"') == []


@pytest.mark.parametrize("status", [200, 400, 401, 403, 500, 302])
def test_a_server_that_repeats_the_password(certificate, status):
    pair = b64encode(f"{USER}:{SECRET}".encode()).decode()

    def repeat(sent):
        return f"you sent {sent}, {SECRET}".encode()

    asked = 'Basic realm="x"'

    def check(_, sent):
        return None if sent and status != 401 else asked

    to = (("Location", f"https://x.example/?Authorization={pair}"),)
    with (
        proxy(None, check, certificate, status=status, answer=repeat, headers=to) as front,
        pytest.raises(StoreError) as caught,
    ):
        connect(Address(front.url, USER, SECRET))
    assert front.authorizations == {None, f"Basic {pair}"}
    said = str(caught.value)
    assert not any(secret in said for secret in (pair, SECRET))
    assert "***" in said or status in {200, 400}, "what it says is quoted, but for a page that is no SPARQL"


def test_what_is_hidden():
    login = Login("me", "a&b c")
    assert login.hidden("p=a%26b%20c, a&b c, bWU6YSZiIGM=") == "p=***, ***, ***"
    assert Login("me", "").hidden("nothing to hide") == "nothing to hide"
    assert "a&b c" not in repr(login)


def test_digest_over_https_with_words_that_are_not_ascii(behind, certificate):
    with proxy(behind, digest(USER, SECRET), certificate) as front:
        server = connect(Address(front.url, USER, SECRET))
        server.try_update()
        assert server.count("?d a <https://x.example/none>") == 0
        assert all(sent is None or sent.startswith("Digest ") for sent in front.authorizations)
        with pytest.raises(StoreError, match=f"用户 {USER} 的密码不对"):
            connect(Address(front.url, USER, "wrong☂"))
    with (
        proxy(behind, digest(USER, SECRET), certificate) as front,
        pytest.raises(StoreError, match="不是 UTF-8 文字"),
    ):
        connect(Address(front.url, "\udcb5\udcb6", SECRET))


@pytest.fixture(scope="module")
def own_virtuoso(tmp_path_factory):
    with virtuoso(tmp_path_factory.mktemp("virtuoso")) as running:
        yield running.url


@pytest.mark.parametrize("path", ["sparql", "sparql-auth"])
def test_virtuoso_asks_for_a_digest(own_virtuoso, path, tmp_path, capsys, monkeypatch):
    """/sparql lets everyone read, and writing is behind a log-in; at /sparql-auth reading is too."""
    monkeypatch.setenv("KG_STORE_PASSWORD", PASSWORD)
    out = tmp_path / "out"
    store = ["--store", own_virtuoso.replace("/sparql", f"/{path}"), "--store-user", "dba"]
    build = ["build", str(DOCUMENT), "--out", str(out), "--jobs", "0"]
    assert main([*build, *store]) == 0
    assert f"{path}：更新" in capsys.readouterr().err
    for command in (["query", "document-overview"], ["check"], ["ask", QUESTION]):
        done = main([*command, "--graph", str(out)])
        local = capsys.readouterr()
        assert main([*command, *store]) == done
        remote = capsys.readouterr()
        assert (remote.out, remote.err) == (local.out, local.err)


@pytest.mark.parametrize(
    "user, password, message",
    [("dba", "wrong☂", "用户 dba 的密码不对"), (USER, SECRET, f"用户 {USER} 的密码不对"), (None, "", "要先登录")],
)
def test_a_log_in_to_virtuoso_that_fails(
    own_virtuoso, user, password, message, capsys, caplog, tmp_path, monkeypatch
):
    monkeypatch.setenv("KG_STORE_PASSWORD", password)
    at = own_virtuoso.replace("/sparql", "/sparql-auth")
    for command in COMMANDS:
        assert message in failing(command, at, capsys, caplog, tmp_path, user)
    # where everyone may read, a build says so before it reads a document
    assert message in failing(COMMANDS[-1], own_virtuoso, capsys, caplog, tmp_path, user)
