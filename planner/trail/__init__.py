"""Whatever an act changes, the history tells: who, when, which rows, and what stood there.

One listener sees every change that goes through a session, in the transaction of the act: what is
flushed (`flushes`), what statements change (`statements`), and what the database itself deletes or
empties behind them (`cascades`). Before the commit all of it is one entry with its rows
(`entries`). What is followed stands in `rules/history/followed.py`.
"""
