"""Deriving again what a change touches gives what deriving from everything gives."""

import random
from collections import defaultdict
from functools import cache
from itertools import chain

import pytest
from asked_graph import extractions
from sample_extraction import next_year, sample

from kg.graph import derived_quads, extraction_to_quads
from kg.graph.derived import DERIVATIONS, derive_again
from kg.graph.facts import Facts, is_kept, kept_predicates
from kg.graph.place import kg, label
from kg.graph.reach import Again, Derivation, NearFacts, Walker, read_path
from kg.graph.terms import RDF_TYPE, Quad, iri, text
from kg.link import derived_graph_iri, graph_iri
from kg.namespaces import BASE, PREFIXES
from kg.store import open_store, open_writer
from kg.store.pointer import changes_since_loading
from kg.store.versions import Deriving

GRAPH = derived_graph_iri()
SUBJECT = iri(kg("subject"))
DERIVING = Deriving(GRAPH, derived_quads, kept_predicates(), derive_again, "test")


def full_name(name):
    return iri(label(name) if ":" in name else kg(name))


@cache
def made():
    found = [sample(), next_year(), sample("again.txt"), *extractions()]
    return {graph_iri(one.document.name): frozenset(extraction_to_quads(one)) for one in found}


def world():
    """Documents of several departments and years; two print the same forms."""
    return {graph: set(quads) for graph, quads in made().items()}


def edited(documents, dice):
    """A few statements of a document dropped, or given the object that another statement of the kind has; or nodes
    dropped. A node that others name keeps its class: documents give none without."""
    graph = dice.choice(sorted(documents))
    quads = sorted(documents[graph])
    if dice.random() < 0.3:
        nodes = sorted({quad.subject for quad in quads} - {quad.object for quad in quads})
        gone = set(dice.sample(nodes, min(len(nodes), dice.choice((1, 4)))))
        return graph, {quad for quad in quads if quad.subject not in gone}
    pool = defaultdict(list)
    for quad in sorted(chain.from_iterable(documents.values())):
        pool[quad.predicate].append(quad.object)
    kept = [quad for quad in quads if is_kept(quad.predicate) and quad.predicate != SUBJECT]
    for quad in dice.sample(kept, min(len(kept), dice.choice((1, 1, 3, 30)))):
        quads.remove(quad)
        if dice.random() < 0.7:
            quads.append(quad._replace(object=dice.choice(pool[quad.predicate])))
    return graph, set(quads)


def changed(documents, whole, dice):
    """Documents to replace: edited, removed, or back as they were."""
    graph, quads = edited(documents, dice)
    deed = dice.random()
    if deed < 0.15:
        return {graph: set()}
    if deed < 0.3:
        return {graph: whole[graph]}
    return {graph: quads} if deed < 0.8 else {graph: quads, **dict([edited(documents, dice)])}


def write(directory, documents):
    with open_writer(directory) as writer:
        writer.replace(documents, DERIVING)


def stated(store):
    return {quad for quad in store.quads() if quad.graph != iri(GRAPH)}


def test_any_sequence_of_changes_gives_the_graph_built_from_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr("kg.store.writing._DEAREST", 0)
    whole = world()
    documents = dict(whole)
    write(tmp_path, documents)
    dice = random.Random(7)  # noqa: S311 - a test
    for number in range(40):
        change = changed(documents, whole, dice)
        documents |= change
        write(tmp_path, {graph: sorted(quads) for graph, quads in change.items()})
        expected = set(chain.from_iterable(documents.values()))
        derived = set(derived_quads(sorted(expected)))
        store = open_store(tmp_path)
        assert stated(store) == expected, number
        assert set(store.quads(GRAPH)) == derived, number
        union = set(store.construct("CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }"))
        assert union == {quad[:3] for quad in expected | derived}, number
    assert changes_since_loading(tmp_path) > 0
    write(tmp_path / "fresh", {graph: quads for graph, quads in documents.items() if quads})
    assert names(tmp_path) == names(tmp_path / "fresh")


def names(directory):
    return open_store(directory).version_directory.name


def test_little_is_derived_again():
    quads = list(chain.from_iterable(world().values()))
    first = iri(graph_iri("a.txt"))
    touched = min(quad for quad in quads if quad.predicate == iri(kg("confident")) and quad.graph == first)
    again = derive_again()
    again.note([touched], Kept(quads))
    asked = Kept(quads)
    again.changes(asked)
    assert 0 < len(asked.met) < len({quad.subject for quad in quads}) / 3


