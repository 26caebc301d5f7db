"""Spellings are data: found however they are printed, and never under two concepts."""

import pytest

import kg.vocabulary
from kg.errors import VocabularyError
from kg.vocabulary import data_dir, find_concept, load_scheme, ontology_dir, spellings

READER_SCHEMES = ["kinds", "forms", "headers", "heads", "findings", "qualities"]
TURTLE = """@prefix kg: <https://performance-targets.example/ontology#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix : <https://performance-targets.example/vocab/{name}/> .
{body}
"""


@pytest.fixture
def scheme(tmp_path, monkeypatch, request):
    """Write a scheme of this name and body where the vocabulary looks for it."""
    (tmp_path / "vocab").mkdir()
    monkeypatch.setattr(kg.vocabulary, "ontology_dir", lambda: tmp_path)
    name = f"try-{abs(hash(request.node.name))}"  # schemes are cached by name

    def write(body, *, raw=False):
        text = body if raw else TURTLE.format(name=name, body=body)
        (tmp_path / "vocab" / f"{name}.ttl").write_text(text, encoding="utf-8")
        return name

    return write


@pytest.mark.parametrize("name", READER_SCHEMES)
def test_no_spelling_belongs_to_two_concepts(name):
    found = spellings(name)
    assert len(found) >= len(load_scheme(name)) > 3


@pytest.mark.parametrize("printed", ["数量指标", " 数量 指标", "数量指标\n", "产出数量"])
def test_a_spelling_is_found_however_it_is_broken(printed):
    assert find_concept("kinds", printed).name == "quantity"


@pytest.mark.parametrize(
    "printed, name", [("指标值（包含数字及文字描述）", "target"), ("指标值(包含数字及文字描述)", "target")]
)
def test_brackets_of_either_width_are_one_spelling(printed, name):
    assert find_concept("headers", printed).name == name


@pytest.mark.parametrize("printed", ["数量", "没有这种写法", ""])
def test_an_unknown_spelling_is_none(printed):
    assert find_concept("headers", printed) is None


def test_the_chinese_preferred_label_leads():
    concept = next(concept for concept in load_scheme("kinds") if concept.name == "quantity")
    assert concept.label == concept.labels[0] == "数量指标"
    assert concept.first("level") == "2"
    assert concept.first("nothing") is None
    assert concept.broader[0].endswith("/kinds/output")


@pytest.mark.parametrize("name", ["kinds", "headers", "heads", "findings"])
def test_a_scheme_says_what_the_reader_needs(name):
    needed = {"kinds": "level", "headers": "field", "heads": "valueType", "findings": "severity"}[name]
    assert [concept.name for concept in load_scheme(name) if concept.first(needed) is None] == []


def test_an_ambiguous_spelling_is_an_error(scheme):
    name = scheme(
        ':one skos:inScheme <x> ; skos:prefLabel "件数" .\n:two skos:inScheme <x> ; skos:prefLabel "件 数" .'.replace(
            "<x>", "<https://performance-targets.example/vocab/x>"
        )
    )
    with pytest.raises(VocabularyError, match="同时属于 one 和 two"):
        spellings(name)


def test_a_concept_without_label_is_an_error(scheme):
    name = scheme(':one skos:inScheme <https://performance-targets.example/vocab/x> ; kg:field "name" .')
    with pytest.raises(VocabularyError, match="没有任何写法"):
        load_scheme(name)


def test_broken_turtle_is_an_error_that_names_the_file(scheme):
    name = scheme(':one skos:prefLabel "a"', raw=True)
    with pytest.raises(VocabularyError, match=rf"{name}\.ttl 无法读取"):
        load_scheme(name)


def test_a_missing_scheme_is_an_error():
    with pytest.raises(VocabularyError, match="无法读取"):
        load_scheme("no-such-scheme")


def test_the_ontology_and_the_data_are_found():
    assert (ontology_dir() / "vocab" / "kinds.ttl").is_file()
    assert data_dir().is_dir()
