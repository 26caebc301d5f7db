"""查询: Chinese questions, named questions, SPARQL."""
