"""What takes the messages of a kernel: within bounds, each to its cell."""

from __future__ import annotations

import asyncio
import json
import re
from typing import TYPE_CHECKING, Any

from nbclient.exceptions import CellExecutionComplete
from papermill import clientwrap

from kzaz_analysis.runner.execute.session import channels
from kzaz_analysis.runner.execute.session.started import ORDER

if TYPE_CHECKING:
    from kzaz_analysis.runner.execute.bounds import OutputBounds

_Papermills: Any = clientwrap.PapermillNotebookClient
_JSON = re.compile(r"application/(.*\+)?json")
_SHOWN = ("display_data", "update_display_data", "execute_result")
_SHOWN_LATE = ("stream", "display_data", "error")
_CHANGED_LATE = ("update_display_data",)


class PageClient(_Papermills):  # type: ignore[misc]
    """Papermill's client, which cuts outputs and hears of cells that have ended.

    Parameters
    ----------
    nb_man : papermill.engines.NotebookExecutionManager
        Keeps the metadata, and saves the notebook while it is executed.
    output_bounds : OutputBounds
        What a cell and a page may still show.
    **traits
        As of nbclient.
    """

    def __init__(self, nb_man: Any, output_bounds: OutputBounds, **traits: Any) -> None:
        super().__init__(nb_man, **traits)
        self._output_bounds = output_bounds
        self._places: dict[str, tuple[Any, int]] = {}
        self._late: list[tuple[Any, Any, int]] = []
        self._reader: asyncio.Task[Any] | None = None

    def process_message(self, *message_and_place: Any) -> Any:
        """Take one message, or what the bounds leave of it."""
        if not self._admits(message_and_place[0]):
            return None
        return super().process_message(*message_and_place)

    def place_late(self) -> None:
        """Put what threads have shown after their cells had ended at the end of those.

        Those that a cell started first come first, whichever was faster.
        """
        for message, cell, index in sorted(self._late, key=_start_of):
            super().process_message(message, cell, index)
        self._late.clear()

    def _admits(self, message: Any) -> bool:
        is_left = self._output_bounds.admit(message)
        # Widgets send data of their own form, which no notebook stores.
        if is_left and message["msg_type"] in _SHOWN:
            _make_storable(message["content"].get("data"))
        return is_left

    async def stop_reading(self) -> None:
        """Read no more of a cell that was not waited for, before the line is cut."""
        if self._reader is not None:
            self._reader.cancel()
            await asyncio.wait([self._reader])

    async def hear_out(
        self, code: str, patience_s: float, cell: Any, cell_index: int
    ) -> None:
        """Run code of ours, and take what earlier cells show while it runs.

        Parameters
        ----------
        code : str
            What to run.
        patience_s : float
            When to stop listening.
        cell, cell_index : NotebookNode, int
            Where what the code shows itself is put.
        """
        kernel: Any = self.kc
        request = kernel.execute(code, silent=True, store_history=False)
        reading = self._async_poll_output_msg(request, cell, cell_index)
        hearing = asyncio.create_task(reading)
        dying = asyncio.create_task(channels.death(self.km))
        first = asyncio.FIRST_COMPLETED
        done, left = await asyncio.wait(
            {hearing, dying}, timeout=patience_s, return_when=first
        )
        for task in left:
            task.cancel()
        await asyncio.wait({hearing, dying})
        if hearing in done:
            hearing.result()
        if not done:
            self.log.warning("The kernel does not come to an end.")

    async def _async_poll_output_msg(
        self, parent_msg_id: str, cell: Any, cell_index: int
    ) -> None:
        # What threads and tasks of a cell show when it has ended is shown there.
        self._reader = asyncio.current_task()
        kernel: Any = self.kc
        self._places[parent_msg_id] = cell, cell_index
        while True:
            message = await kernel.iopub_channel.get_msg(timeout=None)
            parent = message["parent_header"].get("msg_id")
            try:
                if parent == parent_msg_id:
                    self.process_message(message, cell, cell_index)
                elif parent in self._places:
                    self._take_late(message, *self._places[parent])
            except CellExecutionComplete:
                return

    def _take_late(self, message: Any, cell: Any, index: int) -> None:
        if message["msg_type"] in _CHANGED_LATE:
            self.process_message(message, cell, index)
        elif message["msg_type"] in _SHOWN_LATE and self._admits(message):
            self._late.append((message, cell, index))


def _start_of(late: tuple[Any, Any, int]) -> tuple[int, tuple[int, ...]]:
    """Say where in the notebook that was started which has shown a message."""
    message, _, index = late
    return index, tuple(message["parent_header"].get(ORDER, ()))


def _make_storable(content: Any) -> None:
    """Write as text what a notebook holds as text alone, such as a chart of Altair.

    A kernel may send anything under any type, and what does not fit would end it.
    """
    for kind, part in content.items() if isinstance(content, dict) else ():
        if not isinstance(part, str) and not _JSON.fullmatch(kind):
            content[kind] = json.dumps(part, sort_keys=True)
