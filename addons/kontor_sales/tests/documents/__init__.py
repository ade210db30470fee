from . import test_batch_printing
from . import test_carry_over
from . import test_printing
from . import test_girocode
from . import test_documents
from . import test_cash_on_delivery
from . import test_cash_on_delivery_discount
from . import test_cash_on_delivery_invoice
