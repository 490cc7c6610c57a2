"""The explorer in JupyterLab: controls, and the answer that follows them."""

from __future__ import annotations

from dataclasses import replace
from html import escape
from typing import TYPE_CHECKING, Any

from kzaz_analysis.analysis.projection.methods.members import COMBINATIONS, MEMBERS
from kzaz_analysis.errors import KzazError, UsageError
from kzaz_analysis.evidence.catalogue import catalogue_entry, leading_name
from kzaz_analysis.evidence.opened import opened
from kzaz_analysis.evidence.series import series_of
from kzaz_analysis.explorer.choices import first_year_of, projectable, series_choices
from kzaz_analysis.explorer.quick import Answers, Asked, Shown
from kzaz_analysis.reports.projection.labels import method_name
from kzaz_analysis.signature import (
    AMOUNT,
    DAY,
    HORIZON,
    TEXT,
    TEXTS,
    YEAR,
    guarded,
    one_of,
)
from kzaz_analysis.studies.capacity_links import CARRYING
from kzaz_analysis.studies.driver_values import driver_rows

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from kzaz_analysis.evidence.opened import Evidence
    from kzaz_analysis.evidence.periods import Day

NEEDS = (
    "kz.explore() needs ipywidgets: pip install 'kzaz-analysis[lab]'; without it, "
    "kz.explore_file('explore.html') writes the explorer as a page"
)
SEPARATOR = "; "
"""What stands between two drivers."""
WIDE = {"description_width": "9rem"}
ALL_PUBLICATIONS = "all publications"
NAMES = {
    "series": "Series",
    "rule": "Reporter",
    "as_of": "As known on",
    "first_year": "First year",
    "method": "Method",
    "target": "Target",
    "deadline": "Target year",
    "horizon": "Picture up to",
    "driver_values": "Drivers at",
}
"""Controls by their names in `Asked`, in their order."""


@guarded(
    series=TEXT,
    rule=TEXT,
    as_of=DAY,
    first_year=YEAR,
    horizon_year=HORIZON,
    target=AMOUNT,
    deadline=HORIZON,
    method=one_of(*COMBINATIONS, *MEMBERS),
    driver_values=TEXTS,
)
def explore(
    series: str | None = None,
    *,
    rule: str | None = None,
    as_of: Day = None,
    first_year: int | None = None,
    horizon_year: int = 2035,
    target: float | None = None,
    deadline: int = 2030,
    method: str = "combination",
    driver_values: Sequence[str] | Mapping[str, float] = (),
    evidence: Evidence | None = None,
) -> Explorer:
    """Show controls for a projection; title, answer and picture follow them.

    Parameters
    ----------
    series, rule, as_of, method
        Where it starts, as in `projection_study`.
    first_year : int, optional
        First year that counts: the first of the last ten when left out.
    horizon_year : int
        Last year of the picture.
    target : float, optional
        Target, in the unit of the series.
    deadline : int
        Target year.
    driver_values : sequence of str, or mapping
        Drivers at values of your own, as in `projection_study`.
    evidence : Evidence, optional
        What `kz.open` returned; that of the data folder when left out.

    Returns
    -------
    Explorer
        Shows itself in JupyterLab; its ``shown`` and ``code`` are the current state.

    Raises
    ------
    UsageError
        If ipywidgets is not installed, or a name or a number does not fit.
    """
    source = opened(evidence, None)
    name = leading_name(source, series)
    if first_year is None:
        first_year = first_year_of(series_of(source.at(as_of), name, rule))
    asked = Asked(
        series=name,
        rule=rule or "",
        as_of=str(as_of or ""),
        first_year=first_year,
        method=method,
        target=target or 0.0,
        deadline=deadline,
        horizon=max(horizon_year, deadline),
        driver_values=tuple(driver_values),
    )
    return Explorer(asked, source)


