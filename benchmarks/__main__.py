"""Run every benchmark: `make bench`, or one of them: `make bench ONLY=pages`."""

import sys

from benchmarks import feeds, history, pages, papers, precedence, trail
from benchmarks.measure import circumstances

BENCHMARKS = {
    "pages": pages.run,
    "feeds": feeds.run,
    "precedence": precedence.run,
    "papers": papers.run,
    "trail": trail.run,
    "history": history.run,
}

if __name__ == "__main__":
    print(circumstances())
    for name in sys.argv[1:] or BENCHMARKS:
        BENCHMARKS[name]()
