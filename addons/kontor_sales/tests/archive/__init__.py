from . import test_issued_documents
from . import test_issued_invoices
from . import test_issued_proofs
from . import test_one_name
from . import test_portal_deliveries
