"""The group ``kzaz ledger``: projections as they were published."""
