"""What others published on the full sets, by their official measures.

M4 yearly: Makridakis, Spiliotis, Assimakopoulos 2020; N-BEATS: Oreshkin and others
2020.  M3 yearly: Makridakis, Hibon 2000 (theta); Fiorucci and others 2016 (DOTM); Smyl,
Zhang 2015 (LGT).  They stand beside a whole set only: half of a set is another set.
"""

from __future__ import annotations

import pandas as pd

PUBLISHED = {
    (23_000, 6): {
        "N-BEATS": {"sMAPE": 12.913, "OWA": 0.758},
        "Smyl (M4, first)": {"sMAPE": 13.176, "OWA": 0.778, "MSIS": 23.9},
        "FFORMA (M4, second)": {"sMAPE": 13.528, "OWA": 0.799, "MSIS": 27.5},
        "SCUM": {"sMAPE": 13.669, "OWA": 0.806, "MSIS": 35.9},
        "theta": {"sMAPE": 14.593, "OWA": 0.872},
    },
    (645, 6): {
        "LGT": {"sMAPE": 15.23},
        "DOTM": {"sMAPE": 15.94},
        "theta": {"sMAPE": 16.90},
    },
}
"""Results by rows and years ahead of the whole set."""


def published(rows: int, years: int) -> pd.DataFrame:
    """Return what was published on a set of that size; empty for any other."""
    results = PUBLISHED.get((rows, years), {})
    return pd.DataFrame.from_dict(results, orient="index")
