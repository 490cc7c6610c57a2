"""A page tells machines what it holds, in the words of schema.org."""

import json

from tiny_notebooks import BUNDLE

from kzaz_analysis.runner.render.linked_data import linked_data, with_addresses


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
    names = [d["name"] for d in whole["distribution"]]
    assert names == ["files/a/t.csv", "files/a/a.xlsx", "a.results.json"]
    assert "contentUrl" not in str(whole), "no address is known"


def test_a_published_page_has_absolute_addresses_and_another_has_none():
    bundle = BUNDLE | {"linked_data": [{"@type": "ClaimReview", "@id": "#card-1"}]}
    data = linked_data(bundle, "t", ["files/a/t.csv"], "1.0")
    page = f'<script type="application/ld+json">{data}</script><p>'
    published = with_addresses(page, "https://example.org/trade/3f/a.html")
    whole, review = json.loads(published[35:].partition("</script>")[0])["@graph"]
    assert whole["url"] == "https://example.org/trade/3f/a.html"
    assert review["url"] == "https://example.org/trade/3f/a.html#card-1"
    [file] = whole["distribution"]
    assert file["contentUrl"] == "https://example.org/trade/3f/files/a/t.csv"
    assert with_addresses(published, "") == page
    assert with_addresses("<p>nothing", "https://example.org/") == "<p>nothing"


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
