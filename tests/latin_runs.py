"""Runs of Latin words in pages of a language that is written otherwise."""

import re
from html.parser import HTMLParser

SILENT = {"script", "style", "code", "pre", "title"}
"""Elements whose text is of machines; what the window is called is said by the page."""
RUN = re.compile(r"[A-Za-z][A-Za-z'\u2019-]*(?:[ ,;:]+[A-Za-z][A-Za-z'\u2019-]*){2,}")
"""Three Latin words and more beside one another."""
EMPTY = {"meta", "link", "img", "input", "br", "hr", "col", "use", "path", "rect"}


class Visible(HTMLParser):
    """Collect the visible text of a page, without the titles of its sources."""

    def __init__(self):
        super().__init__()
        self.open, self.texts = [], []

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        hidden = tag in SILENT or given.get("class") == "kz-sources"
        if tag not in EMPTY:
            self.open.append((tag, hidden))
        if not any(hides for _, hides in self.open):
            self.texts += [given[k] for k in ("aria-label", "alt") if given.get(k)]

    def handle_endtag(self, tag):
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data):
        if not any(hides for _, hides in self.open):
            self.texts.append(data)


def latin_runs(html, names=(), codes=()):
    """Runs of Latin words that are no names and no codes, each with what surrounds it."""
    page = Visible()
    page.feed(html)
    texts = [" ".join(text.split()) for text in page.texts]
    return [
        text[:200]
        for text in texts
        if any(
            run[0] not in names and set(re.findall(r"[\w-]+", run[0])) - {*codes}
            for run in RUN.finditer(text)
        )
    ]
