"""Pages of the adjudicator: what waits, the file, the questions, the decision."""
