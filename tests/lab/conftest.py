"""The lab of these tests is opened once for all of them."""

from running_lab import address, place  # noqa: F401 - fixtures
