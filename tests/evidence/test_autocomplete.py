"""Names complete with the Tab key, by what they name."""

import pytest
from IPython.core.completer import provisionalcompleter
from IPython.core.interactiveshell import InteractiveShell

import kzaz_analysis as kz

GROUPS = ["agencies", "rules", "series", "sources", "tables", "targets"]


@pytest.fixture(scope="module")
def completed():
    shell = InteractiveShell()
    shell.user_ns["kz"] = kz

    def complete(text):
        with provisionalcompleter():
            found = list(shell.Completer.completions(text, len(text)))
        return {one.text for one in found}

    return complete


def test_names_complete_by_group(completed):
    assert completed("kz.names.") == {*GROUPS}
    assert completed("kz.names.rules.") >= {"kaz_only", "aze_first"}
    assert "trade_turnover" in completed("kz.names.series.trade_t")
    assert completed("kz.names.targets.turnover_1") == {"turnover_1bn"}


def test_names_complete_inside_quotes(completed):
    assert completed('kz.names["trade_turn') == {"trade_turnover"}
    assert completed('kz.names["trend-2022-08') == {"trend-2022-08-24"}


def test_only_what_is_public_completes(completed):
    assert completed("kz.") == {*kz.__all__}


def test_a_name_is_its_own_text():
    assert kz.names.series.titr_freight == kz.names.titr_freight == "titr_freight"
    assert kz.names["titr_freight"] == "titr_freight"
    assert len(kz.load(kz.names.series)) == len(kz.names.series.all())
    assert "kz.names.rules: " in repr(kz.names)
    assert "kaz_first" in repr(kz.names.rules)


def test_an_unknown_name_is_told_with_the_nearest():
    with pytest.raises(AttributeError, match="did you mean titr_freight"):
        kz.names.titr_freigt  # noqa: B018
    with pytest.raises(AttributeError, match="did you mean kaz_first"):
        kz.names.rules.kaz_frst  # noqa: B018
    with pytest.raises(KeyError, match="did you mean titr_freight"):
        kz.names["titr_freigt"]
