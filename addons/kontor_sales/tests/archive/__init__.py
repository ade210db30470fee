from . import test_issued_documents
from . import test_issued_invoices
