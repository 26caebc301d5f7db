"""Which departments, projects and indicators may be one: candidates with a score and the evidence, for a person."""
