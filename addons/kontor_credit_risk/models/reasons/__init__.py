"""What speaks against a document: limits, overdue, delivery stop, and the customer's manual block, with the rights that
release each (002-13, 003-25 … 003-31).

Public names:
- the reasons ``limit``, ``internal_limit``, ``overdue``, ``internal_overdue``, ``delivery_stop``, ``manual_block``
- ``_get_credit_reasons(company, operation, subjects)``: judge documents (``Subject``) in order
- ``manual_block``, ``manual_block_reason``, ``workshop_allowed`` of ``res.partner``; ``action_set_manual_block``,
  ``action_open_block_dialog``, ``_may_block_customers``; ``MANUAL_BLOCK_GROUPS``: the right of each
- ``action_block_order``, ``action_unblock_order`` of ``sale.order``: one order alone
- ``_get_credit_debtor`` of documents: the customer who pays

Must not know: how it is shown: headers and reports lie above.
"""

from . import block_rule
from . import res_partner_block
from . import res_partner_belonging
from . import res_partner_reasons
from . import credit_document_mixin
from . import sale_order_credit
from . import sale_order_paid_on_delivery
from . import stock_picking_credit
from . import account_move_credit
