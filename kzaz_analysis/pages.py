"""From a study to the page that shows it."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, TypeAlias, overload

from kzaz_analysis.errors import UsageError
from kzaz_analysis.evidence.tables import load

if TYPE_CHECKING:
    from kzaz_analysis.display.audit_page import AuditPage
    from kzaz_analysis.display.gap_page import GapPage
    from kzaz_analysis.display.growth_page import GrowthPage
    from kzaz_analysis.display.mirror_page import MirrorPage
    from kzaz_analysis.display.projection_page import ProjectionPage
    from kzaz_analysis.display.replay_page import ReplayPage
    from kzaz_analysis.display.scorecard_page import ScorecardPage
    from kzaz_analysis.studies.audit import AuditStudy
    from kzaz_analysis.studies.gap import GapStudy
    from kzaz_analysis.studies.growth import GrowthStudy
    from kzaz_analysis.studies.mirror import MirrorStudy
    from kzaz_analysis.studies.projection import ProjectionStudy
    from kzaz_analysis.studies.replay import ReplayStudy
    from kzaz_analysis.studies.scorecard import ScorecardStudy

    Study: TypeAlias = (
        GrowthStudy
        | ProjectionStudy
        | GapStudy
        | AuditStudy
        | MirrorStudy
        | ReplayStudy
        | ScorecardStudy
    )
    Page: TypeAlias = (
        GrowthPage
        | ProjectionPage
        | GapPage
        | AuditPage
        | MirrorPage
        | ReplayPage
        | ScorecardPage
    )

KINDS = ("Growth", "Projection", "Gap", "Audit", "Mirror", "Replay", "Scorecard")
"""Studies and pages there are: a `GrowthStudy` is laid out as a `GrowthPage`."""


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

    Raises
    ------
    UsageError
        If it is given anything else.
    """
    kind = type(study).__name__.removesuffix("Study")
    if kind not in KINDS:
        known = ", ".join(f"{name}Study" for name in KINDS)
        raise UsageError(f"page takes a study ({known}), not {type(study).__name__}")
    found: Page = layout(kind)(study, load("sources"))
    return found


def layout(kind: str) -> Any:
    """Import the class that lays out one of `KINDS`; the others stay unread."""
    module = import_module(f"kzaz_analysis.display.{kind.lower()}_page")
    return getattr(module, f"{kind}Page")
