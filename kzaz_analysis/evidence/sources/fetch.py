"""One way to ask an official source: bounded, patient, and never with a key on show."""

from __future__ import annotations

import datetime as dt
import hashlib
import time
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urlsplit

from kzaz_analysis.errors import SourceDown, SourceUnfit

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from requests import Response, Session
    from tenacity import RetryCallState

    from kzaz_analysis.evidence.sources.official import OfficialSource

AGENT = "kzaz-analysis (trade statistics)"
KEY_HEADER = "Ocp-Apim-Subscription-Key"
TOO_MANY, SERVER_ERROR = 429, 500
CHUNK = 65536


@dataclass(frozen=True, slots=True)
class FetchLimits:
    """How long and how much one request may take.

    Attributes
    ----------
    tries : int
        Requests before giving up.
    connect_s, read_s, whole_s : float
        Seconds until a connection, between two pieces of an answer, and for all of it.
    first_wait_s : float
        Wait before the second try; each later one is four times as long.
    longest_wait_s : float
        Longest wait that a source may ask for; one that asks for more is given up.
    most_bytes : int
        Size of an answer, unpacked.
    """

    tries: int = 3
    connect_s: float = 10
    read_s: float = 30
    whole_s: float = 180
    first_wait_s: float = 2
    longest_wait_s: float = 90
    most_bytes: int = 50_000_000


@dataclass(frozen=True, slots=True)
class Answer:
    """What a source answered.

    Attributes
    ----------
    source : OfficialSource
        Who was asked.
    address : str
        What was asked; it holds no key.
    moment : datetime.datetime
        When the answer had come, UTC.
    content : bytes
        The answer, unpacked.
    """

    source: OfficialSource
    address: str
    moment: dt.datetime
    content: bytes = field(repr=False)

    @property
    def sha256(self) -> str:
        """Hash of the content."""
        return hashlib.sha256(self.content).hexdigest()

    @property
    def day(self) -> str:
        """Day of the answer in ISO form."""
        return f"{self.moment:%Y-%m-%d}"

    def unfit(self, came: str, right: str) -> SourceUnfit:
        """Build the error for an answer that cannot be used."""
        return SourceUnfit(f"{self.source.name}: {self.address}: {came}; {right}")


class _PassingFault(SourceDown):
    """A fault after which it is worth to try again."""

    def __init__(self, message: str, wait_s: float | None = None) -> None:
        super().__init__(message)
        self.wait_s = wait_s


