"""How much of what articles say `kzaz data extract` finds, and how much it makes up.

Compares the candidates of each text with a list of claims that a person read out of it:

    python benchmarks/extraction_recall.py ARTICLES CLAIMS.csv
    python benchmarks/extraction_recall.py ARTICLES CLAIMS.csv --published A1=2025-10-21

ARTICLES is a folder with the texts.  CLAIMS.csv has the columns ``claim_id,
article_file, paragraph, value, unit, qualifier, period_start, period_end, kind``.  A
claim counts as a measurement if it has a number and a unit, and if the number stands in
its paragraph: years, days, states ("begun"), ranks ("the first") and counts that the
reader made are left out, and listed.

A claim is found if a candidate of the same paragraph has the same amount: units of one
dimension are converted, and a rate per year matches an amount, since texts often leave
the year unsaid.  A candidate that matches no claim of the list, left out ones included,
counts against precision.  Of the claims found it is counted how many also have the
right hedge, period and series; the series is taken from the tables, by ``ref``.
"""

from __future__ import annotations

import argparse
import datetime as dt
import re
from pathlib import Path

import pandas as pd

from kzaz_analysis.evidence.intake.extraction import extract
from kzaz_analysis.evidence.intake.reading.grammar import grammar
from kzaz_analysis.evidence.tables import load

NOT_MEASURED = {"year", "date", "status", "ordinal", "first_batch"}
ALIASES = {
    "percent_increase": "percent",
    "count": "count",
    "million_barrels_per_year": "million_barrels",
}


def paragraphs(text: str) -> list[str]:
    """Split a text into its lines that are not empty."""
    return [line for line in text.splitlines() if line.strip()]


def reason_left_out(claim: pd.Series, texts: dict[str, str]) -> str:
    """Say why a claim is no measurement; empty if it is one."""
    if claim["unit"] in NOT_MEASURED:
        return f"unit is {claim['unit']}"
    if not re.fullmatch(r"-?\d+(\.\d+)?", claim["value"]):
        return f"value is {claim['value']!r}"
    if claim["unit"] == "ratio_to_base":
        return ""
    number = float(claim["value"])
    words = [word for word, value in grammar().cardinals.items() if value == number]
    shapes = [f"{number:,.10g}", f"{number:.10g}", *words]
    text = paragraphs(texts[claim["article_file"]])[int(claim["paragraph"]) - 1]
    pattern = "|".join(map(re.escape, shapes))
    if re.search(rf"(?<![\w.,])(?:{pattern})(?![\d]|[.,]\d)", text, re.IGNORECASE):
        return ""
    return "the number does not stand in the paragraph"


def amounts(value: pd.Series, unit: pd.Series) -> pd.DataFrame:
    """Bring values to the base of their dimension; a rate per year to an amount."""
    units = load("units").set_index("unit")
    code = unit.replace(ALIASES)
    dimension = code.map(units["dimension"].str.removesuffix(" per year")).fillna(code)
    dimension = dimension.replace("containers in TEU", "containers")
    sizes = code.map(units["factor"]).fillna(1.0)
    return pd.DataFrame({"amount": value.astype(float) * sizes, "dimension": dimension})


def match(claims: pd.DataFrame, found: pd.DataFrame) -> dict[str, int]:
    """Pair each claim with the first free candidate that says the same."""
    pairs: dict[str, int] = {}
    for claim in claims.to_dict("records"):
        same = found[
            (found["paragraph"] == claim["paragraph"])
            & (found["dimension"] == claim["dimension"])
            & ((found["amount"] / claim["amount"] - 1).abs() < 1e-6)
        ]
        free = [label for label in same.index if label not in pairs.values()]
        if free:
            pairs[claim["claim_id"]] = free[0]
    return pairs


def series_by_ref() -> dict[str, set[str]]:
    """Series under which each collected row stands in the tables."""
    known: dict[str, set[str]] = {}
    for table in ("observations", "claims", "targets", "projections"):
        for row in load(table)[["series", "ref"]].to_dict("records"):
            for ref in row["ref"].split(";"):
                known.setdefault(ref, set()).add(row["series"])
    return known


def candidates(texts: dict[str, str], days: dict[str, str]) -> pd.DataFrame:
    """Candidates of all texts, with their amounts."""
    frames = []
    for name, text in texts.items():
        day = days.get(Path(name).stem)
        published = dt.date.fromisoformat(day) if day else None
        found = extract(text, load("series"), load("units"), published)
        frames.append(found.assign(article_file=name))
    whole = pd.concat(frames, ignore_index=True)
    return whole.join(amounts(whole["value"], whole["unit"]))


def details(claims: pd.DataFrame, found: pd.DataFrame, pairs: dict[str, int]) -> dict:
    """Count, of the pairs, how many agree in more than the amount."""
    known, right = series_by_ref(), {"hedge": 0, "period": 0, "series": 0}
    asked = {"hedge": len(pairs), "period": 0, "series": 0}
    for claim in claims.to_dict("records"):
        if claim["claim_id"] not in pairs:
            continue
        row = found.loc[pairs[claim["claim_id"]]]
        right["hedge"] += row["qualifier"] == claim["qualifier"]
        if claim["kind"] in ("observation", "growth_claim") and claim["period_start"]:
            asked["period"] += 1
            days = (claim["period_start"], claim["period_end"])
            right["period"] += (row["period_start"], row["period_end"]) == days
        if claim["claim_id"] in known:
            asked["series"] += 1
            right["series"] += row["series"] in known[claim["claim_id"]]
    return {name: (right[name], asked[name]) for name in right}


def main() -> None:
    """Print recall, precision, what was missed and what was made up."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("articles", type=Path)
    parser.add_argument("claims", type=Path)
    parser.add_argument("--published", nargs="*", default=[], metavar="NAME=DATE")
    given = parser.parse_args()
    claims = pd.read_csv(given.claims, dtype=str, keep_default_na=False)
    names = sorted(set(claims["article_file"]))
    texts = {name: (given.articles / name).read_text("utf-8") for name in names}
    found = candidates(texts, dict(p.split("=") for p in given.published))
    claims["reason"] = claims.apply(reason_left_out, axis=1, texts=texts)
    stated = claims[claims["reason"] == ""].astype({"paragraph": int})
    stated = stated.join(amounts(stated["value"], stated["unit"]))
    pairs: dict[str, int] = {}
    for name in names:
        own = stated[stated["article_file"] == name]
        pairs |= match(own, found[found["article_file"] == name])
    report(claims, stated, found, pairs)


def report(
    claims: pd.DataFrame,
    stated: pd.DataFrame,
    found: pd.DataFrame,
    pairs: dict[str, int],
) -> None:
    """Write the result as plain text."""
    left = claims[claims["reason"] != ""]
    print(f"claims {len(claims)}, measurements {len(stated)}, left out {len(left)}:")
    print(left[["claim_id", "reason"]].to_string(index=False, header=False))
    print(f"recall {len(pairs)} of {len(stated)}: {len(pairs) / len(stated):.1%}")
    used = len(set(pairs.values()))
    print(f"precision {used} of {len(found)}: {used / len(found):.1%}")
    for name, (right, asked) in details(stated, found, pairs).items():
        print(f"right {name}: {right} of {asked}")
    missed = stated[~stated["claim_id"].isin(pairs)]
    print("missed:", ", ".join(missed["claim_id"]) or "none")
    extra = found[~found.index.isin(pairs.values())]
    told = extra["article_file"] + " p" + extra["paragraph"].astype(str)
    print("not in the list:", ", ".join(told + " " + extra["words"]) or "none")


if __name__ == "__main__":
    main()
