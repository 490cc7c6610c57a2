"""Datasets of situations that random ones seldom have, with their pages.

Each situation adds a series in one state to a dataset under construction, with random
values, and asks for the pages that say so. A dataset of a situation has it for two
series, and another situation of the same group for a third.
"""

import random

import scene_data
import scene_forecasts  # noqa: F401 - registers situations
import scene_records  # noqa: F401 - registers situations
import scene_targets  # noqa: F401 - registers situations
from scene_data import GROUPS

BESIDE = 1
"""Situations of the same group that a dataset has besides."""


def maker_of(group, situation):
    """Make the maker of datasets that have a situation twice and others of its group."""

    def written(folder, seed):
        draw = random.Random(f"{situation} {seed}")  # noqa: S311 - no secret
        others = [name for name in GROUPS[group] if name != situation]
        beside = draw.sample(others, min(BESIDE, len(others)))
        chosen = [GROUPS[group][name] for name in (situation, situation, *beside)]
        return scene_data.write(folder, seed, chosen)

    return written


MAKERS = {
    situation: maker_of(group, situation)
    for group, situations in GROUPS.items()
    for situation in situations
}
"""What a long run may ask about situations, by name."""
