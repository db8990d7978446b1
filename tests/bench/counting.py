"""Tells how many queries an answer took, to who asks with a header; the others pay a look in a dictionary."""

from collections.abc import Callable
from typing import Any

from django.db import connection
from django.http import HttpRequest
from django.http.response import HttpResponseBase


class CountQueries:
    """Answers `X-Count: 1` with `X-Queries`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if "HTTP_X_COUNT" not in request.META:
            return self.get_response(request)
        asked: list[str] = []

        def note(execute: Callable[..., Any], query: str, *arguments: Any) -> Any:
            asked.append(query)
            return execute(query, *arguments)

        with connection.execute_wrapper(note):
            response = self.get_response(request)
        response.headers["X-Queries"] = str(len(asked))
        return response
