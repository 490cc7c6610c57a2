"""No control character of a file reaches a terminal."""

import subprocess
import sys

import pytest

from kzaz_analysis.runner.telling.printed import harmless


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("a\x1b[31mred\x1b[0m\n", "a\\x1b[31mred\\x1b[0m\n"),
        ("\x9b2J\x07", "\\x9b2J\\x07"),
        ("true\rfalse\r\n", "true\\rfalse\r\n"),
        ("\r 10 %", "\r 10 %"),
        ("abc\u202edef\t", "abc\\u202edef\t"),
        ("Қазақстан\n", "Қазақстан\n"),
    ],
)
def test_control_characters_are_written_out(text, printed):
    assert harmless(text) == printed


def test_a_message_that_quotes_a_value_commands_no_terminal():
    ended = subprocess.run(
        [sys.executable, "-m", "kzaz_analysis", "data", "show", "x\x1b]0;title\x07"],
        capture_output=True,
        check=False,
    )
    assert ended.returncode == 2
    assert b"\x1b" not in ended.stderr
    assert b"\\x1b]0;title\\x07" in ended.stderr
