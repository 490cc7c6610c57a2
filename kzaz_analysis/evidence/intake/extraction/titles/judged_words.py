"""Words by which series are judged, whether some title has them or not."""

from __future__ import annotations

SETTING = frozenset(
    [
        "freight",
        "trade",
        "turnover",
        "throughput",
        "port",
        "corridor",
        "route",
        "pipeline",
        "rail",
        "oil",
        "ship",
        "fleet",
        "container",
        "train",
    ]
)
"""Where something happens: a paragraph may go on about it without saying so again."""

BY_NAME = frozenset(
    ["port", "pipeline", "oil", "freight", "throughput", "corridor", "route", "rail"]
)
"""What a name says by itself: who speaks of Aktau means its port."""

BOOKED = frozenset({"export", "import"})
"""What one side exports the other imports: where the way is known, both are said."""

SUMMED = frozenset({"turnover", "trade"})
"""What exports alone are not."""

WAY = frozenset({"corridor", "route"})
"""What is another one under another name."""

TRANSIT = frozenset({"transit"})
CARRIED = frozenset({"oil", "freight", "cargo", "container"})
"""Of these, what others send, "transit oil", is a part."""

IDLE = frozenset(
    [
        "tonne",
        "launch",
        "start",
        "value",
        "wld",
        "track",
        "last",
        "since",
        "number",
        "part",
        "line",
        "route",
        "company",
        "two",
        "power",
        "section",
        "main",
        "day",
        "volume",
    ]
)
"""Words of titles that a text may leave unsaid."""

IMPLIED = {
    "mass": ("freight", "throughput"),
    "containers": ("container",),
    "length": ("length",),
    "flights": ("weekly", "flight"),
    "wagons": ("wagon",),
    "vehicles": ("truck", "vehicle"),
    "power": ("capacity",),
    "data rate": ("capacity",),
    "train pairs": ("train", "capacity"),
    "duration": ("time", "delivery"),
}
"""What a unit says by itself, by its dimension."""

JUDGED = SETTING.union(BY_NAME, BOOKED, SUMMED, WAY, TRANSIT, CARRIED)
"""Words that are judged by, whether some title has them or not."""

PACES = {"day": "daily", "week": "weekly", "month": "monthly"}

ABLE = frozenset({"able", "can", "capable", "designed"})
"""Words of what might be done: a capacity, whether it is called so or not."""

SHIPS = frozenset({"ship", "fleet"})
"""What is counted in vessels."""
