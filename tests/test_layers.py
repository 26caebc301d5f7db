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
MODULES = sorted((ROOT / "kg").rglob("*.py"))


def stage_of(name: str) -> int:
    return next((i for i, names in enumerate(STAGES) if name in names), -1)


def imported(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        modules = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        modules += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        names |= {module.split(".")[1] for module in modules if module.startswith("kg.")}
    return names


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


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_module_is_over_400_lines(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400
