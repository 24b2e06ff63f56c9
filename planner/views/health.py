"""What machines ask a planner: does it live, can it serve, what does it count."""

import hmac
from pathlib import Path

from flask import Blueprint, Response, abort, current_app, request
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from planner.clock import utc_now
from planner.health.gauges import Gauges, registry_of
from planner.health.readiness import Readiness
from planner.metrics import registry
from planner.rules.users import hash_token
from planner.web.access import open_to_all

bp = Blueprint("health", __name__)
PLAIN = "text/plain; charset=utf-8"
NOT_KEPT = {"Cache-Control": "no-store"}


@bp.get("/healthz")
@open_to_all("it tells no more than that somebody answers")
def alive() -> Response:
    """Say that this process answers; the database is not asked."""
    return Response("ok\n", headers=NOT_KEPT, content_type=PLAIN)


@bp.get("/readyz")
@open_to_all("it tells no more than a word")
def ready() -> Response:
    """Say whether pages can be served: 503 with a word if the database or a folder is away.

    A worker that is away is no reason: pages go on without it.
    """
    trouble = asked().trouble()
    text, status = (f"{trouble}\n", 503) if trouble else ("ready\n", 200)
    return Response(text, status, headers=NOT_KEPT, content_type=PLAIN)


def asked() -> Readiness:
    """Return what asks whether this application can serve; there is one, however many want it."""
    config = current_app.config
    folders = Path(config["MEDIA_FOLDER"]), Path(config["CACHE_FOLDER"])
    known: Readiness | None = current_app.extensions.get("readiness")
    if known is None or known.url != config["DATABASE_URL"] or known.folders != folders:
        known = Readiness(config["DATABASE_URL"], folders)
        current_app.extensions["readiness"] = known
    return known


@bp.get("/metrics")
@open_to_all("whoever sends METRICS_TOKEN; without one there is no such page")
def metrics() -> Response:
    """Tell Prometheus what is counted."""
    if not (token := current_app.config["METRICS_TOKEN"]):
        abort(404)
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not hmac.compare_digest(
        hash_token(given.strip()), hash_token(token)
    ):
        headers = NOT_KEPT | {"WWW-Authenticate": "Bearer"}
        return Response("Not for everybody.\n", 401, headers=headers, content_type=PLAIN)
    now = registry_of(Gauges(current_app.config["DATABASE_URL"], kept_folders(), utc_now()))
    text = generate_latest(registry) + generate_latest(now)
    return Response(text, headers=NOT_KEPT, content_type=CONTENT_TYPE_LATEST)


def kept_folders() -> dict[str, Path]:
    """Return the folders in which this planner keeps files, by what they are for."""
    config = current_app.config
    named = {"media": config["MEDIA_FOLDER"], "cache": config["CACHE_FOLDER"]}
    return {"instance": Path(current_app.instance_path)} | {
        name: Path(folder) for name, folder in named.items()
    }
