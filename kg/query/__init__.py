"""Questions to the graph: the named ones of ontology/queries and a reader's own read-only SPARQL."""

from kg.query.named import NamedQuery as NamedQuery
from kg.query.named import find_query as find_query
from kg.query.named import list_queries as list_queries
from kg.query.named import list_rules as list_rules
from kg.query.parameters import Parameter as Parameter
from kg.query.run import Answer as Answer
from kg.query.run import run_query as run_query
