"""The order's status "Mahnung" and its levels: reached by letters, or by a change of status with its letter (001-1 … 001-4,
001-11, 001-14).

Public names:
- ``dunning_level_id`` of ``sale.order``: the highest level of its open invoices
- ``_obstacle_dunning``, ``_needed_options_of_dunning``, ``_consequences_dunning``, ``_do_dunning(reason)``: the change of
  status as ``kontor_sales`` calls it
- ``early_reason`` is kept by ``_keep_early_reason``: why a letter didn't wait for its day
- ``_orders_of_document`` of a letter: whose print log counts it

Must not know: runs other than by the letters they have; what blocks an order.
"""

from . import order_status_report
from . import sale_order
from . import sale_order_dunning
from . import sale_order_printing
