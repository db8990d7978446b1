"""Visitors without a browser: each with a cookie of their own, and all at one moment where a test asks for that."""

import http.client
import re
import threading
import time
import urllib.parse
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import TypeVar

T = TypeVar("T")
Fields = Mapping[str, str | Sequence[str]]
PATIENCE = 60.0
"""Seconds before a client gives up: what takes this long hangs."""
CUT_OFF = (ConnectionError, http.client.HTTPException)
"""What a client sees when the process that was to answer is killed."""


@dataclass(frozen=True)
class Answer:
    """What the server said; `seconds` from connecting to the last byte."""

    status: int
    location: str
    body: str
    cookie: str
    retry_after: str
    seconds: float

    @property
    def is_good(self) -> bool:
        """Whether a page came, or the address of one."""
        return HTTPStatus.OK <= self.status < HTTPStatus.BAD_REQUEST

    @property
    def says_signed_up(self) -> bool:
        """Whether this is the redirect to "what happens next"."""
        return self.status == HTTPStatus.SEE_OTHER and self.location.endswith("/aanmelden/verstuurd/")


class Visitor:
    """One browser. `ip` is where the proxy says it comes from, which the limits per visitor count by."""

    def __init__(self, address: tuple[str, int], *, ip: str) -> None:
        self.address, self.ip = address, ip
        self.cookie, self.token = "", ""

    def ask(self, method: str, path: str, body: str = "") -> Answer:
        """Send one request over a connection of its own, as gunicorn's sync workers close it anyhow.

        Raises:
            ConnectionError, HTTPException: the server went away before it had answered.
        """
        headers = {"X-Forwarded-For": self.ip}
        if self.cookie:
            headers["Cookie"] = self.cookie
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection = http.client.HTTPConnection(*self.address, timeout=PATIENCE)
        start = time.perf_counter()
        try:
            connection.request(method, path, body or None, headers)
            response = connection.getresponse()
            content = response.read().decode()
        finally:
            connection.close()
        return Answer(
            status=response.status, location=response.getheader("Location", ""), body=content,
            cookie=response.getheader("Set-Cookie", ""), retry_after=response.getheader("Retry-After", ""),
            seconds=time.perf_counter() - start,
        )  # fmt: skip

    def get(self, path: str) -> Answer:
        """Ask for a page."""
        return self.ask("GET", path)

    def open_form(self, path: str) -> str:
        """Ask for a page with a form; keeps its cookie and returns the token in it, other at each visit."""
        answer = self.get(path)
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', answer.body)
        assert answer.status == HTTPStatus.OK, f"{path} answered {answer.status}"
        assert token, f"no form at {path}"
        if answer.cookie:
            self.cookie = answer.cookie.partition(";")[0]
        self.token = token[1]
        return self.token

    def post(self, path: str, fields: Fields | None = None, *, token: str = "") -> Answer:
        """Send a form."""
        sent = {"csrfmiddlewaretoken": token or self.token, **(fields or {})}
        return self.ask("POST", path, urllib.parse.urlencode(sent, doseq=True))

    def post_until_answered(self, path: str, fields: Fields, *, refusals: list[int], tries: int = 200) -> Answer:
        """Send a form again and again, as somebody does who sees an error, until a good answer comes.

        What came instead goes into `refusals`: statuses, and 0 for a connection that was cut off.
        """
        for _ in range(tries):
            try:
                answer = self.post(path, fields)
            except CUT_OFF:
                refusals.append(0)
            else:
                if answer.is_good:
                    return answer
                refusals.append(answer.status)
            time.sleep(0.1)
        raise AssertionError(f"{tries} times no good answer: {refusals[-5:]}")


def together(acts: Iterable[Callable[[], T]]) -> list[T]:
    """Carry out acts in threads that start at one moment; return what came of each, in order.

    Raises:
        ExceptionGroup: what any of them raised.
    """
    todo = list(acts)
    barrier = threading.Barrier(len(todo))
    results: dict[int, T] = {}
    errors: list[Exception] = []

    def run(index: int) -> None:
        try:
            barrier.wait(PATIENCE)
            results[index] = todo[index]()
        except Exception as error:  # noqa: BLE001 - an error in a thread is raised by who waits for it
            errors.append(error)

    threads = [threading.Thread(target=run, args=(index,), daemon=True) for index in range(len(todo))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(5 * PATIENCE)
    if errors:
        raise ExceptionGroup(f"{len(errors)} of {len(todo)} failed", errors)
    assert len(results) == len(todo), "some did not end"
    return [results[index] for index in range(len(todo))]


def shared_out(acts: Iterable[Callable[[Visitor], T]], visitors: Sequence[Visitor]) -> list[T]:
    """Carry out acts in order of the list by visitors who each take the next one; return what came of each."""
    todo = list(acts)
    numbers = iter(range(len(todo)))
    taking = threading.Lock()
    results: dict[int, T] = {}

    def work(visitor: Visitor) -> None:
        while True:
            with taking:
                number = next(numbers, None)
            if number is None:
                return
            results[number] = todo[number](visitor)

    together([lambda visitor=visitor: work(visitor) for visitor in visitors])  # type: ignore[misc]
    return [results[index] for index in range(len(todo))]
