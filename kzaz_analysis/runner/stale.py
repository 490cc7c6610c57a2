"""What is known of a plan's pages before it is run: which stand, which are due."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from kzaz_analysis.places import whole_path
from kzaz_analysis.runner.cache import fingerprint
from kzaz_analysis.runner.publish import journal, manifest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kzaz_analysis.runner.cache.data_snapshot import DataFolder
    from kzaz_analysis.runner.cache.table_fact import TableFact
    from kzaz_analysis.runner.plan.plan import Plan


@dataclass
class EarlierRuns:
    """What earlier runs left in the folder.

    Attributes
    ----------
    manifest : dict or None
        The last manifest; None if there is none.
    entries : dict of str to dict
        The newest entry of each page, by slug.
    """

    manifest: dict[str, Any] | None
    entries: dict[str, dict[str, Any]]

    @classmethod
    def read(cls, plan: Plan) -> EarlierRuns:
        """Read it; a page's line in the journal is newer than the manifest."""
        last_manifest = manifest.read(plan.manifest)
        entries = {
            page["slug"]: page for page in (last_manifest or {}).get("pages", [])
        }
        return cls(last_manifest, entries | journal.read(plan.journal))

    def reasons(
        self, plan: Plan, tables: Mapping[str, TableFact], data: DataFolder
    ) -> dict[str, tuple[str, ...]]:
        """Say of each page why it has to be made; see `plan_reasons`."""
        hashes = {name: fact.sha256 for name, fact in tables.items()}
        around = fingerprint.surroundings()
        reasons = {}
        for page in plan.suite.pages:
            now = fingerprint.inputs_of(page, hashes, around, plan.home)
            entry = self.entries.get(page.slug)
            why = fingerprint.reasons(entry, page, now, plan.out, data.used)
            reasons[page.slug] = why or _further(plan, entry or {})
        return reasons


def _further(plan: Plan, entry: Mapping[str, Any]) -> tuple[str, ...]:
    """Say why a page has to be made though it rests on what it rested on before."""
    if plan.force:
        return ("it was asked for",)
    account = entry.get("left_out") or (), entry.get("stderr") or {}
    refused = plan.demands.refusal(*account)
    if refused:
        return (f"it is refused: {refused[1]}",)
    if bool(entry.get("scripts")) != plan.scripts:
        return (f"scripts are {'' if plan.scripts else 'no longer '}allowed",)
    was_cut = any(cell.get("cut") for cell in entry.get("cells") or ())
    made_with = entry.get("output_limits")
    if was_cut and made_with != plan.limits.outputs:
        return ("it was cut by other limits of output",)
    return ()


def plan_reasons(plan: Plan, data: DataFolder) -> dict[str, tuple[str, ...]]:
    """Say of each page why it would be made, and make none.

    Parameters
    ----------
    plan : Plan
        What would be run.
    data : DataFolder
        The tables.

    Returns
    -------
    dict of str to tuple of str
        Reasons by slug, in the order of the suite; nothing for a page that stands.
    """
    plan = replace(plan, out=whole_path(plan.out))
    return EarlierRuns.read(plan).reasons(plan, data.facts(), data)
