"""A summary of a run as a message: by e-mail, to Slack, to Teams."""

from __future__ import annotations

import json
import re
import smtplib
import urllib.error
import urllib.request
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from kzaz_analysis.errors import OutputError, UsageError
from kzaz_analysis.runner.telling.printed import harmless
from kzaz_analysis.secrets import resolve

if TYPE_CHECKING:
    from collections.abc import Mapping

_TIMEOUT_S = 20
_MOST_LINES = 30
_MARKDOWN = re.compile(r"[\\`*_\[\]~]")
_LIST = re.compile(r"^(\s*\d*)([-+#>.)])")
_HEADINGS = {
    "broken": "failed",
    "recovered": "is well again",
    "changed": "says something else than before",
}


def subject(summary: Mapping[str, Any]) -> str:
    """Return one line: what happened to which suite."""
    suite = summary.get("suite") or summary.get("out") or "reports"
    happened = _HEADINGS.get(str(summary.get("event")), str(summary.get("status")))
    if summary.get("event") == "broken" and summary.get("exit_code") == 0:
        happened = "was good and could not be told everywhere"
    return harmless(" ".join(f"{suite}: the run {happened}".split()))


def text(summary: Mapping[str, Any]) -> str:
    """Return the message: exit code, reason, pages that failed, what changed."""
    lines = [f"Exit code {summary.get('exit_code')}: {summary.get('meaning')}."]
    if summary.get("reason"):
        lines += str(summary["reason"]).splitlines()
    for page in summary.get("failed") or ():
        lines.append(_line(page, "slug", "status", "reason"))
    for page in summary.get("conclusions") or ():
        title = "title_after" if page.get("title_after") else "title_before"
        lines.append(_line(page, "slug", title))
    lines += [f"Not told: {problem}" for problem in summary.get("not_told") or ()]
    if summary.get("out"):
        lines.append(f"Folder: {summary['out']}")
    more = len(lines) - _MOST_LINES
    message_lines = [*lines[:_MOST_LINES], *[f"and {more} more lines"][: more > 0]]
    return harmless("\n".join(message_lines))


def _line(page: Mapping[str, Any], *names: str) -> str:
    """Return what is known of a page; a summary may come from elsewhere."""
    return ": ".join(str(page[name]) for name in names if page.get(name))


def slack(summary: Mapping[str, Any]) -> dict[str, Any]:
    """Return the payload of an incoming webhook of Slack."""
    plain = f"{subject(summary)}\n{text(summary)}"
    for sign, escaped in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
        plain = plain.replace(sign, escaped)
    # Stars and underscores of page names are no emphasis.
    return {"text": plain, "mrkdwn": False}


def teams(summary: Mapping[str, Any]) -> dict[str, Any]:
    """Return the payload of a webhook of a Teams workflow: one adaptive card."""
    head = {"type": "TextBlock", "weight": "Bolder", "wrap": True}
    block = {"type": "TextBlock", "wrap": True}
    lines = text(summary).splitlines()
    body = [
        head | {"text": _without_markdown(subject(summary))},
        *(block | {"text": _without_markdown(line)} for line in lines),
    ]
    card = {"type": "AdaptiveCard", "version": "1.4", "body": body}
    kind = "application/vnd.microsoft.card.adaptive"
    return {"type": "message", "attachments": [{"contentType": kind, "content": card}]}


def _without_markdown(line: str) -> str:
    """Escape what a card would read as emphasis, a link, or a point of a list."""
    return _LIST.sub(r"\1\\\2", _MARKDOWN.sub(r"\\\g<0>", line))


def post(address: str, payload: Mapping[str, Any]) -> None:
    """Send a payload to a webhook.

    Parameters
    ----------
    address : str
        ``https://...``, or ``env:NAME`` for a variable that holds it: who knows the
        address of a webhook can write there.
    payload : mapping
        Sent as JSON.

    Raises
    ------
    UsageError
        If it is no address.
    OutputError
        If it is not taken; the message does not repeat the address.
    """
    url = _resolved(address)
    if urlsplit(url).scheme not in ("http", "https"):
        raise UsageError("a webhook has an address that begins with https://")
    request = urllib.request.Request(  # noqa: S310 - checked above
        url,
        json.dumps(payload).encode(),
        {"Content-Type": "application/json"},
        method="POST",
    )
    try:
        with urllib.request.urlopen(request, timeout=_TIMEOUT_S):  # noqa: S310
            pass
    except urllib.error.HTTPError as error:
        error.close()
        raise OutputError(f"the webhook answers {error.code} {error.reason}") from None
    except (urllib.error.URLError, OSError) as error:
        why = getattr(error, "reason", error)
        raise OutputError(f"the webhook cannot be reached: {why}") from None


def mail(summary: Mapping[str, Any], server: str, sender: str, to: str) -> None:
    """Send a message through a mail server that takes mail from this machine.

    Parameters
    ----------
    summary : mapping
        What is told.
    server : str
        ``host`` or ``host:port``.
    sender, to : str
        Addresses.

    Raises
    ------
    OutputError
        If the server does not take it.
    """
    message = EmailMessage()
    message["Subject"], message["From"], message["To"] = subject(summary), sender, to
    # Servers refuse a message without them, or take it for unwanted.
    message["Date"] = formatdate()
    message["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2] or "localhost")
    message.set_content(text(summary) + "\n")
    host, _, port = server.partition(":")
    try:
        with smtplib.SMTP(host, int(port or 25), timeout=_TIMEOUT_S) as connection:
            connection.send_message(message)
    except (OSError, ValueError, smtplib.SMTPException) as error:
        raise OutputError(
            f"the mail server {server} does not take it: {error}"
        ) from None


def _resolved(address: str) -> str:
    if not address.startswith("env:"):
        return address
    try:
        return resolve(address)
    except ValueError as problem:
        raise UsageError(str(problem)) from None
