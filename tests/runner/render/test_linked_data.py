"""A page tells machines what it holds, in the words of schema.org."""

import json

from tiny_notebooks import BUNDLE

from kzaz_analysis.runner.render.linked_data import linked_data


def test_a_page_is_a_data_set_with_its_numbers_sources_and_files():
    bundle = BUNDLE | {"rights": {"license": "https://l.example", "other": 1}}
    files = ["files/a/t.csv", "files/a/t.png", "files/a/a.xlsx", "a.results.json"]
    graph = json.loads(linked_data(bundle, "It grew", files, "1.0"))
    assert graph["@context"] == "https://schema.org"
    (whole,) = graph["@graph"]
    assert whole["@type"] == "Dataset"
    assert whole["name"] == "It grew"
    assert whole["license"] == "https://l.example"
    assert "other" not in whole
    assert whole["dateModified"] == "2026-03-11"
    (measured,) = whole["variableMeasured"]
    assert (measured["value"], measured["unitText"]) == (9.04, "%")
    assert (measured["minValue"], measured["maxValue"]) == (8.0, 10.0)
    assert whole["isBasedOn"][0]["url"] == "https://a.example"
    urls = [d["contentUrl"] for d in whole["distribution"]]
    assert urls == ["files/a/t.csv", "files/a/a.xlsx", "a.results.json"]


def test_nothing_ends_the_script_and_what_is_missing_is_left_out():
    bundle = BUNDLE | {
        "answer": "</script><script>alert(1)</script>",
        "as_of": "",
        "results": [],
        "linked_data": [{"@type": "ClaimReview"}],
    }
    text = linked_data(bundle, "t", [], "1.0")
    assert "<" not in text
    whole, review = json.loads(text)["@graph"]
    assert whole["description"] == bundle["answer"]
    assert not {"dateModified", "variableMeasured", "distribution"} & set(whole)
    assert review == {"@type": "ClaimReview"}
