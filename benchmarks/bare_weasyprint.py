"""WeasyPrint as its own documentation calls it: reads an order as JSON, writes a PDF.

It takes the page from the order and its style sheets from where the page is served.
"""

import json
import sys

from weasyprint import HTML

if __name__ == "__main__":
    order = json.load(sys.stdin)
    page = HTML(string=order["page"], base_url=order["address"])
    sys.stdout.buffer.write(page.write_pdf(pdf_variant="pdf/ua-1"))
