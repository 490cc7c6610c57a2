"""Claims against each other and against the record, by interval arithmetic."""

from kzaz_analysis.analysis.audit.audit import Audit, audit
from kzaz_analysis.analysis.audit.conflicts import KINDS, ConflictCard
from kzaz_analysis.analysis.audit.typed_claim import (
    STATEMENT,
    check_statement,
)
from kzaz_analysis.analysis.audit.verdict.verdicts import (
    MIRROR,
    VERDICT_NAMES,
    VERDICTS,
    with_names,
)

__all__ = [
    "KINDS",
    "MIRROR",
    "STATEMENT",
    "VERDICTS",
    "VERDICT_NAMES",
    "Audit",
    "ConflictCard",
    "audit",
    "check_statement",
    "with_names",
]
