from . import return_debit
