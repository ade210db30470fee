from . import account_move_customer
from . import account_move_firm
from . import account_move_reset
from . import account_move_law
from . import account_move_rights
from . import account_move_seller
from . import bank_statement_line_firm
from . import account_move_list
