"""The command ``kzaz lab``: JupyterLab on the start notebook."""

from __future__ import annotations

import os
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import click

from kzaz_analysis.errors import UsageError

_SERVED = "kzaz_analysis.lab.pages"
_PASSED_ON = {"ignore_unknown_options": True, "allow_interspersed_args": True}
_AS_ROOT = """\
you are root, and JupyterLab does not start as root unless told to, because whoever
reaches it may do what root may. On a machine of your own, start it as a user. In a
container, where root is the only user and its port is published by you alone:
    kzaz lab --allow-root --ip 0.0.0.0 --no-browser    (docker run -p 8888:8888 ...)
With make: make lab ARGS="--allow-root --ip 0.0.0.0 --no-browser\""""


@click.command(context_settings=_PASSED_ON)
@click.argument("arguments", nargs=-1, metavar="[NOTEBOOK] [OPTIONS OF JUPYTER]")
def lab(arguments: tuple[str, ...]) -> None:
    """Open JupyterLab on the start notebook, or on NOTEBOOK.

    The start notebook tells what is here and what is new, and leads to the pages, the
    reports and the recipes. It lies in the folder workbench of the folder where the
    command is given. Links between pages that are opened in JupyterLab lead on, and its
    launcher has a tile that opens the start notebook.

    Options that are not listed here are those of `jupyter lab`. As root and in a
    container: --allow-root --ip 0.0.0.0 --no-browser, and the port 8888 published.

    \b
    Examples:
      kzaz lab
      kzaz lab workbench/growth_rates.ipynb
      kzaz lab --no-browser --port 9000
      kzaz lab --allow-root --ip 0.0.0.0 --no-browser
    """
    if find_spec("jupyterlab") is None:
        raise UsageError(
            "JupyterLab is not installed; pip install 'kzaz-analysis[lab]'"
        )
    if _is_root() and not any(a.startswith("--allow-root") for a in arguments):
        raise UsageError(_AS_ROOT)
    paths = [Path(argument) for argument in arguments if argument.endswith(".ipynb")]
    missing = [str(path) for path in paths if not path.is_file()]
    if missing:
        raise UsageError(f"there is no {', '.join(missing)}")
    path = paths[0] if paths else _start()
    click.echo(f"kzaz: opening {path}; JupyterLab starts in some seconds", err=True)
    click.echo("kzaz: Ctrl-C twice ends it", err=True)
    options = [a for a in arguments if not a.endswith(".ipynb")]
    labapp: Any = import_module("jupyterlab.labapp")
    labapp.main([str(path), *_settings(), *options])


def _start() -> Path:
    from kzaz_analysis.lab.start import write_start  # noqa: PLC0415
    from kzaz_analysis.lab.workbench import workbench_folder  # noqa: PLC0415

    click.echo("kzaz: reading the record for the start notebook", err=True)
    path = write_start(workbench_folder())
    return Path(os.path.relpath(path))


def _settings() -> list[str]:
    """Options that make the pages open and put the tile into the launcher."""
    import kzaz_analysis.lab as room  # noqa: PLC0415

    extensions = Path(room.__file__).parent / "labextensions"
    return [
        "--log-level=WARN",
        f"--ServerApp.root_dir={Path.cwd()}",
        f"--ServerApp.jpserver_extensions={_SERVED}=True",
        f"--LabApp.extra_labextensions_path={extensions}",
    ]


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0
