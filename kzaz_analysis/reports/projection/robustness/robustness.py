"""What a projection is worth: its start, its breaks, its rivals, what moves it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from kzaz_analysis.analysis.outcome import Refused
from kzaz_analysis.display.grammar import clause, day
from kzaz_analysis.display.numbers import (
    header,
    interval,
    percent,
    percent_number,
    significant,
)
from kzaz_analysis.display.probability_bands import chance
from kzaz_analysis.display.sentences import Prose, paragraph
from kzaz_analysis.display.tables import Row, Table, table
from kzaz_analysis.reports.projection.labels import (
    CHOICES,
    method_name,
    option_name,
    variant_name,
)
from kzaz_analysis.reports.projection.robustness import sentences as words
from kzaz_analysis.reports.projection.robustness.tornado_chart import tornado_chart
from kzaz_analysis.reports.record import sentences as view

if TYPE_CHECKING:
    from kzaz_analysis.display.charts.chart import Chart
    from kzaz_analysis.display.citations import SourceList
    from kzaz_analysis.reports.projection.study import ProjectionStudy

START = "Figures behind the starting point"
LEVEL = "probability of the level"
MOVES = "Every option tried, one at a time"
SILENT = "Choices for which nothing is estimated here"
BREAKS = "With and without the years before a break"
MODELS = "Methods side by side, no change first"


class RobustnessSections:
    """Parts of the projection page about what the projection is worth."""

    study: ProjectionStudy
    cite: SourceList

    @property
    def start_words(self) -> Prose:
        """Where the projection starts, and what is known of the running year."""
        return paragraph(words.starting(self.study), self.cite)

    @property
    def start_table(self) -> Table:
        """Figures behind the starting point, with their sources."""
        start, record = self.study.start, self.study.record
        if isinstance(start, Refused):
            return table(START, (), ())
        rows = [
            Row(
                (
                    view.who(record, r["agency"]),
                    significant(r["value"], 4),
                    interval(r["low"], r["high"], record.unit),
                    day(r["published_on"]) or "no date shown",
                ),
                (r["source"],),
            )
            for r in start.figures.to_dict("records")
        ]
        heads = ("by", header("#figure", record.unit), "its interval", "published")
        return table(
            START,
            heads,
            rows,
            self.cite,
            place="start",
            folded=True,
            data=start.figures,
        )

    @property
    def sensitivity_words(self) -> Prose:
        """Which choice moves the answer most, and which cannot be tried."""
        return paragraph(words.widest_choice(self.study, self._moves()))

    @property
    def tornado_chart(self) -> Chart | Prose:
        """The span that each choice opens, widest first."""
        moves, study = self._moves(), self.study
        if moves.empty or isinstance(study.projection, Refused):
            return paragraph([])
        bars = pd.DataFrame(
            {
                "label": moves["choice"].map(CHOICES),
                "low": moves["low"],
                "high": moves["high"],
                **{
                    f"{end}_label": [
                        option_name(c, o)
                        for c, o in zip(
                            moves["choice"], moves[f"{end}_option"], strict=True
                        )
                    ]
                    for end in ("low", "high")
                },
            }
        )
        end_row = study.projection.fan.iloc[-1]
        about = f"the median for {int(end_row['year'])}"
        return tornado_chart(bars, float(end_row["median"]), study.record.unit, about)

    @property
    def sensitivity_table(self) -> Table:
        """Every option with its answer, those of the widest choice first."""
        if isinstance(self.study.sensitivity, Refused) or self._is_refused:
            return table(MOVES, (), ())
        options = self.study.sensitivity.options.iloc[1:]
        place = {c: n for n, c in enumerate(self.study.sensitivity.tornado["choice"])}
        with_median = options[options["median"].notna()]
        with_median = with_median.sort_values(
            "choice", key=lambda c: c.map(place), kind="stable"
        )
        rows = [
            Row(
                (
                    CHOICES[r["choice"]],
                    option_name(r["choice"], r["option"]),
                    significant(r["median"], 3),
                    _signed(r["difference_pct"]),
                    "" if pd.isna(r["p_target"]) else chance(r["p_target"]),
                )
            )
            for r in with_median.to_dict("records")
        ]
        middle = header("#median", self.study.record.unit)
        heads = (
            "choice",
            "option",
            middle,
            "#difference, %",
            "probability of the level",
        )
        return table(MOVES, heads, rows, folded=True, data=with_median)

    @property
    def silent_table(self) -> Table:
        """Options that give no answer, and why."""
        if isinstance(self.study.sensitivity, Refused) or self._is_refused:
            return table(SILENT, (), ())
        options = self.study.sensitivity.options
        rows = [
            Row(
                (
                    CHOICES[r["choice"]],
                    option_name(r["choice"], r["option"]),
                    clause(str(r["reason"])),
                )
            )
            for r in options[options["median"].isna()].to_dict("records")
            if r["choice"] in CHOICES
        ]
        return table(SILENT, ("choice", "option", "why"), rows, folded=True)

    @property
    def break_words(self) -> Prose:
        """Which breaks were looked at, and what they do to the projection."""
        return paragraph(words.breaks_looked_at(self.study.breaks))

    @property
    def break_table(self) -> Table:
        """The projection with and without the years before each break."""
        if isinstance(self.study.breaks, Refused) or self._is_refused:
            return table(BREAKS, (), ())
        effects = self.study.breaks.effects
        with_median = effects[effects["median"].notna()]
        rows = [
            Row(
                (
                    variant_name(r["variant"], r["break_year"]),
                    f"{r['first_year']} to {r['last_year']}",
                    significant(r["median"], 3),
                    "" if n == 0 else _signed(r["difference_pct"]),
                    "" if pd.isna(r["p_target"]) else chance(r["p_target"]),
                )
            )
            for n, r in enumerate(with_median.to_dict("records"))
        ]
        middle = header("#median", self.study.record.unit)
        heads = (
            "record",
            "years",
            middle,
            "#difference, %",
            "probability of the level",
        )
        return table(BREAKS, heads, rows, data=with_median)

    @property
    def model_table(self) -> Table:
        """Every method, the forecast of no change first: errors and answer."""
        models = self.study.models
        if models.empty or isinstance(self.study.backtest, Refused):
            return table(MODELS, (), ())
        level = f"{min(self.study.level):g}"
        tested = models[models["owa"].notna()]
        # Naive is the first row; what the page rests on is never folded away.
        other_methods = (tested["method"] != self.study.method) & (
            tested["role"] != "naive"
        )
        listed = tested.loc[other_methods.sort_values(kind="stable").index]
        rows = [
            Row(
                (
                    method_name(r["method"]),
                    significant(r["owa"], 3),
                    significant(r["mase"], 3),
                    percent_number(r[f"coverage-{level}"]),
                    "" if pd.isna(r["median"]) else significant(r["median"], 3),
                )
            )
            for r in listed.to_dict("records")
        ]
        horizon, unit = self.study.horizon_year, self.study.record.unit
        heads = (
            "method",
            "#OWA (no change = 1)",
            "#MASE",
            f"#inside the {percent(float(level), 3)} interval, %",
            header(f"#median in {horizon}", unit),
        )
        return table(MODELS, heads, rows, data=listed)

    @property
    def _is_refused(self) -> bool:
        """Whether there is no projection that anything could move."""
        return isinstance(self.study.projection, Refused)

    def _moves(self) -> pd.DataFrame:
        options = self.study.sensitivity
        if isinstance(options, Refused) or self._is_refused:
            return pd.DataFrame()
        moves = options.tornado[options.tornado["low"].notna()].reset_index(drop=True)
        is_far = (moves["low"] > 0) & (moves["high"] > FAR_TIMES * moves["low"])
        return moves.assign(is_far=is_far)


FAR_TIMES = 10
"""Times that one choice leads above another from which neither tells a level."""


def _signed(pct: float) -> str:
    if pd.isna(pct):
        return ""
    text = percent_number(pct)
    # What rounds to nothing has no direction.
    return f"+{text}" if pct > 0 and text != "0" else text
