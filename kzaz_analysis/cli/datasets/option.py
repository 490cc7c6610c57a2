"""The option ``--dataset`` of every command that reads tables."""

from __future__ import annotations

import os

import click

VARIABLE = "KZAZ_DATA_DIR"
"""Environment variable that names the folder of tables."""


def use_dataset(_ctx: click.Context, _param: click.Parameter, name: str | None) -> None:
    """Let this process, and those that it starts, read a dataset."""
    if not name:
        return
    from kzaz_analysis.evidence.dataset.discovery import dataset_folder  # noqa: PLC0415
    from kzaz_analysis.places import whole_path  # noqa: PLC0415

    os.environ[VARIABLE] = str(whole_path(dataset_folder(name)))


def with_dataset(command: click.Command) -> None:
    """Give a command, or every command of a group, the option ``--dataset``."""
    if isinstance(command, click.Group):
        for inner in command.commands.values():
            with_dataset(inner)
        return
    option = click.Option(
        ["--dataset"],
        metavar="D",
        expose_value=False,
        is_eager=True,
        callback=use_dataset,
        help="Dataset to read: a folder, or the name of an installed one; else that "
        f"of {VARIABLE}, else the one that comes with the package.",
    )
    command.params.append(option)
