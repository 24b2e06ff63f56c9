"""The words that pages, papers and feeds have for what is stored."""
