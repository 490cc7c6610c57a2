"""From a study to the page that shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING, overload

from kzaz_analysis.display.gap_page import GapPage
from kzaz_analysis.display.growth_page import GrowthPage
from kzaz_analysis.display.projection_page import ProjectionPage
from kzaz_analysis.evidence.tables import load
from kzaz_analysis.studies.gap import GapStudy
from kzaz_analysis.studies.growth import GrowthStudy
from kzaz_analysis.studies.projection import ProjectionStudy

if TYPE_CHECKING:
    Study = GrowthStudy | ProjectionStudy | GapStudy
    Page = GrowthPage | ProjectionPage | GapPage


@overload
def page(study: GrowthStudy) -> GrowthPage: ...
@overload
def page(study: ProjectionStudy) -> ProjectionPage: ...
@overload
def page(study: GapStudy) -> GapPage: ...
def page(study: Study) -> Page:
    """Lay out a study: its answer, charts, tables, sentences and sources.

    Parameters
    ----------
    study : GrowthStudy, ProjectionStudy or GapStudy
        What `growth_study`, `projection_study` or `gap_study` returned.

    Returns
    -------
    GrowthPage, ProjectionPage or GapPage
        Everything that its report shows, one attribute each; complete the name with
        the Tab key to see them.
    """
    sources = load("sources")
    if isinstance(study, GrowthStudy):
        return GrowthPage(study, sources)
    if isinstance(study, ProjectionStudy):
        return ProjectionPage(study, sources)
    return GapPage(study, sources)
