"""The query page: one HTML text with its script, style and data inside; nothing is fetched but answers."""

import base64
import hashlib
import json
from functools import lru_cache
from html import escape
from pathlib import Path

from kg.namespaces import BASE, PREFIXES
from kg.query import list_queries

_GROUPS = {
    "documents": "文件与质量",
    "money": "资金",
    "projects": "项目",
    "results": "执行结果",
    "targets": "指标与目标",
}


@lru_cache(maxsize=1)
def page() -> str:
    """The page. Raises QueryError for a broken question file."""
    parts = {"style": _part("page.css"), "data": _data(), "script": _part("page.js")}
    text = _part("page.html")
    for name, part in parts.items():
        text = text.replace("{{" + name + "}}", part)
    return text


@lru_cache(maxsize=1)
def page_policy() -> str:
    """The Content-Security-Policy: only the script and style inside, and requests to this server."""
    return (
        f"default-src 'none'; script-src {_digest(_part('page.js'))}; style-src {_digest(_part('page.css'))}; "
        "connect-src 'self'; img-src data:; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
    )


def _data() -> str:
    """Prefixes and questions as JSON that may stand inside a script element."""
    questions = [
        {
            "name": query.name,
            "group": _GROUPS.get(query.group, query.group),
            "title": query.title,
            "description": query.description,
            "parameters": [
                {"name": p.name, "label": p.label, "default": p.default, "type": p.type}
                for p in query.parameters
            ],
        }
        for query in list_queries()
    ]
    text = json.dumps({"base": BASE, "prefixes": PREFIXES, "questions": questions}, ensure_ascii=False)
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _digest(text: str) -> str:
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode("ascii")
    return escape(f"'sha256-{digest}'", quote=False)


@lru_cache(maxsize=4)
def _part(name: str) -> str:
    return Path(__file__).with_name(name).read_text(encoding="utf-8")
