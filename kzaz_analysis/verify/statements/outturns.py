"""Sentences on forecasts and their outturns: the ledger is none of the tables.

That its lines are whole is checked by `kzaz ledger verify`; here is checked that every
number of the text is one of its operands.
"""

from kzaz_analysis.verify.statements.common import MODEL, UNCHECKED, WORDS, leave

leave(UNCHECKED, "outturns.title", "outturns.broken", "outturns.intact")
leave(UNCHECKED, "outturns.open", "outturns.others", "outturns.others_naive")
leave(MODEL, "outturns.scored", "outturns.crps", "outturns.brier")
leave(WORDS, "outturns.no_ledger", "outturns.no_lines", "outturns.no_chance")
leave(WORDS, "outturns.no_others")
