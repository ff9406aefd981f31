"""The text of PDFs as pypdf reads it: prints one line of JSON a file, a list of the texts of its pages."""

import json
import logging
import sys

from pypdf import PdfReader

logging.disable(logging.CRITICAL)

for file in sys.argv[1:]:
    try:
        print(json.dumps([page.extract_text() for page in PdfReader(file).pages]))
    except Exception as error:  # whatever a reader of PDFs throws is an answer, too
        print(json.dumps(["unread: " + type(error).__name__]))
