"""Requests that the server did not take whole: they are answered with a page, before all else."""

from http import HTTPStatus

from flask import Flask, abort, request
from werkzeug.exceptions import HTTPException

from planner.serving.environ import REFUSAL


class NoRoom(HTTPException):
    """The disk takes no body."""

    code = HTTPStatus.INSUFFICIENT_STORAGE


def refuse() -> None:
    """Answer a request of which the server has read no body, with the status that it names."""
    status = request.environ.get(REFUSAL)
    if status == NoRoom.code:
        raise NoRoom
    if status:
        abort(status)


def init_app(app: Flask) -> None:
    """Look at each request before anything asks for its body."""
    app.before_request(refuse)
