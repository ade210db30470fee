from . import test_e_invoices
