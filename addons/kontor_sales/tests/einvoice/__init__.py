from . import test_e_invoices
from . import test_e_invoice_kinds
from . import test_e_invoice_sending
from . import test_customer_formats
from . import test_posted_e_invoices
from . import test_e_invoice_details
