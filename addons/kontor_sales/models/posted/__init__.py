"""What holds from posting on: posted documents are firm, and who may take one back to draft (001-2, 001-3, 001-5, 001-7).

Public names:
- ``_get_firm_line_fields``, ``_filter_firm``, ``_refuse_firm``: what nobody changes on a posted document
- ``_get_reset_obstacles``, ``_get_following_obstacles`` (hook): what speaks against a reset
- ``_reach_statuses``: no document takes a completed order back
- ``account.move.print``, ``_log_invoice_prints``: who took it out of the house
- who may not bill reads at most; a first invoice makes a customer of a prospect (000-11)

Must not know: how an invoice came about, and the settings of the document locks.
"""

from . import account_move_print
from . import account_move_customer
from . import account_move_firm
from . import account_move_reset
from . import account_move_law
from . import account_move_rights
from . import account_move_seller
from . import bank_statement_line_firm
from . import account_move_list
