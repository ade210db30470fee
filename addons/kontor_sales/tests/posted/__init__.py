from . import test_firm_invoices
