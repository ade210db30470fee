"""Which tax holds by customer, country and kind of supply, and the proofs that an exemption needs (§§ 3a, 4, 6a, 13b UStG).

Public names:
- ``tax_treatment``, ``_legal_sentence`` of taxes: why none is charged, and the sentence that a document owes its reader
- ``_prepare_german_taxes``: what the German charts of accounts lack, for new and for present companies; their names:
  ``_write_rates_alike``
- ``_tax_kind``, ``_serves_supply`` (hook) of positions, ``_taxes_of_product`` and ``_service_position`` of orders
- ``check_vat_id``, ``vat_check_state`` of customers, kept as ``kontor.vat.check``
- ``tax_warning``, ``_tax_warnings``, ``_posting_refusal`` of orders and invoices; ``_is_picked_up`` (hook)
- ``kontor.supply.proof``: ``request``, ``receive``, ``reopen``; ``supply_proof_state`` of deliveries
- ``_map_tax_of_kind``, ``service_position_id``, ``outside_eu``, ``customer_kind`` of fiscal positions

Must not know: how a document is laid out, and how its XML is built.
"""

from . import account_tax
from . import account_edi_exemption
from . import res_partner_tax
from . import account_fiscal_position
from . import account_chart_template
from . import account_chart_notation
from . import document_tax_kind
from . import tax_fit_mixin
from . import distance_sales
from . import document_tax_fit
from . import supply_proof
from . import vat_check
from . import res_company_tax
from . import res_partner_vat_check
