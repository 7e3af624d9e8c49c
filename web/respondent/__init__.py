"""Pages of the person a claim is made against."""
