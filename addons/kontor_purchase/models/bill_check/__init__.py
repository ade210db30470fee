from . import account_move_bill_check
