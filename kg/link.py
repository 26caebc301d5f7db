"""Identifiers: the same department, project, form or target gets the same IRI in every build and document.

IRIs are minted from few raw fields that all formats of one form print alike, compared without white space and
width (`kg.text.key`); never from row numbers or the order of files. `ID_VERSION` is part of every digest: a
change of the recipe is a new version.
"""

import hashlib
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from typing import Final
from urllib.parse import quote

from kg.model import Indicator
from kg.namespaces import BASE
from kg.text import key
from kg.vocabulary import load_scheme

ID_VERSION: Final = 1

_NATIONAL_CODE_LENGTH: Final = 15
"""Project codes of the national budget system have at least so many characters and are unique everywhere."""

_PLACE: Final = re.compile(
    r"(?:[^省市]{2,6}?(?:省|自治区))?(?:[^省]{2,6}?(?:市|自治州|盟|地区))?(?:[^省市]{2,5}?(?:区|县|旗))?"
)
_ORGANIZATION_CODE: Final = re.compile(r"(\d{3})(?:000|(\d{3}))?")
"""Three digits of the department, three of the unit; 000 is the department itself."""

_PLANES: Final = "".join(
    f"\\U{plane:04x}{'1000' if plane == 14 else '0000'}-\\U{plane:04x}fffd" for plane in range(1, 15)
)
_LETTER: Final = (
    rf"(?:[A-Za-z0-9._~!$&'()*+,;=\-\xa0-\ud7ff\uf900-\ufdcf\ufdf0-\uffef{_PLANES}]|%[0-9A-Fa-f]{{2}})"
)
_IRI: Final = re.compile(
    r"[A-Za-z][A-Za-z0-9+.-]*:"
    r"(?://(?:(?:LETTER|:)*+@)?LETTER*+(?::[0-9]*)?(?=[/?#]|$)|(?!//))"
    r"(?:LETTER|[:@/])*+(?:\?(?:LETTER|[:@/?\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd])*+)?"
    r"(?:#(?:LETTER|[:@/?])*+)?".replace("LETTER", _LETTER)
)
"""RFC 3987, addresses of IP version 6 in brackets aside: what SPARQL engines take between ``<`` and ``>``."""

_BRACKETED: Final = re.compile(r"\(([^()]*)\)$")

_PLAIN: Final = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~()")


def segment_of(name: str) -> str:
    """A name as one segment of an IRI: Chinese stays readable, what IRIs forbid is percent-encoded.

    >>> segment_of("专精特 新（A/B）50%")
    '专精特新(A%2FB)50%25'
    """
    return "".join(
        letter if letter in _PLAIN or _is_readable(letter) else quote(letter, safe="") for letter in key(name)
    )


def document_iri(name: str, base: str = BASE) -> str:
    """The document with this file name."""
    return f"{base}document/{segment_of(name)}"


def graph_iri(name: str, base: str = BASE) -> str:
    """The named graph of the document with this file name."""
    return f"{base}graph/{segment_of(name)}"


def derived_graph_iri(base: str = BASE) -> str:
    """The named graph of what spans documents."""
    return f"{base}graph/derived"


def ontology_graph_iri(base: str = BASE) -> str:
    """The named graph of the ontology and its vocabularies."""
    return f"{base}graph/ontology"


def department_iri(name: str, base: str = BASE) -> str:
    """A department, by its full name."""
    return f"{base}department/{segment_of(name)}"


def unit_iri(department: str, name: str, base: str = BASE) -> str:
    """A unit under a department: names such as 信息中心 are unique only there."""
    return f"{base}unit/{segment_of(department)}/{segment_of(name)}"


def concept_iri(subject: str, base: str = BASE) -> str:
    """The library entry of what is measured. The level-2 label is evidence, not identity."""
    return f"{base}indicator/{segment_of(subject)}"


def project_iri(year: int, scope: str, name: str, code: str | None, base: str = BASE) -> str:
    """A project: by its code where one is printed, else by year, department (``scope``) and name.

    A short code counts only within its department; a national code follows the project over the years.
    """
    if code and key(code):
        inside = "" if is_national_code(code) else f"{segment_of(scope)}/"
        return f"{base}project/{inside}{segment_of(code)}"
    return f"{base}project/{year}/{segment_of(scope)}/{segment_of(name)}"


def is_national_code(code: str) -> bool:
    """Whether a project code is one of the national budget system.

    >>> is_national_code("42010026157Y0 00000106"), is_national_code("377-01")
    (True, False)
    """
    return len(key(code)) >= _NATIONAL_CODE_LENGTH


def digest_iri(kind: str, *fields: object, base: str = BASE) -> str:
    """An IRI for what has no name of its own: ``base``/``kind``/20 hexadecimal digits of its fields."""
    content = "\x1f".join((str(ID_VERSION), kind, *("" if f is None else key(str(f)) for f in fields)))
    return f"{base}{kind}/{hashlib.sha256(content.encode('utf-8')).hexdigest()[:20]}"


