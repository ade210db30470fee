from . import test_billing_rights
from . import test_firm_invoices
