"""Customers and prospects: their number, contacts, master data, and who may change them (000-11, 003-3, 003-7 … 003-9).

Public names:
- ``customer_state`` with ``_become_customer``; ``business_customer``: net or gross prices; ``cash_on_delivery``
- ``default_contact_id``, ``_get_document_contact``: with whom a customer is dealt with
- ``kontor.customer.type``, ``contact_title``, ``po_box``, ``factoring_number``: master data that core doesn't have
- ``_partner_groups``, ``_terms_fields``: hooks for who changes every partner, and for what others leave alone
- ``_get_document_lang``, ``_get_document_languages`` (hook): in which language somebody is written to;
  ``_get_language_of``: what a new customer of a country is given
- ``_get_window_lines``: the address field; ``home_country_id`` in the context: addresses as on paper
- ``_company_decisions``, ``_get_missing_rights_to_lose``: what a company decided isn't shed, nor read elsewhere

Must not know: orders and invoices beyond the number that a first quotation gives, and what terms and limits mean.
"""

from . import res_partner
from . import res_partner_rights
from . import res_partner_decisions
from . import res_partner_belonging
from . import customer_type
from . import res_partner_contact
from . import customer_number
from . import default_contact
from . import res_partner_paper
from . import res_partner_language
from . import res_config_settings_numbers
