"""Standard trade indices: small formulas, each with the name it is known by."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kzaz_analysis.errors import NotComputable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray


def normalised_trade_balance(exports: float, imports: float) -> float:
    """Balance as a share of all trade, from -1 (imports only) to 1 (exports only).

    (x - m) / (x + m); UN ESCAP, Mikic and Gilbert (2009), Trade statistics in
    policymaking. Both flows by the same reporter and in one unit.

    Raises
    ------
    NotComputable
        If a flow is negative or both are zero.
    """
    x, m = _flows([exports]), _flows([imports])
    return float((x - m).sum() / _positive((x + m).sum()))


def grubel_lloyd(exports: Sequence[float], imports: Sequence[float]) -> float:
    """Share of trade that is two-way within products, from 0 to 1.

    1 - sum |x - m| / sum (x + m), the trade-weighted aggregate of Grubel and Lloyd
    (1975). It rises when products are lumped together: state their level.

    Parameters
    ----------
    exports, imports : sequence of float
        Flows of each product in the same order, shape (N,), one unit.

    Raises
    ------
    NotComputable
        If the lengths differ, a flow is negative, or there is no trade.
    """
    x, m = _flows(exports), _flows(imports)
    if x.shape != m.shape:
        raise NotComputable(f"{x.size} exports and {m.size} imports do not pair up")
    return float(1 - np.abs(x - m).sum() / _positive((x + m).sum()))


def shares(values: Sequence[float]) -> list[float]:
    """Share of each value in the sum of all, as ratios that sum to one.

    Raises
    ------
    NotComputable
        If a value is negative or all are zero.
    """
    flows = _flows(values)
    return [float(share) for share in flows / _positive(flows.sum())]


def herfindahl(values: Sequence[float]) -> float:
    """Concentration by Herfindahl and Hirschman: the sum of squared shares.

    From 1/N (all alike) to 1 (one only); World Bank, WITS.

    Raises
    ------
    NotComputable
        If a value is negative or all are zero.
    """
    return float(np.square(shares(values)).sum())


def normalised_herfindahl(values: Sequence[float]) -> float:
    """Concentration from 0 (all alike) to 1 (one only): (H - 1/N) / (1 - 1/N).

    The variant of WITS. UNCTAD's takes square roots, (sqrt(H) - sqrt(1/N)) /
    (1 - sqrt(1/N)), and gives other numbers under the same name. N counts the values
    given, zeros included.

    Raises
    ------
    NotComputable
        If there are fewer than two values, one is negative or all are zero.
    """
    even = 1 / len(values) if len(values) > 1 else 0.0
    if not even:
        raise NotComputable("concentration among fewer than two has no scale")
    return (herfindahl(values) - even) / (1 - even)


def _flows(values: Sequence[float]) -> NDArray[np.float64]:
    flows = np.asarray(values, dtype=np.float64)
    if not (flows >= 0).all():
        raise NotComputable(f"trade flows are numbers from zero up, not {list(values)}")
    return flows


def _positive(total: float) -> float:
    if not total > 0:
        raise NotComputable("there is no trade to divide")
    return total
