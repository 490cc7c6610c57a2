"""From a study to the page that shows it."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, TypeAlias, overload

from kzaz_analysis.errors import UsageError

if TYPE_CHECKING:
    from kzaz_analysis.reports.audit.page import AuditPage
    from kzaz_analysis.reports.audit.study import AuditStudy
    from kzaz_analysis.reports.growth.page import GrowthPage
    from kzaz_analysis.reports.growth.study import GrowthStudy
    from kzaz_analysis.reports.mirror.page import MirrorPage
    from kzaz_analysis.reports.mirror.study import MirrorStudy
    from kzaz_analysis.reports.overview.page import OverviewPage
    from kzaz_analysis.reports.overview.study import OverviewStudy
    from kzaz_analysis.reports.projection.page import ProjectionPage
    from kzaz_analysis.reports.projection.study import ProjectionStudy
    from kzaz_analysis.reports.replay.page import ReplayPage
    from kzaz_analysis.reports.replay.study import ReplayStudy
    from kzaz_analysis.reports.scorecard.page import ScorecardPage
    from kzaz_analysis.reports.scorecard.study import ScorecardStudy
    from kzaz_analysis.reports.target_gap.page import GapPage
    from kzaz_analysis.reports.target_gap.study import GapStudy

    Study: TypeAlias = (
        GrowthStudy
        | ProjectionStudy
        | GapStudy
        | AuditStudy
        | MirrorStudy
        | ReplayStudy
        | ScorecardStudy
        | OverviewStudy
    )
    Page: TypeAlias = (
        GrowthPage
        | ProjectionPage
        | GapPage
        | AuditPage
        | MirrorPage
        | ReplayPage
        | ScorecardPage
        | OverviewPage
    )

KINDS = {
    "Growth": "growth",
    "Projection": "projection",
    "Gap": "target_gap",
    "Audit": "audit",
    "Mirror": "mirror",
    "Replay": "replay",
    "Scorecard": "scorecard",
    "Overview": "overview",
}
"""Studies there are, and their rooms: a `GrowthStudy` is laid out as a `GrowthPage`."""


@overload
def page(study: GrowthStudy) -> GrowthPage: ...
@overload
def page(study: ProjectionStudy) -> ProjectionPage: ...
@overload
def page(study: GapStudy) -> GapPage: ...
@overload
def page(study: AuditStudy) -> AuditPage: ...
@overload
def page(study: MirrorStudy) -> MirrorPage: ...
@overload
def page(study: ReplayStudy) -> ReplayPage: ...
@overload
def page(study: ScorecardStudy) -> ScorecardPage: ...
@overload
def page(study: OverviewStudy) -> OverviewPage: ...
def page(study: Study) -> Page:
    """Lay out a study: its answer, charts, tables, sentences and sources.

    Parameters
    ----------
    study : GrowthStudy, ProjectionStudy, GapStudy and others
        What `growth_study` and its like returned.

    Returns
    -------
    GrowthPage, ProjectionPage, GapPage and others
        Everything that its report shows, one attribute each; complete the name with
        the Tab key to see them.

    Raises
    ------
    UsageError
        If it is given anything else.
    """
    kind = type(study).__name__.removesuffix("Study")
    if kind not in KINDS:
        known = ", ".join(f"{name}Study" for name in KINDS)
        raise UsageError(f"page takes a study ({known}), not {type(study).__name__}")
    found: Page = layout(kind)(study, study.evidence.sources())
    return found


def layout(kind: str) -> Any:
    """Import the class that lays out one of `KINDS`; the others stay unread."""
    module = import_module(f"kzaz_analysis.reports.{KINDS[kind]}.page")
    return getattr(module, f"{kind}Page")
