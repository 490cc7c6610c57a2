"""Tables from people: what a file says, row by row, before anything is written."""

from kzaz_analysis.evidence.intake.importing.understand import Understood, understand

__all__ = ["Understood", "understand"]
