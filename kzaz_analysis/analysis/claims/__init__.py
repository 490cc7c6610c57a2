"""Claims against each other and against the record, by interval arithmetic."""

from kzaz_analysis.analysis.claims.audit import Audit, audit
from kzaz_analysis.analysis.claims.conflicts import KINDS, ConflictCard
from kzaz_analysis.analysis.claims.statement import (
    STATEMENT,
    Statement,
    check_statement,
    read_statement,
)
from kzaz_analysis.analysis.claims.verdicts import VERDICTS

__all__ = [
    "KINDS",
    "STATEMENT",
    "VERDICTS",
    "Audit",
    "ConflictCard",
    "Statement",
    "audit",
    "check_statement",
    "read_statement",
]
