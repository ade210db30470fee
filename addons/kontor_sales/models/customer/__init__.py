"""The customer at a glance: header above every form, quick open, notes, follow-ups (003-1 … 003-14, 003-40 … 003-51).

Public names:
- ``get_customer_header``; addons extend it by ``_header_parts``, ``_header_columns``,
  ``_header_own_fields``, ``_header_contact``, ``_header_contact_fields`` and ``_header_actions``
- ``kontor.customer.note``, ``kontor.note.category``: notes; ``_print_fields``, ``_get_printed``: where they are printed
- ``_document_kinds``: kinds of documents with the letter that opens them (hook)
- ``kontor.document.contact``, ``contact_id``: the contact of a document
- ``kontor.recent.customer``: on every device the same

Must not know: how its figures come about; it has no rule that another room would ask for.
"""

from . import note_category
from . import customer_note
from . import recent_customer
from . import document_contact
from . import res_partner_documents
from . import res_partner_chart
from . import res_partner_header
from . import res_partner_header_actions
from . import res_partner_quick_open
from . import res_partner_recent
from . import res_partner_follow_up
from . import res_users_header
from . import res_company_header
from . import res_config_settings_header
