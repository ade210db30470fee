"""Cost and gross profit of articles, orders and invoices, and who sees them (003-35 … 003-39).

Public names:
- ``kontor.cost.figures.mixin``: a document that tells its cost; ``MARGIN_GROUP``: the right to see it
- ``unit_cost``, ``cost_total``, ``licence_fee``: kept with the document of the day
- ``_internal_shipping_cost``, ``_compute_shipping_cost``: what shipping costs the company itself (hooks)
- ``internal_shipping_cost``, ``internal_insurance_percent``, ``internal_packaging_cost``, ``cost_with_shipping``
- ``_get_cost_text``: as each user wants to read it

Must not know: how prices come about, and any report that adds costs up.
"""

from . import res_users_sales
from . import res_company_costs
from . import product_licence_fee
from . import article_cost
from . import article_cost_stock
from . import cost_figures_mixin
from . import sale_order_cost
from . import account_move_cost
