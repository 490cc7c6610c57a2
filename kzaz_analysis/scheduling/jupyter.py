"""Jobs of JupyterLab's scheduler, run by the same command as every other report.

To be named in the settings of the server, see docs/how-to-jupyter-scheduler.md:
``c.BaseScheduler.execution_manager_class``.
"""

from __future__ import annotations

import ast
import base64
import html
import re
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from jupyter_scheduler.executors import ExecutionManager
from jupyter_scheduler.models import JobFeature

from kzaz_analysis.errors import KzazError

if TYPE_CHECKING:
    from collections.abc import Mapping

_FEATURES = {
    JobFeature.job_name,
    JobFeature.parameters,
    JobFeature.output_formats,
    JobFeature.stop_job,
    JobFeature.delete_job,
}
_FAILURE = re.compile(r"^kzaz: ", re.MULTILINE)
_WATCHDOG = "kzaz_analysis.scheduling.watchdog"
_MOST_SAID = 1000
_STEM = "page"
_TYPES = {".ipynb": "application/x-ipynb+json", ".results.json": "application/json"}


class KzazExecutionManager(ExecutionManager):  # type: ignore[misc]
    """Runs the notebook of a job with ``kzaz report run``.

    The job completes only when the notebook ran to its last cell; its outputs are
    then the page and the executed notebook. Otherwise it fails, has no outputs, and
    its message is what the command said, with the exit code.
    """

    def execute(self) -> None:
        """Run the notebook and put the files of the page where the job wants them.

        Raises
        ------
        JobFailed
            If the command ended with any exit code but 0.
        """
        job = self.model
        source = Path(self.staging_paths["input"])
        with tempfile.TemporaryDirectory(prefix="kzaz-", dir=source.parent) as folder:
            out = Path(folder)
            _run(source, job.parameters or {}, out)
            page = {"html": _whole_page, "ipynb": _notebook}
            for kind in job.output_formats or ():
                Path(self.staging_paths[kind]).write_bytes(page[kind](out, source.stem))

    # The server calls these two with the class as an argument, not as class methods.
    def supported_features(cls) -> dict[JobFeature, bool]:  # noqa: N805
        """Return which settings of a job are heeded."""
        return {feature: feature in _FEATURES for feature in JobFeature}

    def validate(cls, input_path: str) -> bool:  # noqa: N805
        """Take every notebook: the command itself says what is wrong with one."""
        return True


class JobFailed(KzazError):
    """A job whose command ended with another exit code than 0."""


def plain_value(text: str) -> str:
    """Return a parameter without the quotation marks that people put around texts.

    JupyterLab's own scheduler pastes values into the notebook as code, so texts are
    typed with quotation marks there.

    Examples
    --------
    >>> plain_value("'titr_freight'"), plain_value("2030")
    ('titr_freight', '2030')
    """
    with suppress(ValueError, SyntaxError):
        value = ast.literal_eval(text.strip())
        if isinstance(value, str):
            return value
    return text


def _run(notebook: Path, parameters: Mapping[str, str], out: Path) -> None:
    """Call the command; JobFailed with what it said if it does not end well."""
    words = [sys.executable, "-P", "-m", "kzaz_analysis", "report", "run"]
    words += [str(notebook), "-o", str(out), "--slug", _STEM]
    for name, value in parameters.items():
        words += ["-p", name, plain_value(value)]
    printed = out / "said.txt"
    # The server stops a job by killing this process, which takes no other with it.
    watchdog = [sys.executable, "-P", "-m", _WATCHDOG, *words]
    with (
        printed.open("wb") as file,
        subprocess.Popen(  # noqa: S603 - words, no shell
            watchdog, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=file
        ) as process,
    ):
        code = process.wait()
    if code:
        reason = _FAILURE.split(printed.read_text("utf-8", "replace").strip())[-1]
        raise JobFailed(f"{reason[:_MOST_SAID]} (exit code {code})")


def _notebook(out: Path, stem: str) -> bytes:
    return (out / f"{_STEM}.ipynb").read_bytes()


def _whole_page(out: Path, stem: str) -> bytes:
    """Return the page with the files it links to inside: a job's page lies alone."""
    text = (out / f"{_STEM}.html").read_text("utf-8")
    name = html.escape(stem)
    for ending, kind in _TYPES.items():
        content = base64.b64encode((out / f"{_STEM}{ending}").read_bytes()).decode()
        link = f'href="data:{kind};base64,{content}" download="{name}{ending}"'
        text = text.replace(f'href="{_STEM}{ending}" download', link)
    return text.encode("utf-8")
