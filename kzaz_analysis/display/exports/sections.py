"""Sections of a page that one function makes of its study."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, Self, TypeVar, overload

from kzaz_analysis.display.sentences import Prose, paragraph

if TYPE_CHECKING:
    from collections.abc import Callable

    from kzaz_analysis.display.sentences import SourcedSentence

Shown = TypeVar("Shown")


class Section(Generic[Shown]):
    """A section: computed from the page when it is asked for.

    Attributes
    ----------
    fget : callable
        Takes the page and returns what is shown, as a property's function does.
    """

    def __init__(self, fget: Callable[[Any], Shown], about: Callable[..., Any]) -> None:
        self.fget = fget
        self.__doc__ = about.__doc__

    @overload
    def __get__(self, page: None, owner: type) -> Self: ...
    @overload
    def __get__(self, page: object, owner: type) -> Shown: ...
    def __get__(self, page: object | None, owner: type) -> Self | Shown:
        return self if page is None else self.fget(page)


def written(write: Callable[..., list[SourcedSentence | None]]) -> Section[Prose]:
    """Return a section of words.

    Parameters
    ----------
    write : callable
        Takes the study and returns the sentences.
    """

    def prose(page: Any) -> Prose:
        return paragraph(write(page.study), page.cite)

    return Section(prose, write)


def laid_out(make: Callable[..., Shown]) -> Section[Shown]:
    """Return a section such as a table.

    Parameters
    ----------
    make : callable
        Takes the study and the sources of the page and returns what is shown.
    """

    def shown(page: Any) -> Shown:
        return make(page.study, page.cite)

    shown.__annotations__["return"] = make.__annotations__["return"]
    return Section(shown, make)
