"""The day or period of the supply that an invoice bills (§ 14 Abs. 4 Nr. 6 UStG), and when a delivery was made.

Public names:
- ``_get_supply_period``, ``_get_supply_kind``, ``_is_supply_open``: of invoices; ``_get_supply_period`` of their lines
- ``_get_supply_row``: label and text that documents print; ``supply_text``: the same on the screen
- ``_filter_lacking_supply`` of drafts, ``_lacks_supply`` of orders, ``_get_supply_remarks``: what names no day
- ``supply_kind``, ``supply_date_start``, ``supply_date_end``, ``supply_is_open``: what a posted invoice says for good
- ``service_date_start``, ``service_date_end``, ``supply_is_invoice_date``: what a clerk says about services, on the invoice
  or, for the next ones, on the order (``_prepare_service_period``) and for the company
- ``_allocate_supplies``: which delivery each invoice line contains; ``_get_delivery_day`` of a transfer;
  ``_is_supplied_by_delivery`` of an order (hook): whether the goods become the customer's with it

Must not know: how an invoice is printed and exported, and what is firm on a posted one.
"""

from . import res_company_supply_dates
from . import stock_picking_supply_dates
from . import sale_order_line_supply_dates
from . import sale_order_supply_dates
from . import account_move_supply_dates
from . import account_move_supply_text
from . import account_move_line_supply_dates
