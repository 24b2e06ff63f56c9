"""Rules of long work: how much at once, when it is lost, and how long its results are kept."""

import datetime as dt

AT_ONCE = 2
SILENT = dt.timedelta(seconds=90)  # longer than one paper may take to be typeset
KEPT = dt.timedelta(days=1)
