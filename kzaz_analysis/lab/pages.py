"""Extension of the Jupyter server: links between HTML files lead somewhere.

JupyterLab shows an HTML file in a frame without cookies, so that its scripts cannot act
for the user. A link in it asks for the next file without a login, and is refused. Here
such a file is shown under an address that is itself the permission to read, for its
folder and while the server runs; scripts stay confined as before.
"""

from __future__ import annotations

import hmac
import secrets
from pathlib import Path
from typing import Any

from jupyter_server.auth.decorator import allow_unauthenticated, authorized
from jupyter_server.base.handlers import APIHandler, AuthenticatedFileHandler
from jupyter_server.utils import ensure_async, url_escape, url_path_join
from tornado import web

from kzaz_analysis.lab.start import write_start
from kzaz_analysis.lab.workbench import NAME

_CONFINED = (
    "sandbox allow-scripts allow-popups allow-downloads "
    "allow-top-navigation-by-user-activation; frame-ancestors 'self'"
)
_OWN = ("same-origin", "none")
"""Whence a browser asks: from a page of this server, or because its user typed it."""

_SECRET = secrets.token_bytes(32)


def site_of(file: Path, root: Path) -> Path:
    """Return the folder whose pages a page may lead to.

    Parameters
    ----------
    file : pathlib.Path
        An HTML file.
    root : pathlib.Path
        Folder of the server, below which a site lies.

    Returns
    -------
    pathlib.Path
        The highest of the folders above the file that have an ``index.html`` one after
        another, counted from the nearest; the file's own folder where none has.
    """
    above = [f for f in file.parents if f != root and f.is_relative_to(root)]
    indexed = [(folder / "index.html").is_file() for folder in above]
    if True not in indexed:
        return file.parent
    nearest = indexed.index(True)
    steps = [*indexed[nearest:], False].index(False)
    return above[nearest + steps - 1]


def key_of(site: Path) -> str:
    """Return what an address must hold to read the files of a site."""
    return hmac.digest(_SECRET, str(site).encode(), "sha256").hex()


class SiteFile(AuthenticatedFileHandler):
    """A file of a site, for whoever knows the site's address."""

    @property
    def content_security_policy(self) -> str:
        """Scripts run in an origin of their own, without the rights of the user."""
        return _CONFINED

    @allow_unauthenticated
    async def get(  # type: ignore[override]
        self, key: str, path: str, include_body: bool = True
    ) -> None:
        """Answer with the file, or as if there were none."""
        root = Path(self.root).resolve()
        file = (root / path).resolve()
        is_inside = file.is_relative_to(root)
        if not is_inside or not hmac.compare_digest(key, key_of(site_of(file, root))):
            raise web.HTTPError(404)
        self.set_header("Referrer-Policy", "no-referrer")
        await web.StaticFileHandler.get(self, path, include_body)


class HtmlFile(AuthenticatedFileHandler):
    """An HTML file where JupyterLab looks for it: sends on to its site."""

    @web.authenticated
    @authorized
    async def get(  # type: ignore[override]
        self, path: str, include_body: bool = True
    ) -> None:
        """Check who asks, and send the browser there."""
        root = Path(self.root).resolve()
        file = (root / path).resolve()
        if self.get_argument("download", None) or not file.is_relative_to(root):
            await ensure_async(super().get(path, include_body=include_body))
            return
        # A link of a page that JupyterLab shows names no referrer; the browser itself
        # says where it stands, which no page can make it say falsely.
        if self.request.headers.get("Sec-Fetch-Site") not in _OWN:
            self.check_xsrf_cookie()
        place = "kzaz", "pages", key_of(site_of(file, root)), url_escape(path)
        self.redirect(url_path_join(self.base_url, *place))


class StartNotebook(APIHandler):
    """The start notebook, written for the tile of the launcher."""

    @web.authenticated
    @authorized
    async def post(self) -> None:
        """Write it and answer with its path below the folder of the server."""
        root = Path(self.settings["server_root_dir"]).expanduser().resolve()
        path = write_start(root / NAME)
        self.finish({"path": path.relative_to(root).as_posix()})

    auth_resource = "contents"


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": __name__}]


def _load_jupyter_server_extension(server: Any) -> None:
    files = {"path": server.root_dir}
    places = [
        ("kzaz/start", StartNotebook, {}),
        ("kzaz/pages/([0-9a-f]{64})/(.+)", SiteFile, files),
        (r"files/(.+\.html)", HtmlFile, files),
    ]
    base = server.web_app.settings["base_url"]
    handlers = [(url_path_join(base, place), *rest) for place, *rest in places]
    server.web_app.add_handlers(".*$", handlers)
