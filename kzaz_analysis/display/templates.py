"""Sentences as templates: one macro a sentence, in a file beside its report.

A template holds words alone. It writes values through the functions of `WRITERS` and
decides by tests of its operands; it computes nothing. An operand that a sentence needs
and does not get, or gets and does not take, is an error. ``RELATIONS`` of a template
says what each of its sentences asserts of its operands, for those who check them.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kzaz_analysis.display import grammar, numbers
from kzaz_analysis.display.sentences import SourcedSentence, Title, sourced
from kzaz_analysis.display.speech import language, phrases
from kzaz_analysis.errors import UsageError

if TYPE_CHECKING:
    import jinja2

WRITERS = {
    "amount": numbers.amount,
    "interval": numbers.interval,
    "amount_or_range": numbers.amount_or_range,
    "rate": numbers.rate,
    "rate_interval": numbers.rate_interval,
    "least_amount": numbers.least_amount,
    "least_rate": numbers.least_rate,
    "most_percent": numbers.most_percent,
    "most_rate": numbers.most_rate,
    "percent": numbers.percent,
    "points": numbers.points,
    "significant": numbers.significant,
    "change": numbers.change,
    "differ": numbers.differ,
    "reporter": grammar.reporter_inside,
    "label": grammar.reporter_name,
    "reports": grammar.reports,
    "as_reported": grammar.as_reported_by,
    "listing": grammar.listing,
    "number_word": grammar.number_word,
    "plural": grammar.plural,
    "span": grammar.span,
    "years": grammar.years_text,
    "day": grammar.day,
    "months": grammar.months_text,
    "clause": grammar.clause,
    "counted": phrases.counted,
    "form": phrases.form,
    "capital": phrases.capital,
    "spoken": phrases.phrase,
}
"""Functions by which templates write values, by the name they have there.

What they and operands say in English is said in the language of a template where it
is written; see `phrases`.
"""

ENGLISH = language.ENGLISH.template


class Sentences:
    """The sentences of one report.

    Parameters
    ----------
    module : str
        ``__file__`` of a module in the folder that holds ``sentences.j2``.
    """

    def __init__(self, module: str) -> None:
        self.folder = Path(module).parent

    def say(self, kind: str, /, *sources: str, **operands: Any) -> SourcedSentence:
        """Write one sentence in the current language.

        Parameters
        ----------
        kind : str
            Macro of the template.
        *sources : str
            Ids of the sources of its numbers.
        **operands
            What the macro takes.

        Raises
        ------
        jinja2.UndefinedError
            If an operand is missing.
        TypeError
            If one is given that the macro does not take.
        """
        plain = sourced(self.text(kind, **operands), *sources)
        relations = getattr(_macros(self.folder, ENGLISH), "RELATIONS", {})
        relation = relations.get(kind, "")
        name = f"{self.folder.name}.{kind}"
        return SourcedSentence(plain.text, plain.sources, name, operands, relation)

    def title(self, kind: str, /, **operands: Any) -> Title:
        """Write a title: one sentence without a full stop, with its operands."""
        return Title(self.say(kind, **operands))

    def text(self, kind: str, /, **operands: Any) -> str:
        """Write one sentence as plain text, without capital and full stop."""
        written = _macros(self.folder, self._file())
        return str(getattr(written, kind)(**operands)).strip()

    def get_ready(self) -> None:
        """Compile the template, which is done once in a process and takes long."""
        _macros(self.folder, ENGLISH)

    def _file(self) -> str:
        """Name the template of the language that is written."""
        file = language.current().template
        if not (self.folder / file).is_file():
            raise UsageError(
                f"the report {self.folder.name} is not written in "
                f"{language.current().code}: {self.folder / file} is missing"
            )
        return file


@cache
def _macros(folder: Path, file: str) -> Any:
    return _environment(folder, is_english=file == ENGLISH).get_template(file).module


@cache
def _environment(folder: Path, *, is_english: bool) -> jinja2.Environment:
    import jinja2  # noqa: PLC0415

    from kzaz_analysis.display.speech.compiled import Compiled  # noqa: PLC0415

    environment = jinja2.Environment(  # noqa: S701 - escaped where it is shown
        loader=jinja2.FileSystemLoader([folder, folder.parent]),
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
        finalize=None if is_english else phrases.finalized,
        # Into others, the phrases of their language are compiled.
        bytecode_cache=Compiled(folder) if is_english else None,
    )
    environment.globals.update(WRITERS)
    return environment
