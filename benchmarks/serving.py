"""A process that serves `module:factory` as `planner run` does, with one thread."""

import importlib
import sys

from planner.serving.bounds import Bounds
from planner.serving.server import listening_socket, server_of

if __name__ == "__main__":
    name, _, factory = sys.argv[1].partition(":")
    application = getattr(importlib.import_module(name), factory)()
    listener = listening_socket("127.0.0.1", int(sys.argv[2]))
    server_of(application, Bounds(threads=1)).run(sockets=[listener])
