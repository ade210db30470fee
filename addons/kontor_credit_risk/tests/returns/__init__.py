from . import test_returned_debits
