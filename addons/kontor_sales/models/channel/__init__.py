"""Orders from shops and platforms, taken over by one call, and the change of an order's customer (004-2, 004-22, 003-52).

Public names:
- ``import_channel_order``: the interface (``docs/integrations/import_channel_order.md``); ``tools/channel_order.py`` does it
- ``channel_payment``: entered as soon as the order is invoiced
- ``kontor.channel.guard``: two orders of one new guest make one customer
- ``reassign_customer``, ``_reassign_obstacle``: another customer with all that depends on him
- ``_explain_shop_amount``, ``_log_tax_warnings``: where shop and tax law don't agree about a customer abroad

Must not know: any particular shop.
"""

from . import channel_guard
from . import sale_order_channel
from . import sale_order_channel_taxes
from . import sale_order_reassign
