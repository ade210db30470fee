"""E-invoices: ZUGFeRD (CII in a PDF/A-3) and XRechnung (UBL), as EN 16931 and KoSIT want them (004-19, 004-23).

Public names:
- ``leitweg_id`` of customers; ``_get_suggested_invoice_edi_format``: authority → XRechnung, German business → ZUGFeRD
- ``_get_einvoice_*`` of ``account.move``: what both formats say: type code, preceding invoices, terms, payment, paid,
  supply, contact, delivery note
- ``_get_direct_debit_mandate`` (hook): the SEPA mandate by which an invoice is collected
- ``_get_einvoice_obstacles``: what is missing for an e-invoice; nothing invalid is sent
- ``_embed_einvoice``: the XML in a PDF/A-3; ``tools/pdf_a.py`` makes one

Must not know: who sends what when, and what is kept of it.
"""

from . import res_partner_einvoice
from . import account_move_einvoice
from . import account_move_einvoice_payment
from . import account_move_einvoice_seller
from . import account_move_einvoice_obstacles
from . import account_move_einvoice_export
from . import account_edi_xrechnung
from . import account_edi_xrechnung_party
from . import account_edi_zugferd
from . import account_edi_zugferd_line
from . import account_move_send
