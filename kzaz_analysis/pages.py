"""From a study to the page that shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING, overload

from kzaz_analysis.display.audit_page import AuditPage
from kzaz_analysis.display.gap_page import GapPage
from kzaz_analysis.display.growth_page import GrowthPage
from kzaz_analysis.display.mirror_page import MirrorPage
from kzaz_analysis.display.projection_page import ProjectionPage
from kzaz_analysis.display.replay_page import ReplayPage
from kzaz_analysis.display.scorecard_page import ScorecardPage
from kzaz_analysis.evidence.tables import load
from kzaz_analysis.studies.audit import AuditStudy
from kzaz_analysis.studies.gap import GapStudy
from kzaz_analysis.studies.growth import GrowthStudy
from kzaz_analysis.studies.mirror import MirrorStudy
from kzaz_analysis.studies.projection import ProjectionStudy
from kzaz_analysis.studies.replay import ReplayStudy
from kzaz_analysis.studies.scorecard import ScorecardStudy

if TYPE_CHECKING:
    from collections.abc import Callable

    Study = (
        GrowthStudy
        | ProjectionStudy
        | GapStudy
        | AuditStudy
        | MirrorStudy
        | ReplayStudy
        | ScorecardStudy
    )
    Page = (
        GrowthPage
        | ProjectionPage
        | GapPage
        | AuditPage
        | MirrorPage
        | ReplayPage
        | ScorecardPage
    )


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
    """
    layouts: dict[type[Study], Callable[..., Page]] = {
        GrowthStudy: GrowthPage,
        ProjectionStudy: ProjectionPage,
        GapStudy: GapPage,
        AuditStudy: AuditPage,
        MirrorStudy: MirrorPage,
        ReplayStudy: ReplayPage,
        ScorecardStudy: ScorecardPage,
    }
    return layouts[type(study)](study, load("sources"))
