"""The named questions: one file a question under ontology/queries, with its title, parameters and columns.

A question file is plain SPARQL that runs as it stands in any tool. Its head is comments::

    # title: 哪些项目没有满意度指标
    # description: …
    # parameter: department | text | | 部门名称（可只写一部分，空为全部）
    # columns: department=部门, project=项目

and each parameter is a one-variable data block in the text (``VALUES ?department { "" }``) that holds its
default. Values given by a person replace the term in that block, escaped, and reach the text nowhere else.
"""

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Final

from kg.errors import QueryError
from kg.query.parameters import TYPES, Parameter
from kg.query.scan import tokens_of
from kg.text import key
from kg.vocabulary import ontology_dir

_HEAD: Final = re.compile(r"#\s*(\w+):\s*(.*)")
RULES_FOLDER: Final = "audit"


@dataclass(frozen=True, slots=True)
class NamedQuery:
    """One question: ``name`` is the file's name, ``group`` its folder, ``columns`` the Chinese column headings."""

    name: str
    group: str
    title: str
    description: str
    parameters: tuple[Parameter, ...]
    columns: Mapping[str, str]
    text: str
    code: str | None = None
    """Of an audit rule: the code of the findings it makes."""

    def bind(self, values: Mapping[str, str | Decimal | int] | None = None) -> str:
        """The query text with these values in place of the defaults. Raises QueryError."""
        given = dict(values or {})
        text = self.text
        for parameter in self.parameters:
            value = given.pop(parameter.name, None)
            if value is not None:
                text = _replace(text, parameter, parameter.term(value))
        if given:
            known = "、".join(parameter.name for parameter in self.parameters) or "（没有参数）"
            raise QueryError(f"问题 {self.name} 没有参数 {'、'.join(sorted(given))}。可用的参数：{known}。")
        return text


@lru_cache(maxsize=1)
def list_queries() -> tuple[NamedQuery, ...]:
    """All questions, by name, without the audit rules. Raises QueryError for a broken question file."""
    return tuple(query for query in _load_all() if query.group != RULES_FOLDER)


@lru_cache(maxsize=1)
def list_rules() -> tuple[NamedQuery, ...]:
    """The audit rules (ontology/queries/audit), by name. Raises QueryError for a broken file."""
    return tuple(query for query in _load_all() if query.group == RULES_FOLDER)


def find_query(name: str) -> NamedQuery:
    """The question or rule of this name, or the question of this title. Raises QueryError that lists near names."""
    known = {query.name: query for query in (*list_queries(), *list_rules())}
    titles = {_bare(query.title): query for query in list_queries()}
    found = known.get(name) or titles.get(_bare(name))
    if found:
        return found
    near = difflib.get_close_matches(name, known, n=3, cutoff=0.5)
    near += [titles[title].name for title in difflib.get_close_matches(_bare(name), titles, n=3, cutoff=0.3)]
    hint = f"您要找的可能是：{'、'.join(dict.fromkeys(near))}。" if near else ""
    available = "、".join(query.name for query in list_queries())
    raise QueryError(f"没有名为“{name[:40]}”的问题。{hint}可用的有：{available}。")


def parse_query(name: str, group: str, text: str) -> NamedQuery:
    """A question from the text of its file. Raises QueryError where the head is broken."""
    head: dict[str, list[str]] = {}
    for line in text.splitlines():
        match = _HEAD.fullmatch(line.strip())
        if not line.startswith("#"):
            break
        if match:
            head.setdefault(match[1], []).append(match[2].strip())
    if not head.get("title"):
        raise QueryError(f"问题文件 {name}.rq 缺少“# title: …”一行。")
    pairs = [pair.split("=", 1) for line in head.get("columns", []) for pair in line.split(",")]
    if any(len(pair) != 2 for pair in pairs):
        raise QueryError(f"问题文件 {name}.rq 的“# columns:”应写成 变量=列名, 变量=列名。")
    return NamedQuery(
        name,
        group,
        head["title"][0],
        " ".join(head.get("description", [])),
        tuple(_parse_parameter(name, line) for line in head.get("parameter", [])),
        {variable.strip(): heading.strip() for variable, heading in pairs},
        text,
        head["code"][0] if head.get("code") else None,
    )


@lru_cache(maxsize=1)
def _load_all() -> tuple[NamedQuery, ...]:
    folder = ontology_dir() / "queries"
    found = [_load(path, folder) for path in sorted(folder.rglob("*.rq"))]
    return tuple(sorted(found, key=lambda query: query.name))


def _load(path: Path, folder: Path) -> NamedQuery:
    group = path.parent.relative_to(folder).as_posix()
    return parse_query(path.stem, group, path.read_text(encoding="utf-8"))


def _parse_parameter(query: str, line: str) -> Parameter:
    parts = [part.strip() for part in line.split("|")]
    if len(parts) != 4 or parts[1] not in TYPES:
        raise QueryError(
            f"问题文件 {query}.rq 的“# parameter: {line}”应写成 名称 | 类型 | 缺省值 | 说明，"
            f"类型为 {'、'.join(TYPES)} 之一。"
        )
    return Parameter(*parts)


def _bare(title: str) -> str:
    return key(title).rstrip("?").casefold()


def _replace(text: str, parameter: Parameter, term: str) -> str:
    tokens = tokens_of(text)
    blocks: list[tuple[int, int]] = []
    for i, token in enumerate(tokens[:-3]):
        if token.word == "VALUES" and tokens[i + 1].text == f"?{parameter.name}":
            close = next(t for t in tokens[i + 3 :] if t.text == "}")
            blocks.append((tokens[i + 2].end, close.start))
    if not blocks:
        raise QueryError(
            f"问题文件声明了参数 {parameter.name}，正文里却没有 VALUES ?{parameter.name} {{ … }}。"
        )
    for start, end in reversed(blocks):
        text = f"{text[:start]} {term} {text[end:]}"
    return text
