from . import test_final_invoice
from . import test_credit_difference
from . import test_invoice_dialog
from . import test_money_adds_up
from . import test_overviews
from . import test_waiting_drafts
from . import test_cents
