"""The least that could do the same work: what the machine allows, to hold the court against."""
