"""A dataset file that stands for more than it holds is refused by name."""

import pytest

from kzaz_analysis.errors import DataError
from kzaz_analysis.evidence.dataset.read import read_dataset


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("title: &a [x]\nsubtitle: *a\n", "dataset.yml: it has aliases"),
        ("title: " + "[" * 5000 + "]" * 5000, "dataset.yml: it is nested too deep"),
    ],
    ids=["aliases", "depths"],
)
def test_aliases_and_depths_are_refused(text, says):
    with pytest.raises(DataError, match=says):
        read_dataset(text.encode())
