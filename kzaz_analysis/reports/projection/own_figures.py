"""Figures of one's own carried forward: the projection with its picture."""

from __future__ import annotations

from dataclasses import fields
from functools import wraps
from typing import TYPE_CHECKING, ParamSpec

from kzaz_analysis.analysis.projection.project import Projection
from kzaz_analysis.analysis.projection.project import project as carried_forward

if TYPE_CHECKING:
    from collections.abc import Callable

    from kzaz_analysis.display.charts.chart import Chart

Arguments = ParamSpec("Arguments")


class DrawnProjection(Projection):
    """A projection of figures given, with its fan as a picture."""

    __slots__ = ()

    @property
    def heading(self) -> str:
        """How far it goes."""
        return f"Projection of the figures given to {self.horizon_year}"

    @property
    def chart(self) -> Chart:
        """The figures and the fan, with the benchmark and the target."""
        from kzaz_analysis.reports.projection.charts.fan_chart import (  # noqa: PLC0415
            fan_chart,
        )

        values = self.record["value"]
        return fan_chart(
            self.record.assign(
                low=values, high=values, segment=0, books="figures given"
            ),
            self.fan,
            unit="",
            label="the figures given",
            benchmark=self.benchmark,
            target=self.target,
        )


def _drawn(
    compute: Callable[Arguments, Projection],
) -> Callable[Arguments, DrawnProjection]:
    @wraps(compute)
    def drawn(*args: Arguments.args, **kwargs: Arguments.kwargs) -> DrawnProjection:
        plain = compute(*args, **kwargs)
        return DrawnProjection(
            **{f.name: getattr(plain, f.name) for f in fields(plain)}
        )

    return drawn


project = _drawn(carried_forward)
