"""The examples in the docstrings are true."""

import doctest
import importlib
import pkgutil

import pytest

import kg

SKIPPED = {"kg.__main__"}  # running it is running the program
MODULES = sorted(
    module.name for module in pkgutil.walk_packages(kg.__path__, "kg.") if module.name not in SKIPPED
)
WITH_EXAMPLES = [
    name for name in MODULES if ">>>" in (importlib.util.find_spec(name).loader.get_source(name) or "")
]


@pytest.mark.parametrize("name", WITH_EXAMPLES)
def test_examples(name):
    outcome = doctest.testmod(importlib.import_module(name))
    assert outcome.attempted > 0
    assert outcome.failed == 0


def test_there_are_examples():
    assert len(WITH_EXAMPLES) >= 8
