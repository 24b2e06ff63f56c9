"""Serve an application to a browser, from a thread of the tests."""

import contextlib
import threading

from werkzeug.serving import WSGIRequestHandler, make_server

from planner.machine.paths import CHECKOUT
from planner.typefaces.cache import subset_missing_fonts, typeface_folder

TYPEFACES = typeface_folder(CHECKOUT / "instance" / "cache")  # where `make run` has them too


class QuietHandler(WSGIRequestHandler):
    """Log no request: the report of a test says what went wrong."""

    def log_request(self, *_):
        pass


def lend_typefaces(app):
    """Let the application use typefaces that were cut once for all tests."""
    if "CACHE_FOLDER" not in app.config:
        return  # a plain application, which has no pages of ours
    folder = typeface_folder(app.config["CACHE_FOLDER"])
    if not folder.exists():
        subset_missing_fonts(TYPEFACES)
        folder.parent.mkdir(parents=True, exist_ok=True)
        folder.symlink_to(TYPEFACES)


@contextlib.contextmanager
def serving(app):
    """Serve the application on a free port of this machine; give its address."""
    lend_typefaces(app)
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=QuietHandler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
