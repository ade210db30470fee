"""What a tax office finds: the hash chain and the audit trail of a German company (GoBD Rz. 107).

Public names:
- ``_set_up_hash_chain`` of journals, ``_set_up_audit`` of companies: on by default where the books are German
- ``_get_number_obstacle``: a draft whose number lies before the secured ones

Must not know: what a document prints, and who may do what: it keeps what the rooms below have made.
"""

from . import account_journal_hash
from . import res_company_audit
from . import account_move_hash
