from . import block_rule
from . import account_move_bill_check
from . import account_move_match
