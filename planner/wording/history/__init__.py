"""The words in which the history tells what was done."""
