"""The departments and units that a form names, under one identifier each."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from kg.graph.place import Place, kg, label, printed
from kg.graph.terms import Quad, iri
from kg.link import (
    department_iri,
    is_full_name,
    is_same_organization,
    known_iris,
    own_unit_of,
    place_name,
    unit_iri,
)
from kg.model import BudgetTable, FormHead
from kg.text import key, squeeze

_UNIT_CODE: Final = re.compile(r"\d{3}(?!000)\d{3}")
"""Three digits of the department, three of the unit; 000 is the department itself."""

_DEPARTMENT_CODE: Final = re.compile(r"\d{3}(000)?")

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
    department = head.department or place.department
    return [_organization(role, name, department, place) for role, name in named]


def organizations_to_quads(head: FormHead, place: Place) -> Iterator[Quad]:
    """The department of a form and the organisations of its project."""
    department = head.department or place.department
    found = project_organizations(head, place)
    units = [one for one in found if one.is_unit and one.role == "implementingUnit"]
    code = squeeze(head.department_code or "")
    coded = units[0].iri if _UNIT_CODE.fullmatch(code) and len(units) == 1 else None
    if department:
        subject = department_iri(department, place.base)
        own = Organization("supervisingDepartment", department, subject, is_unit=False)
        yield from organization_node(own, department, None if coded else code, place)
    for one in found:
        if one.iri == (department and department_iri(department, place.base)):
            continue
        yield from organization_node(one, department, code if one.iri == coded else None, place)


def table_units_to_quads(tables: Iterable[BudgetTable], place: Place) -> Iterator[Quad]:
    """The departments and units that the budget tables by unit print with their codes."""
    if not place.department:
        return
    for table in tables:
        if table.kind != "unit":
            continue
        for line in table.lines:
            code, name = squeeze(line.code or ""), squeeze(line.name or "")
            if _DEPARTMENT_CODE.fullmatch(code):
                named = own_unit_of(name) or name
                found = _organization("supervisingDepartment", named, place.department, place)
                if found.is_unit:
                    continue
            elif name and _UNIT_CODE.fullmatch(code):
                found = _organization("implementingUnit", name, place.department, place)
            else:
                continue
            yield from organization_node(found, place.department, code, place)


def organization_node(one: Organization, department: str, code: str | None, place: Place) -> Iterator[Quad]:
    """The quads of one organisation; ``department`` is the one that a unit belongs to, and tells its place."""
    known = known_iris(one.name, code, place_name(department if one.is_unit else one.name), place.base)
    return place.node(
        one.iri,
        label("org:OrganizationalUnit" if one.is_unit else "org:FormalOrganization"),
        [
            (label("rdfs:label"), place.name_term(one.iri, one.name)),
            (label("org:unitOf"), place.department_term(department) if one.is_unit else None),
            (label("org:identifier"), printed(code)),
            (kg("namedIn"), iri(place.document)),
            *((kg("knownAs"), iri(name)) for name in known),
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


def _organization(role: str, name: str, department: str, place: Place) -> Organization:
    if is_same_organization(name, department):
        return Organization(role, department, department_iri(department, place.base), is_unit=False)
    own = own_unit_of(name)
    is_own_unit = own is not None and is_same_organization(own, department)
    if role == "supervisingDepartment" and not is_own_unit and is_full_name(name, department):
        return Organization(role, name, department_iri(name, place.base), is_unit=False)
    return Organization(role, name, unit_iri(place.scope(department), name, place.base), is_unit=True)
