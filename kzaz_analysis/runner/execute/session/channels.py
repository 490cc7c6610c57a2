"""The line between a page's process and its kernel: no moment is spent on waiting.

The library of kernel clients tries again after fixed pauses, and listens for a fixed
time whether a kernel has more to say. Each page would lose half a second by it.
"""

from __future__ import annotations

import asyncio
import os
import signal
import time
from pathlib import Path
from queue import Empty
from typing import Any

from kzaz_analysis.runner.execute import kernel

_LOOK_S = 0.005
_LISTEN_S = 0.5
_END_S = 0.5
_WATCH_S = 0.25


async def connect(client: Any, until: float) -> None:
    """Connect a notebook client to the kernel that it has started.

    Parameters
    ----------
    client : nbclient.NotebookClient
        It gets a kernel client that has heard of an idle kernel on all channels.
    until : float
        When to give up, on the monotonic clock.

    Raises
    ------
    RuntimeError
        If the kernel ends before it answers, or does not answer in time.
    """
    manager = client.km
    await _bound(manager, until)
    client.kc = manager.client()
    client.kc.start_channels()
    client.kc.allow_stdin = False
    while not await _answers(client.kc):
        if await manager.provisioner.poll() is not None:
            raise RuntimeError("it died before it answered")
        if time.monotonic() > until:
            raise RuntimeError("it didn't respond in time")


async def ended(manager: Any) -> None:
    """Wait shortly for the end of a kernel that was killed."""
    until = time.monotonic() + _END_S
    while manager.has_kernel and time.monotonic() < until:
        if await manager.provisioner.poll() is not None:
            return
        await asyncio.sleep(_LOOK_S)


async def death(manager: Any) -> None:
    """Wait until a kernel has ended."""
    while await manager.provisioner.poll() is None:
        await asyncio.sleep(_WATCH_S)


async def watch_shared(pid: int, most_mb: float) -> None:
    """Kill a kernel that holds more memory to be shared than it may have of its own."""
    while (held := kernel.shared_mb(pid)) is not None:
        if held > most_mb:
            os.kill(pid, signal.SIGKILL)
            return
        await asyncio.sleep(_WATCH_S)


async def _bound(manager: Any, until: float) -> None:
    """Wait for the last socket: who connects earlier tries again much later."""
    socket = Path(f"{manager.ip}-{manager.hb_port}")
    while manager.transport == "ipc" and not socket.exists():
        gone = await manager.provisioner.poll() is not None
        if gone or time.monotonic() > until:
            return
        await asyncio.sleep(_LOOK_S)


async def _answers(client: Any) -> bool:
    """Ask for a sign of life; it counts once the kernel has said that it is idle."""
    request = client.kernel_info()
    try:
        while True:
            message = await client.get_iopub_msg(timeout=_LISTEN_S)
            is_answer = message["parent_header"].get("msg_id") == request
            if is_answer and message["content"].get("execution_state") == "idle":
                break
        while True:
            message = await client.get_shell_msg(timeout=_LISTEN_S)
            if message["parent_header"].get("msg_id") == request:
                return True
    except Empty:
        return False
