"""Pages of the person who claims: writing the claim and taking it further."""
