"""The figures of customers: open items, open orders, limits and what remains, overdue statuses, by one query
(003-14 … 003-24).

Nothing of it is stored on the customer; the same query is a function in the database for pages and documents.

Public names:
- ``_get_credit_figures(company)`` of ``res.partner``: all figures, by customer; ``_over_limit_query``
- fields of ``res.partner``: ``open_items_amount``, ``open_orders_amount``, ``limit_…``, ``internal_limit_…``,
  ``overdue_status``, ``is_over_limit``, ``last_return_date``, ``contact_limit``
- ``credit_figures``, ``_get_credit_panel``: what a document shows; ``action_open_credit_detail``: what a figure is made of
- hook ``_get_credit_status``: the status that is shown (a manual block stands in for it, ``reasons``)
- ``credit_open_amount``, ``credit_debtor_id`` of order lines, ``uses_credit`` of orders
- ``kontor.credit.guard`` ``_claim``: one at a time judges a customer

Must not know: blocks, releases, and who may do what: figures are the same for everybody.
"""

from . import credit_guard
from . import res_partner_figures
from . import credit_figures_function
from . import res_partner_credit
from . import res_partner_credit_panel
from . import sale_order_line_exposure