def last_part(iri: str) -> str:
    """The last segment of an IRI.

    >>> last_part("https://a.example/finding/0123")
    '0123'
    """
    return iri.rsplit("/", 1)[-1]


def is_iri(text: str) -> bool:
    """Whether a text is an absolute IRI that the store takes (RFC 3987): the one test before a text that somebody
    gave goes into a query or stands as a term.

    >>> is_iri("https://a.example/指标/1"), is_iri("指标 1"), is_iri("a> <b"), is_iri("https://a.example/50%")
    (True, False, False, False)
    """
    return _IRI.fullmatch(text) is not None


def is_same_organization(short: str, full: str) -> bool:
    """Whether ``short`` names the department ``full``: without its place, or with a second name in brackets.

    >>> is_same_organization("市数据局", "某某市数据局")
    True
    >>> is_same_organization("某某市数据局（大数据局）", "某某市数据局")
    True
    >>> is_same_organization("某某市数据局本级", "某某市数据局")
    False
    """
    name, whole = key(short), key(full)
    if not whole or len(name) < 3:
        return False
    if name.startswith(whole + "(") and name.endswith(")"):
        return not name[:-1].endswith(own_unit_words())
    return whole.endswith(name)


def own_unit_of(name: str) -> str | None:
    """The department that a name says is meant itself, without its other units; None for other names.

    >>> own_unit_of("某某市数据局本级"), own_unit_of("某某市数据局（机关）"), own_unit_of("某某市数据局")
    ('某某市数据局', '某某市数据局', None)
    """
    whole = key(name)
    bracket = _BRACKETED.search(whole)
    if bracket:
        whole = whole[: bracket.start()]
        if bracket[1].endswith(own_unit_words()):
            return whole or None
    for word in own_unit_words():
        if whole.endswith(word) and len(whole) >= len(word) + 3:
            return whole.removesuffix(word)
    return None


def place_name(name: str) -> str:
    """The province, city or district that the full name of an organisation begins with, else an empty string.

    >>> place_name("某某市数据局"), place_name("市数据局"), place_name("某某市东湖区教育局")
    ('某某市', '', '某某市东湖区')
    """
    found = _PLACE.match(key(name))
    return found[0] if found else ""


def known_iris(name: str, code: str | None, place: str, base: str = BASE) -> list[str]:
    """What an organisation is known as everywhere: its full name, and its code in the budget of its place.

    Names without their place (信息中心) and codes of an unknown place identify nothing. ``377000`` is ``377``.

    >>> [known.removeprefix(BASE) for known in known_iris("某某市信息中心", "377002", "某某市")]
    ['known-as/某某市信息中心', 'known-as/某某市/377002']
    >>> known_iris("信息中心", "377002", "")
    []
    """
    found = [f"{base}known-as/{segment_of(name)}"] if place_name(name) else []
    digits = _ORGANIZATION_CODE.fullmatch(key(code or ""))
    if place and digits:
        found.append(f"{base}known-as/{segment_of(place)}/{digits[1]}{digits[2] or ''}")
    return found


def is_full_name(name: str, department: str) -> bool:
    """Whether an organisation is named with its place, as ``department`` is: only such a name is unique."""
    return len(key(department)) > 2 and key(name)[:2] == key(department)[:2]


@cache
def own_unit_words() -> tuple[str, ...]:
    """The words behind the name of a department that mean the department itself, the longest first."""
    concept = next(concept for concept in load_scheme("organizations") if concept.name == "own-unit")
    words = (label for label in concept.labels if not label.isascii())
    return tuple(sorted(words, key=lambda word: (-len(word), word)))


@dataclass(slots=True)
class Ordinals:
    """Counts what is printed twice alike, so that the second one gets its own IRI."""

    _seen: Counter[tuple[object, ...]] = field(default_factory=Counter)

    def next(self, *fields: object) -> int:
        """1 for the first time these fields are met, 2 for the second …; white space does not count."""
        met = tuple(None if f is None else key(str(f)) for f in fields)
        self._seen[met] += 1
        return self._seen[met]


def target_fields(indicator: Indicator, scope: str) -> tuple[object, ...]:
    """The raw fields that identify a performance target, before its ordinal."""
    return (
        indicator.year,
        scope,
        indicator.form,
        indicator.project,
        indicator.horizon,
        indicator.goal,
        indicator.level1,
        indicator.level2,
        indicator.name,
        indicator.target_text,
    )


def _is_readable(letter: str) -> bool:
    # private-use and unassigned characters and the selectors of variants of a character may not stand in an IRI
    return 0x9F < ord(letter) < 0xE0000 and unicodedata.category(letter)[0] in "LMNP"
