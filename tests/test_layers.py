"""Imports flow one way: a module imports from stages to its left and from the foundations only."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
FOUNDATIONS = {
    "model",
    "errors",
    "findings",
    "vocabulary",
    "values",
    "text",
    "namespaces",
    "places",
    "processes",
    "pulse",
    "records",
    "review",
    "sparql",
}
STAGES = [
    {"read"},
    {"tables"},
    {"rows", "budget"},
    {"segment"},
    {"extract", "proposals"},
    {"link", "goals"},
    {"graph"},
    {"store"},
    {"ingest", "decisions"},
    {"query", "build", "verify", "shapes", "sources", "finding_decisions"},
    {"linking"},
    {"network", "check", "catalogue", "tiers", "suggest", "ask"},
    {"diff"},
    {"export"},
    {"evaluate"},
    {"explorer", "serve"},
    {"cli"},
    {"__main__"},
]
PAGES = {
    "overview", "search", "project", "department", "library", "network",
    "compare", "audit", "review", "questions", "intake",
}  # fmt: skip
EXPLORER = [
    {"looks"},
    {"address", "walking", "launch", "opened", "ahead", "nodes", "audited", "program"},
    {"rows"},
    {"figures"},
    PAGES,
    {"early"},
    {"warming"},
    {"front"},
    {"served"},
    {"__init__"},
]
CORE = 1
SHOWN = ROOT / "kg/explorer"
MODULES = sorted((ROOT / "kg").rglob("*.py"))


def stage_of(name: str) -> int:
    return next((i for i, names in enumerate(STAGES) if name in names), -1)


def modules_imported(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            names.add(node.module or "")
        elif isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
    return names


def imported(path: Path) -> set[str]:
    return {module.split(".")[1] for module in modules_imported(path) if module.startswith("kg.")}


def test_every_module_has_a_layer():
    top = {path.relative_to(ROOT / "kg").parts[0].removesuffix(".py") for path in MODULES} - {"__init__"}
    assert top == FOUNDATIONS | set().union(*STAGES)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_flow_one_way(path):
    own = path.relative_to(ROOT / "kg").parts[0].removesuffix(".py")
    if own == "__init__":
        assert not imported(path)
        return
    for name in imported(path) - {own}:
        if own in FOUNDATIONS:
            assert name in FOUNDATIONS, f"foundation {own} imports {name}"
        elif name not in FOUNDATIONS:
            assert stage_of(name) < stage_of(own), f"{own} imports {name}"


@pytest.mark.parametrize("path", sorted(SHOWN.rglob("*.py")), ids=lambda path: str(path.relative_to(SHOWN)))
def test_pages_of_the_explorer_share_only_what_stands_below_them(path):
    own = path.relative_to(SHOWN).parts[0].removesuffix(".py")
    for module in modules_imported(path):
        if module.startswith("kg.explorer.") and (name := module.split(".")[2]) != own:
            below, here = (place for kind in (name, own) for place, k in enumerate(EXPLORER) if kind in k)
            assert below < here or (below == here and here == CORE), f"{own} imports {module}"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_module_is_over_400_lines(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400
