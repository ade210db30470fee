"""What the supplier has been told: the Bestelländerung, and which documents are logged (000-8).

Public names:
- ``told_lines``, ``has_untold_changes`` of ``purchase.order``
- ``_get_document_title``, ``_get_salutation``, ``_get_answer_by``: what requests, orders and their e-mails are called
- ``record_change``, ``action_print_change``; ``purchase.order.change``: kept as it was sent

Must not know: why a position changed.
"""

from . import purchase_order_printing
from . import purchase_order_change
from . import purchase_order_texts
from . import audit_purchase
from . import document_page
from . import letter_templates
