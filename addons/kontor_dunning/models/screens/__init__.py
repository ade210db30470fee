"""What is shown of dunning elsewhere: on the customer, in the header, among all documents, and what it brought
(000-9, 003-12, 003-13).

Public names:
- ``dunning_level_id``, ``dunning_letter_count`` of ``res.partner``; ``action_open_dunning_letters``
- ``get_account_statement``: what a customer owes, item by item
- ``action_send_open_items``: the same as an e-mail
- ``kontor.dunning.success``: what was paid after each letter
- header badge and quick open ("M"), letters in ``kontor.customer.document``

Must not know: nothing above it: nobody may rely on what a screen adds.
"""

from . import customer_document
from . import res_partner
from . import res_partner_statement
from . import res_partner_header
