"""What a tax office asks for: hash chain and audit trail of German books, and the export of a period (GoBD, Z3).

Public names:
- ``_set_up_hash_chain`` of journals, ``_set_up_audit`` of companies: on by default where the books are German
- ``_get_number_obstacle``: a draft whose number lies before the secured ones
- ``kontor.audit.export``: a period as ZIP with index.xml and CSV; ``_selections``, ``_tables`` (hooks): what is in it,
  declared with ``tools/audit_table.py``
- ``kontor.audit.export.table``, ``kontor.audit.selection``: how far it is, and which records belong to it
- ``_check_hash_chain`` of companies, ``action_check_hash_chain``: are all secured entries as they were?
- ``_get_audit_files`` of issued documents: their files in the export

Must not know: what a document prints, and who may do what: it keeps and tells what the rooms below have made.
"""

from . import account_journal_hash
from . import res_company_audit
from . import account_move_hash
from . import audit_export
from . import audit_export_work
from . import audit_documents
from . import audit_invoices
from . import audit_names
from . import audit_tax
from . import res_company_chain_check
