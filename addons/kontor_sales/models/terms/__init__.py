"""What was agreed: price lists, discounts, texts, standard terms, where an order comes from (000-13, 003-42, 004-2).

Public names:
- ``_sale_pricelist``, ``_choose_pricelist``: whose price list a new order gets (cooperation, cashier, customer)
- ``kontor.cooperation``, ``customer_discount``, ``price_percent``, ``terms_percent``: what a customer has
- ``discount_rule``, ``_combined_discount``, ``_takes_customer_discount``: price list and customer's discount together
- ``creation_…`` of the company: what happens by itself when a quotation is created (001-17)
- ``intro_text``, ``closing_text``, and the company's standard texts that go in them
- ``action_open_price_update``, ``given_terms_count``: given prices are reset by choice alone
- ``order_source``, ``source_reference``, ``CHANNELS``: where an order comes from
- ``kontor.customer.discounts``: the window that shows what a customer gets

Must not know: versions of a quotation, costs, and how an order is taken over from a shop.
"""

from . import res_company
from . import res_config_settings
from . import res_partner_terms
from . import cooperation
from . import res_partner_pricing
from . import sale_order_terms
from . import sale_order_pricelist
from . import sale_order_given_terms
from . import sale_order_source
