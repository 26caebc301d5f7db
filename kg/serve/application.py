"""The endpoint as an ASGI application: /sparql, the query page at /, and the texts of the named questions."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import parse_qs

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from kg.errors import KgError, QueryError
from kg.query import find_query
from kg.serve.description import describe_service
from kg.serve.formats import RESULTS, TRIPLES, choose
from kg.serve.guard import RefusedError, check_origin, read_body
from kg.serve.page import page, page_policy
from kg.serve.pool import Pool
from kg.serve.question import Question, read_form

_METHODS: Final = ["GET", "POST", "OPTIONS"]
_ALLOWED: Final = "GET, HEAD, POST, OPTIONS"
_FIELDS: Final = 2000
_NO_UPDATE: Final = "这个服务只读，不执行 SPARQL Update。要更新内容请重新运行 kg build。"
_HEADERS: Final = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
    "X-KG-Read-Only": "true",
}
_CLOSED: Final = "default-src 'none'; frame-ancestors 'none'; sandbox"

Fields = Mapping[str, list[str]]
Answer = Callable[[Request], Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class Endpoint:
    """What the routes need: the graph, its workers, and the address that is listened on."""

    directory: Path
    pool: Pool
    host: str

    async def sparql(self, request: Request) -> Response:
        """The SPARQL 1.1 Protocol."""
        if request.method == "OPTIONS":
            return Response(
                status_code=204, headers={"Allow": _ALLOWED, "Accept": "application/sparql-query"}
            )
        fields = _parse(request.url.query) if request.method != "POST" else await _posted(request)
        if "update" in fields:
            raise RefusedError(403, _NO_UPDATE)
        queries = fields.get("query", [])
        accept = request.headers.get("accept")
        if not queries and request.method != "POST":
            return await self._describe(request, accept)
        if len(queries) != 1:
            raise RefusedError(400, "请求里要有一个 query 参数，且只能有一个。")
        text, form, default, named = await run_in_threadpool(read_form, queries[0])
        media = choose(accept, TRIPLES if form in {"CONSTRUCT", "DESCRIBE"} else RESULTS)
        if media is None:
            raise _not_acceptable(TRIPLES if form in {"CONSTRUCT", "DESCRIBE"} else RESULTS)
        if "default-graph-uri" in fields or "named-graph-uri" in fields:
            # the dataset of the protocol goes before that of the query
            default = tuple(fields.get("default-graph-uri", ()))
            named = tuple(fields.get("named-graph-uri", ()))
        answered = await self.pool.ask(Question(text, form, media, default, named))
        if answered.status != 200:
            raise RefusedError(answered.status, answered.message)
        headers = {"Content-Security-Policy": _CLOSED, "Vary": "Accept"}
        return Response(answered.body, media_type=_content_type(media), headers=headers)

    async def index(self, request: Request) -> Response:
        """The query page."""
        if request.method == "OPTIONS":
            return Response(status_code=204, headers={"Allow": "GET, HEAD, OPTIONS"})
        return HTMLResponse(page(), headers={"Content-Security-Policy": page_policy()})

    async def question(self, request: Request) -> Response:
        """The text of a named question with the parameters of the query string in it, and its columns."""
        query = find_query(request.path_params["name"])
        given = {name: values[-1] for name, values in _parse(request.url.query).items()}
        bound = query.bind(given)
        return JSONResponse({"text": bound, "columns": dict(query.columns)})

    async def _describe(self, request: Request, accept: str | None) -> Response:
        media = choose(accept, TRIPLES)
        if media is None:
            raise _not_acceptable(TRIPLES)
        try:
            endpoint = str(request.url.replace(query="", fragment=""))
            body = await run_in_threadpool(describe_service, self.directory, endpoint, media)
        except ValueError as error:  # a Host that no address can be made of
            raise RefusedError(400, "请求的主机名不能组成网址。") from error
        headers = {"Content-Security-Policy": _CLOSED, "Vary": "Accept"}
        return Response(body, media_type=_content_type(media), headers=headers)


def make_application(directory: Path, pool: Pool, host: str) -> Starlette:
    """The application over the graph of ``directory``."""
    endpoint = Endpoint(directory, pool, host)

    def guarded(answer: Answer) -> Answer:
        async def checked(request: Request) -> Response:
            try:
                check_origin(request.headers, host)
                response = await answer(request)
            except RefusedError as error:
                response = _refusal(error.status, str(error))
            except QueryError as error:
                response = _refusal(400, str(error))
            except KgError as error:
                response = _refusal(503, str(error))
            response.headers.update(_HEADERS)
            return response

        return checked

    async def refuse(request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 500
        words = {
            404: "没有这个地址。查询页面在 /，SPARQL 地址是 /sparql。",
            405: f"不支持 {request.method[:20]}。这个服务只读，能用 {_ALLOWED}。",
        }
        headers = {"Allow": _ALLOWED} if status == 405 else {}
        response = _refusal(status, words.get(status, "服务器出错了，请查看 kg serve 的输出。"))
        response.headers.update(_HEADERS | headers)
        return response

    return Starlette(
        routes=[
            Route("/", guarded(endpoint.index), methods=["GET", "OPTIONS"]),
            Route("/sparql", guarded(endpoint.sparql), methods=_METHODS),
            Route("/question/{name}", guarded(endpoint.question), methods=["GET"]),
        ],
        exception_handlers={HTTPException: refuse, 500: refuse},
    )


async def _posted(request: Request) -> Fields:
    """The fields of a POST: a form, or a bare query beside a query string."""
    media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media == "application/sparql-update":
        raise RefusedError(403, _NO_UPDATE)
    if media not in {"application/x-www-form-urlencoded", "application/sparql-query"}:
        raise RefusedError(
            415, "POST 的内容类型应是 application/x-www-form-urlencoded 或 application/sparql-query。"
        )
    body = await read_body(request)
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise RefusedError(400, f"请求不是 UTF-8 文字（第 {error.start + 1} 个字节）。") from error
    if media == "application/sparql-query":
        return {**_parse(request.url.query), "query": [text]}
    return _parse(text)


def _parse(text: str) -> Fields:
    try:
        return parse_qs(text, keep_blank_values=True, max_num_fields=_FIELDS, errors="strict")
    except UnicodeDecodeError as error:
        raise RefusedError(400, "参数不是 UTF-8 编码的文字。") from error
    except ValueError as error:
        raise RefusedError(400, f"参数太多：最多 {_FIELDS} 个。") from error


def _content_type(media: str) -> str:
    return f"{media}; charset=utf-8" if media.startswith("text/") else media


def _not_acceptable(offered: Mapping[str, str]) -> RefusedError:
    return RefusedError(406, f"不能给出所要的格式。能给出的有：{'、'.join(offered)}。")


def _refusal(status: int, message: str) -> Response:
    headers = {"Retry-After": "5"} if status == 503 else {}
    return PlainTextResponse(message + "\n", status_code=status, headers=headers)
