"""Messages reach a webhook and a mail server, here on the loopback device."""

import email
import io
import json
import socketserver
import threading
from contextlib import contextmanager
from email.utils import parsedate_to_datetime
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from kzaz_analysis.cli import main as cli
from kzaz_analysis.errors import OutputError, UsageError
from kzaz_analysis.runner.telling import messages

SUMMARY = {
    "event": "broken",
    "suite": "Trade & <corridor>",
    "exit_code": 9,
    "meaning": "some pages of a suite failed",
    "out": "/srv/reports",
    "failed": [{"slug": "growth", "status": "timeout", "reason": "cell 'x' was slow"}],
    "conclusions": [],
    "not_told": ["log: No space left on device"],
}


@contextmanager
def serving(server):
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def hook():
    """A webhook that keeps what it gets; the path says how it answers."""
    got = []

    class Hook(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            got.append((self.headers["Content-Type"], json.loads(body)))
            self.send_response(int(self.path.strip("/")))
            self.end_headers()

        def log_message(self, *_):
            """Say nothing."""

    with serving(HTTPServer(("127.0.0.1", 0), Hook)) as port:
        yield f"http://127.0.0.1:{port}", got


def send(monkeypatch, *words):
    monkeypatch.setattr("sys.stdin", io.StringIO(json.dumps(SUMMARY)))
    with pytest.raises(SystemExit) as ended:
        cli.main(["notify", *words])
    return ended.value.code or 0


def test_slack_gets_escaped_text(hook, monkeypatch):
    address, got = hook
    monkeypatch.setenv("SLACK_WEBHOOK", f"{address}/200")
    assert send(monkeypatch, "slack", "--url", "env:SLACK_WEBHOOK") == 0
    [(kind, payload)] = got
    assert kind == "application/json"
    first, *others = payload["text"].splitlines()
    assert first == "Trade &amp; &lt;corridor&gt;: the run failed"
    assert "growth: timeout: cell 'x' was slow" in others
    assert "Not told: log: No space left on device" in others


def test_teams_gets_an_adaptive_card(hook, monkeypatch):
    address, got = hook
    assert send(monkeypatch, "teams", "--url", f"{address}/202") == 0
    [(_, payload)] = got
    [attachment] = payload["attachments"]
    assert attachment["contentType"] == "application/vnd.microsoft.card.adaptive"
    card = attachment["content"]
    assert (card["type"], payload["type"]) == ("AdaptiveCard", "message")
    texts = [block["text"] for block in card["body"]]
    assert texts[0] == "Trade & <corridor>: the run failed"
    assert texts[1] == "Exit code 9: some pages of a suite failed."


def test_a_webhook_that_refuses_or_is_gone_is_exit_7_and_stays_secret(
    hook, monkeypatch, capsys
):
    address, _ = hook
    assert send(monkeypatch, "slack", "--url", f"{address}/403") == 7
    err = capsys.readouterr().err
    assert "the webhook answers 403" in err
    assert address not in err
    with pytest.raises(OutputError, match="cannot be reached"):
        messages.post("http://127.0.0.1:1/secret", {})
    with pytest.raises(UsageError, match="https"):
        messages.post("file:///etc/passwd", {})
    with pytest.raises(UsageError, match="NO_SUCH_HOOK is not set"):
        messages.post("env:NO_SUCH_HOOK", {})


class MailServer(socketserver.StreamRequestHandler):
    """As much of SMTP as a client needs."""

    def handle(self):
        self.wfile.write(b"220 here\r\n")
        for line in self.rfile:
            word = line.split()[0].upper() if line.split() else b""
            if word == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                lines = iter(self.rfile.readline, b".\r\n")
                self.server.got.append(b"".join(lines))
            self.wfile.write(b"221 bye\r\n" if word == b"QUIT" else b"250 fine\r\n")
            if word == b"QUIT":
                return


def test_a_mail_is_sent(monkeypatch):
    server = socketserver.TCPServer(("127.0.0.1", 0), MailServer)
    server.got = []
    with serving(server) as port:
        place = f"127.0.0.1:{port}"
        words = ("--to", "you@example.org", "--server", place)
        assert send(monkeypatch, "mail", *words) == 0
    [raw] = server.got
    message = email.message_from_bytes(raw)
    assert message["To"] == "you@example.org"
    assert message["Subject"] == "Trade & <corridor>: the run failed"
    assert parsedate_to_datetime(message["Date"]).year > 2000
    assert message["Message-ID"].endswith("@localhost>")
    assert "growth: timeout" in message.get_payload(decode=True).decode()
    with pytest.raises(OutputError, match="does not take it"):
        messages.mail(SUMMARY, "127.0.0.1:1", "a@example.org", "b@example.org")


def test_a_title_with_a_line_break_makes_no_header():
    evil = SUMMARY | {"suite": "x\nBcc: all@example.org"}
    assert messages.subject(evil) == "x Bcc: all@example.org: the run failed"


def test_many_failed_pages_are_cut_and_counted():
    page = SUMMARY["failed"][0]
    text = messages.text(SUMMARY | {"failed": [page] * 100})
    assert len(text.splitlines()) == 31
    assert text.splitlines()[-1] == "and 73 more lines"


def test_a_summary_with_fewer_names_is_told_as_far_as_it_goes():
    odd = {"failed": [{"slug": "a", "message": "x"}], "conclusions": [{"slug": "b"}]}
    assert messages.text(odd).splitlines()[1:] == ["a", "b"]


def test_a_good_run_that_could_not_be_told_is_not_called_failed():
    summary = SUMMARY | {"exit_code": 0, "failed": [], "suite": "Trade"}
    words = "Trade: the run was good and could not be told everywhere"
    assert messages.subject(summary) == words


@pytest.mark.parametrize(
    "text",
    [
        *("", "[]", "{half", "{}", '{"failed": 5}', '{"failed": [5]}'),
        *(
            json.dumps({name: of for name, of in SUMMARY.items() if name != lacking})
            for lacking in ("event", "suite", "exit_code", "meaning")
        ),
    ],
)
def test_what_is_no_summary_is_exit_2(monkeypatch, text, capsys):
    monkeypatch.setattr("sys.stdin", io.StringIO(text))
    with pytest.raises(SystemExit) as ended:
        cli.main(["notify", "slack", "--url", "https://example.org"])
    assert ended.value.code == 2
    assert "no summary of a run" in capsys.readouterr().err


def test_what_a_summary_lacks_is_named(monkeypatch, capsys):
    monkeypatch.setattr("sys.stdin", io.StringIO('{"suite": "Trade", "event": null}'))
    with pytest.raises(SystemExit):
        cli.main(["notify", "teams", "--url", "https://example.org"])
    assert "it lacks event, exit_code, meaning" in capsys.readouterr().err


def test_signs_of_a_page_name_are_neither_markup_nor_commands():
    evil = {"slug": "a_b_*c*[x](http://e.org)", "reason": "- one\x1b[31m\n# two"}
    summary = SUMMARY | {"failed": [evil], "reason": "1. first\n- second"}
    content = messages.teams(summary)["attachments"][0]["content"]
    texts = [block["text"] for block in content["body"]]
    assert {r"1\. first", r"\- second", r"\# two"} <= {*texts}
    assert r"a\_b\_\*c\*\[x\](http://e.org): - one\\x1b\[31m" in texts
    slack = messages.slack(summary)
    assert slack["mrkdwn"] is False
    assert "\x1b" not in slack["text"]
