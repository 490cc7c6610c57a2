"""Who makes the pages: processes of this machine, or the workers of a Dask cluster.

Every executor is a function like `workers.make_pages`, and keeps its promises: each
page in a process of its own, results as they come, a page that fails stops no other,
and when the iteration is left early, everything that it started is ended.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from kzaz_analysis.errors import UsageError, unknown_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from kzaz_analysis.runner.workers.page_job import Job, PageResult

    MakePages = Callable[
        [Sequence[Job], int, Callable[..., None]], Iterator[PageResult]
    ]

NAMES = ("process", "dask")
"""Executors there are; the first is the one that is used when none is named."""


def choose(
    name: str = NAMES[0],
    address: str = "",
    workers: int | None = None,
    warm: str = "",
    ahead: Sequence[str] = (),
) -> MakePages:
    """Return the executor of a name.

    Parameters
    ----------
    name : str
        One of `NAMES`.
    address : str
        Address of a Dask scheduler, such as ``tls://10.0.0.1:8786``. Without it, a
        cluster of this machine's processes is started for the run, and ended with it.
    workers : int, optional
        How many pages are made at a time on a cluster; one for each of its workers
        when left out. Workers that the run starts itself are as many as the run's
        ``jobs`` if this is left out.
    warm : str
        What processes that make pages are made ready with; see `workers.make_pages`.

    Raises
    ------
    UsageError
        If there is no such executor, if it takes no address, if it needs a library
        that is not installed, or if nothing listens at the address.
    """
    if name not in NAMES:
        raise unknown_name("executor", name, NAMES)
    if name == "dask":
        from kzaz_analysis.runner.workers.cluster import (  # noqa: PLC0415
            dask,
            dask_client,
        )

        dask_client.require(address)
        return partial(dask.make_pages, address=address, workers=workers, warm=warm)
    if address:
        raise UsageError(f"an address ({address}) needs the executor dask")
    from kzaz_analysis.runner.workers.pool import make_pages  # noqa: PLC0415

    return partial(make_pages, warm=warm, ahead=ahead)