def test_statements_that_nothing_is_derived_from_touch_nothing():
    quads = list(extraction_to_quads(sample()))
    again = derive_again()
    again.note([quad for quad in quads if quad.predicate == iri(kg("printedText"))], Kept(quads))
    known = Kept(quads)
    assert again.changes(known) == (set(), set())
    assert not known.met


@pytest.mark.parametrize("number", range(len(DERIVATIONS)))
def test_a_derivation_gives_what_it_says(number):
    derivation = DERIVATIONS[number]
    facts = Facts.of(chain.from_iterable(map(sorted, world().values())))
    alike = [one for one in DERIVATIONS if one.derive == derivation.derive]
    given = {full_name(name) for one in alike for name in one.gives}
    assert {quad.predicate for quad in derivation.derive(facts, GRAPH, BASE)} <= given
    for path in (*derivation.reach, *derivation.owns):
        for step in read_path(path):
            assert step.predicate in kept_predicates() | given
            assert step.kind is None or is_kept(step.kind)


def test_no_two_derivations_give_a_statement():
    facts = Facts.of(chain.from_iterable(map(sorted, world().values())))
    met = {}
    for derive in dict.fromkeys(one.derive for one in DERIVATIONS):
        for quad in set(derive(facts, GRAPH, BASE)):
            assert met.setdefault((quad.subject, quad.predicate), derive) is derive


def test_near_facts_are_facts_of_few_instances():
    quads = list(extraction_to_quads(sample()))
    facts = Facts.of(quads)
    targets = facts.instances(kg("PerformanceTarget"))
    near = NearFacts.around(Walker(Kept(quads)), targets[:2])
    assert near.instances(kg("PerformanceTarget")) == targets[:2]
    assert near.instances(kg("Form")) == []
    assert near.get(targets[5], "unit") == facts.get(targets[5], "unit")
    with pytest.raises(KeyError):
        near.get(targets[0], "printedText")
    with pytest.raises(KeyError):
        near.instances(kg("Goal"))


def test_a_derivation_that_compares_everything_is_made_wholly():
    name, code = iri(label("rdfs:label")), iri(kg("code"))
    kind = iri(kg("BudgetLine"))

    def number(facts, graph, _base):
        lines = facts.instances(kg("BudgetLine"))
        for line in lines:
            yield Quad(line, code, text(str(len(lines))), iri(graph))

    def line(subject, says="x"):
        return [
            Quad(f"<{subject}>", iri(RDF_TYPE), kind, "<g>"),
            Quad(f"<{subject}>", name, text(says), "<g>"),
        ]

    derivation = Derivation(number, gives=("code",), everything=("BudgetLine",))
    before, after = line("a"), line("a") + line("b")
    again = Again((derivation,), GRAPH, BASE)
    old = [Quad("<a>", code, text("1"), iri(GRAPH))]
    again.note(line("b"), Kept(before + old))
    again.note(line("b"), Kept(after + old))
    gone, new = again.changes(Kept(after + old))
    assert gone == set(old)
    assert new == {Quad(f"<{one}>", code, text("2"), iri(GRAPH)) for one in "ab"}


def test_what_is_no_step_is_refused():
    assert read_path("^prov:wasQuotedFrom[Form]")[0].predicate == iri(PREFIXES["prov"] + "wasQuotedFrom")
    with pytest.raises(ValueError, match="no step"):
        read_path("inDocument//ofProject")


class Kept:
    """Statements in memory, found one by one; remembers the subjects that it was asked for."""

    def __init__(self, quads):
        self.quads = set(quads)
        self.met = set()

    def objects(self, subject, predicate):
        self.met.add(subject)
        return sorted(
            {q.object for q in self.quads if q[:2] == (subject, predicate) and q.graph != iri(GRAPH)}
        )

    def subjects(self, predicate, value):
        return sorted({q.subject for q in self.quads if q[1:3] == (predicate, value)})

    def derived(self, subject):
        return [q for q in self.quads if q.subject == subject and q.graph == iri(GRAPH)]

    def deriving(self, predicate, value):
        return [q.subject for q in self.quads if q[1:] == (predicate, value, iri(GRAPH))]

    def derived_by(self, predicate):
        return [q for q in self.quads if q.predicate == predicate and q.graph == iri(GRAPH)]

    def instances(self, kind):
        return self.subjects(iri(RDF_TYPE), kind)

    def column(self, kind, predicate):
        return {node: self.objects(node, predicate) for node in self.instances(kind)}
