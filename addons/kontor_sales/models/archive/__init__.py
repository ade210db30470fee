"""What was issued is kept: each document that left the house, as it was sent, with hash, day, way and recipient.

Public names:
- ``kontor.issued.document``: one row for each issued document and version; nobody writes or deletes one
- ``_keep_issued``: keep what is leaving the house; ``_archived_models`` (hook): whose documents are kept
- ``action_check_hashes``: compare every file with its hash

Must not know: why a document is printed, and which screens show it.
"""

from . import issued_document
from . import issued_document_access
from . import issued_document_screens
from . import issued_document_check
from . import ir_attachment
