"""Pages of random datasets, made by the package: their sentences as data.

It drives the package as a user does and checks nothing; what checks is in
`kzaz_analysis.verify`, which shares no code with what is driven here.
"""

import random
import warnings
from contextlib import nullcontext
from unittest.mock import patch

import random_data
import random_ledger

import kzaz_analysis as kz
from kzaz_analysis.display import sentences
from kzaz_analysis.display.citations import SourceList
from kzaz_analysis.errors import UsageError
from kzaz_analysis.reports.record.page import ReportPage
from kzaz_analysis.reports.record.sentences import latest_words

STUDIES = {
    "growth_rates": kz.growth_study,
    "mirror_statistics": kz.mirror_study,
    "target_gap": kz.gap_study,
    "replay": kz.replay_study,
    "overview": kz.overview_study,
    "scorecard": kz.scorecard_study,
    "claims_audit": kz.audit_study,
    "trade_projection": kz.projection_study,
    "counts": kz.counts_study,
    "outturns": kz.outturn_study,
}
DAYS = ("2016-06-30", "2019-12-31", "2022-06-30", "2024-03-01", "2025-06-30")
NEWEST = f"{random_data.NEWEST}"
FUTURE = "2100-01-01"
RULES = ("", "", "kaz_first", "aze_first", "kaz_only", "aze_only")


def asked(seed, promises, ledger):
    """Reports and parameters to ask one dataset for: about half of the reports."""
    draw = random.Random(f"asked {seed}")  # noqa: S311 - no secret
    day = draw.choice(("", "", "", *DAYS[1:], NEWEST))
    for series in draw.sample(random_data.SERIES, 2):
        yield (
            "growth_rates",
            {
                "series": series,
                "rule": draw.choice(RULES),
                "as_of": day,
                "first_year": draw.choice((0, 0, 2010, 2018)),
                "last_year": draw.choice((0, 0, 0, 2023)),
                "basis": draw.choice(("nominal", "nominal", "real")),
                "break_year": draw.choice((0, 0, 2015, 2020)),
            },
        )
    flows = (random_data.TURNOVER, random_data.EXPORTS, random_data.IMPORTS)
    yield (
        "mirror_statistics",
        {
            "flow": draw.choice(flows),
            "as_of": day,
            "first_year": draw.choice((0, 2012)),
            "target": draw.choice((0.0, 100.0, 1000.0)),
        },
    )
    for promise in draw.sample(promises, min(2, len(promises))):
        yield (
            "target_gap",
            {
                "target": promise,
                "rule": draw.choice(("", "", "", "aze_only", "kaz_only")),
                "as_of": day,
                "first_year": draw.choice((0, 0, 2012)),
                "base_year": draw.choice((0, 0, 0, 2018)),
                "deadlines": [2026, 2028, 2030],
                "scenario_growth_pct": [5.0, 10.0, 20.0],
            },
        )
    if seed % 2:
        yield (
            "replay",
            {
                "series": draw.choice(random_data.SERIES),
                "days": list(DAYS),
                "as_of": day,
                "first_year": draw.choice((0, 0, 2012)),
            },
        )
        yield "growth_rates", {"series": random_data.TURNOVER, "as_of": day}
    else:
        yield (
            "overview",
            {
                "series": draw.sample(random_data.SERIES, 3),
                "targets": list(promises[:2]),
                "as_of": day,
            },
        )
    if seed % 16 == 0:
        yield "mirror_statistics", {"as_of": FUTURE}
    if seed % 2 == 0:
        yield "scorecard", {"as_of": day}
    if seed % 4 == 1:
        yield "claims_audit", {"as_of": day}
    else:
        yield "claims_audit", {"series": draw.choice(random_data.SERIES), "as_of": day}
    yield "outturns", {"ledger": "" if seed % 8 == 7 else ledger, "as_of": day}
    if seed % 2:
        flow = draw.choice(random_data.SERIES)
        yield "counts", {"flow": flow, "as_of": day, "targets": list(promises[:2])}
    if seed % 8 == 3:
        yield (
            "trade_projection",
            {
                "series": draw.choice(random_data.SERIES[:5]),
                "as_of": day,
                "horizon_year": 2032,
                "target": draw.choice((0.0, 1000.0)),
            },
        )


def written(folder, seed):
    """Write the small dataset of a seed and return what it is asked."""
    random_data.write(folder, seed)
    ledger = folder.parent / "ledger.jsonl"
    random_ledger.write(ledger, seed)
    promises = sorted(set(kz.open(folder).load("targets")["promise"]))
    return asked(seed, promises, f"{ledger}")


def bundle_of(report, given, evidence):
    """Make one page; of a quotation a page that says the quoted sentence alone."""
    if report != "quote":
        page = kz.page(STUDIES[report](**given, evidence=evidence))
        return {
            "about": page._subject(),
            "sentences": page.written(),
            "ledger": list(page._commitments()),
        }
    record = evidence.series(given["series"], given["rule"])
    said = latest_words(record)
    told = [said.record() | {"section": "answer"}] if said else []
    about = {"series": record.name, "rule": record.rule}
    return {"about": about, "sentences": told}


def made(folder, questions, *, whole=False):
    """Make the page of each report and its parameters; one that is refused is not.

    Parameters
    ----------
    folder : pathlib.Path
        Tables that it is made from.
    questions : iterable of (str, dict)
        Reports and their parameters.
    whole : bool
        Whether answers say all that they might, and not what fits into their box.

    Returns
    -------
    iterator of dict
        ``report, parameters, about, sentences, ledger``, as a results file has them.
    """
    evidence, most = kz.open(folder), (10**6 if whole else None)
    for report, parameters in questions:
        asked_for = {k: v for k, v in parameters.items() if v or k != "ledger"}
        given = {k: None if v in (0, "", 0.0) else v for k, v in asked_for.items()}
        with warnings.catch_warnings(), answers_of(most), without_numbers():
            warnings.simplefilter("ignore")
            try:
                bundle = bundle_of(report, given, evidence)
            except UsageError:
                continue
        yield {
            "report": report,
            "parameters": parameters,
            "about": bundle["about"],
            "sentences": bundle["sentences"],
            "ledger": bundle.get("ledger", []),
        }


def without_numbers():
    """Number no source: for that every table is laid out, and no sentence changes."""
    return patch.object(ReportPage, "cite", SourceList(()))


def answers_of(most):
    """Let answers have so many words and numbers; as many as ever for None."""
    limits = dict.fromkeys(("MOST_WORDS", "MOST_NUMBERS"), most) if most else {}
    return patch.multiple(sentences, **limits) if limits else nullcontext()
