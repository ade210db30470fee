"""What documents and e-mails say in words, for customers and before the law (000-4, 001-7, 004-19 … 004-25).

Public names:
- ``correction_reason``, ``_get_corrected_invoices``: what a Rechnungskorrektur takes back, and why
- ``_get_settlement_text``, ``_asks_for_transfer``: what stands below the sums of an invoice
- ``has_default_notice``, ``_get_default_notice``, ``_get_retention_notice``: what consumers are told
- ``_get_delivery_note``: the positions of a Lieferschein
- ``_get_document_title``: kind and number as on the paper, for e-mails and files; ``_get_salutation``, ``salutation``
- ``_get_customer_reference``: what the customer calls the order, never our own number
- ``_get_printed_note``: terms of payment in the language of the document
- ``_find_mail_template``, ``_get_mail_template``: Kontor's e-mails take the place of core's

Must not know: how pages look, where what was issued is kept, and what makes a status.
"""

from . import account_move_correction
from . import account_move_texts
from . import account_move_notices
from . import stock_picking_delivery_note
from . import salutation
from . import document_titles
from . import customer_reference
from . import mail_choice
from . import core_names
from . import account_payment_term
