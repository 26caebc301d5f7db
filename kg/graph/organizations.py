"""The departments and units that a form names, under one identifier each."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from kg.graph.place import Place, label, printed
from kg.graph.terms import Quad, text
from kg.link import department_iri, is_full_name, is_same_organization, unit_iri
from kg.model import FormHead
from kg.text import key, squeeze

_UNIT_CODE: Final = re.compile(r"\d{3}(?!000)\d{3}")
"""Three digits of the department, three of the unit; 000 is the department itself."""

_SEPARATORS: Final = frozenset("、；;")
_OPENING: Final = frozenset("(（")
_CLOSING: Final = frozenset(")）")


@dataclass(frozen=True, slots=True)
class Organization:
    """An organisation in its role to a project: ``implementingUnit`` or ``supervisingDepartment``."""

    role: str
    name: str
    iri: str
    is_unit: bool


def project_organizations(head: FormHead, place: Place) -> list[Organization]:
    """Who carries a project out and who supervises it. Several names in a cell are several organisations.

    A name that says the department in other words is the department; a full name (with its place) of a
    supervisor is a department of its own; all others are units under the department.
    """
    named = [("implementingUnit", name) for name in split_names(head.implementing_unit or "")]
    named += [("supervisingDepartment", name) for name in split_names(head.supervising_department or "")]
    return [_organization(role, name, head, place) for role, name in named]


def organizations_to_quads(head: FormHead, place: Place) -> Iterator[Quad]:
    """The department of a form and the organisations of its project."""
    department = head.department or place.department
    found = project_organizations(head, place)
    units = [one for one in found if one.is_unit and one.role == "implementingUnit"]
    code = squeeze(head.department_code or "")
    coded = units[0].iri if _UNIT_CODE.fullmatch(code) and len(units) == 1 else None
    if department:
        subject = department_iri(department, place.base)
        yield from place.node(
            subject,
            label("org:FormalOrganization"),
            [
                (label("rdfs:label"), place.name_term(subject, department)),
                (label("org:identifier"), None if coded else printed(code)),
            ],
        )
    for one in found:
        if one.iri == (department and department_iri(department, place.base)):
            continue
        yield from place.node(
            one.iri,
            label("org:OrganizationalUnit" if one.is_unit else "org:FormalOrganization"),
            [
                (label("rdfs:label"), place.name_term(one.iri, one.name)),
                (label("org:unitOf"), place.department_term(department) if one.is_unit else None),
                (label("org:identifier"), text(code) if one.iri == coded else None),
            ],
        )


def split_names(names: str) -> list[str]:
    """The names of a list, split at 、 and ; outside brackets.

    >>> split_names("政策处、数据处（规划、安全）、")
    ['政策处', '数据处（规划、安全）']
    """
    found, depth = [""], 0
    for letter in names:
        depth += (letter in _OPENING) - (letter in _CLOSING)
        if letter in _SEPARATORS and depth <= 0:
            found.append("")
        else:
            found[-1] += letter
    return [name for name in (squeeze(part) for part in found) if key(name)]


def _organization(role: str, name: str, head: FormHead, place: Place) -> Organization:
    department = head.department or place.department
    if is_same_organization(name, department):
        return Organization(role, department, department_iri(department, place.base), is_unit=False)
    if role == "supervisingDepartment" and is_full_name(name, department):
        return Organization(role, name, department_iri(name, place.base), is_unit=False)
    return Organization(role, name, unit_iri(place.scope(department), name, place.base), is_unit=True)
