"""What was issued is kept: each document that left the house, as it was sent, with hash, day, way and recipient.

Public names:
- ``kontor.issued.document``: one row for each issued document and version; nobody writes or deletes one
- ``_keep_issued``: keep what is leaving the house; ``_archived_models`` (hook): whose documents are kept
- ``kontor.issued.mixin``: what documents say of themselves: ``_issued_kind``, ``_issued_number``, ``_issued_partner``,
  ``_issued_title``, ``_issued_content``, ``_issued_fixed_version``, ``_issued_file`` are its hooks
- ``_issued_version``: the version that a paper carries; ``action_open_issued``: what was issued of a document
- ``action_check_hashes``: compare every file with its hash

Must not know: why a document is printed, and which screens show it.
"""

from . import issued_document
from . import issued_document_access
from . import issued_document_keeping
from . import issued_document_taking_over
from . import issued_document_screens
from . import issued_document_check
from . import ir_attachment
from . import issued_mixin
from . import sale_order
from . import stock_picking
from . import supply_proof
from . import account_move
from . import account_move_send
from . import ir_actions_report