class Explorer:
    """Controls, and what follows from them.

    Parameters
    ----------
    asked : Asked
        Where it starts.
    evidence : Evidence
        What it rests on.

    Attributes
    ----------
    asked : Asked
        The current question.
    shown : Shown
        What it leads to.
    """

    def __init__(self, asked: Asked, evidence: Evidence) -> None:
        self._widgets = _library()
        self._evidence = evidence
        self._answers = Answers(evidence)
        self.asked = asked
        self.shown: Shown = self._answers.shown(asked)
        self.controls: dict[str, Any] = {}
        self._result = self._widgets.HTML()
        # Not disabled: the keyboard would not reach it, and nothing could be copied.
        self._code = self._widgets.Textarea(
            description="Copy as code", rows=14, style=WIDE
        )
        self._code.layout.width = "95%"
        self.widget = self._built()
        self._write("")

    @property
    def code(self) -> str:
        """The cell that makes the same."""
        return self.asked.code

    def ask(self, **changes: Any) -> Shown:
        """Change the question; what does not fit is said, and the rest stays.

        Parameters
        ----------
        **changes
            Fields of `Asked`.
        """
        question = replace(self.asked, **changes)
        if question.horizon < question.deadline:
            question = replace(question, horizon=question.deadline)
        try:
            self.shown = self._answers.shown(question)
        except KzazError as error:
            self._write(str(error))
            return self.shown
        self.asked = question
        self._write("")
        return self.shown

    def _built(self) -> Any:
        boxes, asked = self._widgets, self.asked
        listed = dict.fromkeys((asked.series, *projectable(self._evidence)))
        titles = [
            (catalogue_entry(self._evidence, one)["title"], one) for one in listed
        ]
        years: dict[str, int] = {"min": 1993, "max": 2060}
        methods = [(method_name(name), name) for name in (*COMBINATIONS, *MEMBERS)]
        self.controls = {
            "series": boxes.Dropdown(options=titles, value=asked.series),
            "rule": boxes.Dropdown(options=self._rules(), value=asked.rule),
            "as_of": boxes.Dropdown(options=self._days(), value=asked.as_of),
            "first_year": boxes.BoundedIntText(value=asked.first_year, max=2100),
            "method": boxes.Dropdown(options=methods, value=asked.method),
            "target": boxes.BoundedFloatText(value=asked.target, max=1e15),
            "deadline": boxes.BoundedIntText(value=asked.deadline, **years),
            "horizon": boxes.BoundedIntText(value=asked.horizon, **years),
            "driver_values": boxes.Text(
                value=SEPARATOR.join(asked.driver_values),
                placeholder=self._drivers(),
                continuous_update=False,
            ),
        }
        for name, control in self.controls.items():
            control.description, control.style = NAMES[name], WIDE
            control.tooltip = NAMES[name]
            control.observe(self._changed(name), names="value")
        return boxes.VBox(
            [self._result, boxes.VBox([*self.controls.values()]), self._code]
        )

    def _changed(self, name: str) -> Callable[[Any], None]:
        def follow(change: Any) -> None:
            new = change["new"]
            if name == "driver_values":
                new = tuple(
                    one.strip() for one in new.split(SEPARATOR.strip()) if one.strip()
                )
            if new == getattr(self.asked, name):
                return
            if name == "series":
                self._restart(new)
            else:
                self.ask(**{name: new})

        return follow

    def _restart(self, series: str) -> None:
        """Take another series as a whole: its rules, days and levels are others."""
        first_year = first_year_of(series_of(self._evidence, series))
        fresh = {"series": series, "rule": "", "as_of": "", "first_year": first_year}
        self.ask(**fresh, target=0.0, driver_values=())
        self.controls["driver_values"].placeholder = self._drivers()
        for name, options in (("rule", self._rules()), ("as_of", self._days())):
            self.controls[name].options = options
        for name in NAMES:
            value = getattr(self.asked, name)
            many = isinstance(value, tuple)
            self.controls[name].value = SEPARATOR.join(value) if many else value

    def _drivers(self) -> str:
        """Name the drivers that take a value, as they are written."""
        rows = driver_rows(self._evidence, self.asked.series)
        names = [row["driver"] for row in rows if row["kind"] not in CARRYING]
        return SEPARATOR.join(f"{name}=\N{HORIZONTAL ELLIPSIS}" for name in names)

    def _rules(self) -> list[tuple[str, str]]:
        about = self._evidence.dataset
        by_words = [(about.rule_words(name), name) for name in about.rules]
        return [("default of the series", ""), *by_words]

    def _days(self) -> list[tuple[str, str]]:
        [choice] = series_choices(self._evidence, [self.asked.series], every_day=True)
        listed = dict.fromkeys(("", self.asked.as_of, *choice.days))
        return [(day or ALL_PUBLICATIONS, day) for day in listed]

    def _write(self, problem: str) -> None:
        self._result.value = html_of(self.shown, problem)
        self._code.value = self.code

    def __repr__(self) -> str:
        return f"{self.shown.title}\n{self.shown.answer}"

    def _repr_mimebundle_(
        self,
        include: Collection[str] | None = None,
        exclude: Collection[str] | None = None,
    ) -> dict[str, Any]:
        """Give JupyterLab the controls, and everything else the picture."""
        bundle: dict[str, Any] = self.widget._repr_mimebundle_()
        still = {"text/plain": repr(self), "text/html": html_of(self.shown)}
        return bundle | still


def html_of(shown: Shown, problem: str = "") -> str:
    """Write what is shown as HTML, read out where it changes.

    Parameters
    ----------
    shown : Shown
        Title, answer and picture.
    problem : str
        What of the last change does not fit, or nothing.
    """
    warning = f'<p role="alert">{escape(problem)}</p>' if problem else ""
    picture = shown.picture or escape(shown.alt)
    return (
        f'<div role="status" aria-live="polite"><h3>{escape(shown.title)}</h3>'
        f"<p>{escape(shown.answer)}</p></div>{warning}"
        f"<p><small>{escape(shown.line)}</small></p>"
        f'<div style="background:#fff;color:#1b1f24;max-width:960px">{picture}</div>'
    )


def _library() -> Any:
    try:
        import ipywidgets  # noqa: PLC0415
    except ImportError as error:
        raise UsageError(NEEDS) from error
    return ipywidgets
