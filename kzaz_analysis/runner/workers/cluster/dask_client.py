"""Whether there is a Dask scheduler to speak to, said at once and in plain words."""

from __future__ import annotations

import os
import socket
from importlib import import_module
from importlib.util import find_spec
from urllib.parse import SplitResult, urlsplit

from kzaz_analysis.errors import UsageError

LIBRARIES = ("distributed", "cryptography")
"""What makes this executor available."""

OPEN = (
    "{address} is open: whoever reaches it can run what they like as you, here and on "
    "the workers. Use tls:// with certificates, or see that nobody else is in its "
    "network"
)
"""What is said of an address that anybody may speak to."""

NO_KEY = (
    "{address} wants a certificate, and Dask's configuration names none for a client; "
    "set DASK_DISTRIBUTED__COMM__TLS__CA_FILE, "
    "DASK_DISTRIBUTED__COMM__TLS__CLIENT__CERT and "
    "DASK_DISTRIBUTED__COMM__TLS__CLIENT__KEY to their files"
)
"""What is said where this command has nothing to show to a cluster with TLS."""

QUIET = {
    "distributed.admin.tick.interval": "1s",
    "distributed.worker.profile.enabled": False,
    "distributed.scheduler.http.routes": [],
    "distributed.worker.http.routes": [],
}
"""Settings of a cluster that makes pages: looking at itself, fifty times a second and
more, takes a fifteenth of a core by default, of which nobody makes use here. Nor does
it tell of itself by HTTP, for which nobody needs a key."""

CONNECT_S = 8.0
"""How long to wait for an answer, in seconds."""

_SCHEMES = ("tcp", "tls")
_LONGEST_GREETING = 2**20


def require(address: str = "") -> None:
    """See that this executor can be used here.

    Parameters
    ----------
    address : str
        Address of a scheduler, if one is to be used.

    Raises
    ------
    UsageError
        If its library is not installed, if the system is not one that it runs on, or
        if nothing listens at the address.
    """
    if os.name != "posix":
        raise UsageError("the executor dask needs Linux or macOS; use process here")
    missing = [name for name in LIBRARIES if find_spec(name) is None]
    if missing:
        raise UsageError(
            f"the executor dask needs {' and '.join(missing)}; install it with: "
            f"pip install {' '.join(missing)}"
        )
    if address:
        _call(address)


def is_open(address: str) -> bool:
    """Whether anybody who reaches a scheduler may speak to it."""
    return urlsplit(address).scheme == "tcp"


def _call(address: str) -> None:
    """See that a scheduler listens at an address; the library would wait for ever."""
    place = urlsplit(address)
    try:
        _greeting(place)
        is_dumb = place.scheme == "tls" and not _has_key()
    except (OSError, ValueError) as error:
        raise silent(address, error) from None
    if is_dumb:
        raise UsageError(NO_KEY.format(address=address))


def _has_key() -> bool:
    """Whether Dask's configuration names the certificates of a client."""
    security = import_module("distributed").Security()
    return security.get_connection_args("client").get("ssl_context") is not None


def _greeting(address: SplitResult) -> None:
    """Read the first word of a scheduler; ValueError if somebody else says it."""
    if address.scheme not in _SCHEMES or not address.hostname or not address.port:
        raise ValueError("it is not an address with a port")
    place = (address.hostname, address.port)
    with socket.create_connection(place, timeout=CONNECT_S) as call:
        # With TLS the caller speaks first, and the library's own limits hold.
        length = call.recv(8) if address.scheme == "tcp" else b"\x01"
    if not 0 < int.from_bytes(length, "little") < _LONGEST_GREETING:
        raise ValueError("what listens there is no Dask scheduler")


def silent(address: str, error: Exception) -> UsageError:
    """Build the error for an address that does not answer as it should."""
    return UsageError(
        f"no Dask scheduler answers at {address!r}: {line(error)}; its address looks "
        "like tls://10.0.0.1:8786"
    )


def line(error: Exception) -> str:
    """Return the first line of an error, or its name if it says nothing."""
    first_line, *_ = [*str(error).splitlines(), type(error).__name__]
    return first_line or type(error).__name__
