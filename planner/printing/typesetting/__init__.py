"""Typesetting: from the data of a paper to a PDF or a picture."""
