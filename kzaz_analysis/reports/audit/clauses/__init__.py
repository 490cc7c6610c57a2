"""Words of the clauses that the audit gives with their values."""