class Fetcher:
    """Asks sources one request at a time over one session.

    Parameters
    ----------
    limits : FetchLimits
        Time, tries and size.
    sleep : callable
        Waits some seconds.
    """

    def __init__(
        self,
        limits: FetchLimits | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._limits = limits or FetchLimits()
        self._sleep = sleep

    def __call__(
        self,
        source: OfficialSource,
        path: str,
        params: Mapping[str, str] | None = None,
        accept: str = "application/json",
    ) -> Answer:
        """Ask one question; see `Answer`.

        Raises
        ------
        SourceDown
            If no whole answer came in the tries and the time allowed.
        SourceUnfit
            If the answer is too large, leads to another host, or refuses the request.
        """
        from requests import Session  # noqa: PLC0415
        from tenacity import (  # noqa: PLC0415
            Retrying,
            retry_if_exception_type,
            stop_after_attempt,
        )

        query = f"?{urlencode(params, safe=',+')}" if params else ""
        address = f"{source.address}{path}{query}"
        patience = Retrying(
            stop=stop_after_attempt(self._limits.tries),
            retry=retry_if_exception_type(_PassingFault),
            wait=self._wait,
            sleep=self._sleep,
            reraise=True,
        )
        with Session() as session:
            session.headers.update({"User-Agent": AGENT, "Accept": accept})
            session.max_redirects = self._limits.tries
            session.hooks["response"].append(partial(_refuse_other_host, source.name))
            if key := source.secret():
                session.headers[KEY_HEADER] = key
            content = patience(self._once, session, source, address)
        if key and key.encode() in content:
            raise SourceUnfit(
                f"{source.name}: {address}: the answer repeats the key; it is not kept"
            )
        return Answer(source, address, dt.datetime.now(tz=dt.UTC), content)

    def _once(self, session: Session, source: OfficialSource, address: str) -> bytes:
        import requests  # noqa: PLC0415
        from urllib3.exceptions import HTTPError, ReadTimeoutError  # noqa: PLC0415

        where, limits = f"{source.name}: {address}", self._limits
        timeout = (limits.connect_s, limits.read_s)
        try:
            with session.get(address, timeout=timeout, stream=True) as response:
                self._refuse_status(response, where)
                return self._body(response, where)
        except requests.TooManyRedirects as error:
            if error.response is not None:
                error.response.close()
            raise SourceUnfit(
                f"{where}: it leads from page to page; the address may have changed"
            ) from error
        except ValueError as error:
            raise SourceUnfit(f"{where}: this is no address of the web") from error
        except (requests.Timeout, requests.ConnectionError, ReadTimeoutError) as error:
            raise _PassingFault(f"{where}: {_reason(error, limits)}") from error
        except (requests.RequestException, HTTPError) as error:
            raise _PassingFault(
                f"{where}: the answer was cut off; a whole answer would be right"
            ) from error

    def _body(self, response: Response, where: str) -> bytes:
        deadline = time.monotonic() + self._limits.whole_s
        parts, size = [], 0
        # Whatever has come, not a whole chunk: a trickle must not outlast the time.
        while part := response.raw.read1(CHUNK, decode_content=True):
            parts.append(part)
            size += len(part)
            if size > self._limits.most_bytes:
                raise SourceUnfit(
                    f"{where}: more than {self._limits.most_bytes:,} bytes came; "
                    "that much is not read"
                )
            if time.monotonic() > deadline:
                raise _PassingFault(
                    f"{where}: the answer was not whole in {self._limits.whole_s:g} s"
                )
        return b"".join(parts)

    def _refuse_status(self, response: Response, where: str) -> None:
        status = response.status_code
        if status == TOO_MANY or status >= SERVER_ERROR:
            raise self._patient(
                f"{where}: it answered {status} {response.reason}", response
            )
        if not response.ok:
            raise SourceUnfit(
                f"{where}: it answered {status} {response.reason}; the address, the "
                "codes of the dataset or the key may be wrong"
            )

    def _patient(self, problem: str, response: Response) -> SourceDown:
        """Heed how long a source asks to wait, unless that is too long."""
        wait_s = _asked_wait(response.headers.get("Retry-After", ""))
        longest = self._limits.longest_wait_s
        if wait_s is not None and wait_s > longest:
            return SourceDown(
                f"{problem} and asks to wait {wait_s:,.0f} s, longer than {longest:g} "
                "s; try again then"
            )
        return _PassingFault(f"{problem}; try again later", wait_s)

    def _wait(self, state: RetryCallState) -> float:
        fault: Any = state.outcome.exception() if state.outcome else None
        grown = self._limits.first_wait_s * 4 ** (state.attempt_number - 1)
        return grown if fault.wait_s is None else float(fault.wait_s)


def _asked_wait(text: str) -> float | None:
    """Seconds that ``Retry-After`` asks for, given as seconds or as a date."""
    if text.strip().isdigit():
        return float(text)
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=dt.UTC)
    return max(0.0, (moment - dt.datetime.now(tz=dt.UTC)).total_seconds())


def _refuse_other_host(source: str, response: Response, **_: Any) -> None:
    if not response.is_redirect:
        return
    from urllib.parse import urljoin  # noqa: PLC0415

    goal = urljoin(response.url, response.headers["Location"])
    if urlsplit(goal)[:2] != urlsplit(response.url)[:2]:
        response.close()
        raise SourceUnfit(
            f"{source}: {response.url}: it leads to another host, "
            f"{urlsplit(goal).netloc or goal}, which is not followed; if the source "
            "has moved, its address in the settings has to change"
        )


def _reason(error: Exception, limits: FetchLimits) -> str:
    if "timed out" in str(error):
        return f"no answer within {limits.read_s:g} s; try again later"
    return "no connection; is this machine online, and the source up?"
