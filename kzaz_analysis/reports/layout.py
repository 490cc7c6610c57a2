"""From a study to the page that shows it."""

from __future__ import annotations

from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any, TypeAlias, overload

from kzaz_analysis.errors import UsageError, unknown_name
from kzaz_analysis.installed import REPORTS, brought, installed
from kzaz_analysis.reports.record.study import Study

if TYPE_CHECKING:
    from kzaz_analysis.reports.audit.page import AuditPage
    from kzaz_analysis.reports.audit.study import AuditStudy
    from kzaz_analysis.reports.counts.page import CountsPage
    from kzaz_analysis.reports.counts.study import CountsStudy
    from kzaz_analysis.reports.growth.page import GrowthPage
    from kzaz_analysis.reports.growth.study import GrowthStudy
    from kzaz_analysis.reports.mirror.page import MirrorPage
    from kzaz_analysis.reports.mirror.study import MirrorStudy
    from kzaz_analysis.reports.outturns.page import OutturnPage
    from kzaz_analysis.reports.outturns.study import OutturnStudy
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

    AnyStudy: TypeAlias = (
        GrowthStudy
        | ProjectionStudy
        | GapStudy
        | AuditStudy
        | MirrorStudy
        | ReplayStudy
        | ScorecardStudy
        | OverviewStudy
        | OutturnStudy
        | CountsStudy
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
        | OutturnPage
        | CountsPage
    )

LAYOUTS = {
    "growth": "GrowthPage",
    "projection": "ProjectionPage",
    "target_gap": "GapPage",
    "audit": "AuditPage",
    "mirror": "MirrorPage",
    "replay": "ReplayPage",
    "scorecard": "ScorecardPage",
    "overview": "OverviewPage",
    "outturns": "OutturnPage",
    "counts": "CountsPage",
}
"""What lays out the study of each report, in the module ``page`` of its room."""


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
@overload
def page(study: OutturnStudy) -> OutturnPage: ...
@overload
def page(study: CountsStudy) -> CountsPage: ...
def page(study: AnyStudy) -> Page:
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
    if not isinstance(study, Study):
        raise UsageError(
            "page takes a study, such as kz.growth_study(...) returns, not "
            f"{type(study).__name__}"
        )
    rows = partial(study.evidence.at(None).rows, "sources", "source")
    laid_out: Page = layout(study.room)(study, rows)
    return laid_out


def layout(room: str) -> Any:
    """Import the class that lays out the studies of a room; the others stay unread.

    Raises
    ------
    UsageError
        If neither this package nor an installed one lays out such studies.
    """
    if room not in LAYOUTS:
        if room not in installed(REPORTS):
            raise unknown_name("room of reports", room, [*LAYOUTS, *installed(REPORTS)])
        return brought(REPORTS, room)
    module = import_module(f"kzaz_analysis.reports.{room}.page")
    return getattr(module, LAYOUTS[room])
