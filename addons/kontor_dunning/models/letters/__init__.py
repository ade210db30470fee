"""Letters with their lines, and the level of an item and an invoice, which follows from them (001-3, 001-4, 001-14).

A draft is a proposal. Once issued, a letter is never changed, only withdrawn; no item comes to one level twice.

Public names:
- ``kontor.dunning.letter``, ``kontor.dunning.letter.line``: what is demanded; ``state`` follows from days, not from writing
- ``dunning_level_id``, ``last_dunning_date``, ``dunning_line_ids`` of ``account.move`` and ``account.move.line``; nobody
  writes them
- ``action_exclude``, ``action_include``, ``action_print``, ``action_send_email``, ``action_withdraw``
- ``_get_item_history``: what a letter says of an item's payments and earlier letters
- ``_get_salutation``: whom the letter and its e-mail address
- ``_get_payment_account`` of companies: where customers are asked to pay to
- ``_issue``: the proposal becomes the letter, in the caller's transaction
- hook ``_refresh``: what happened to the items since the proposal (overridden in ``items``)
- hook ``_after_issue``, ``_reverse_charges``: what is booked along (``charges``)
- hook ``_refuse_changes_of_proposal``: what closes a proposal (``run``)
- hook ``_note_printed``: what else is noted of a print (``status``)

Must not know: how items are found, that letters come from a run, whether charges are booked, and orders.
"""

from . import kontor_dunning_letter
from . import kontor_dunning_letter_line
from . import kontor_dunning_letter_draft
from . import kontor_dunning_letter_issue
from . import kontor_dunning_letter_sending
from . import kontor_dunning_letter_withdrawal
from . import kontor_dunning_letter_paper
from . import account_move
from . import account_move_line
from . import ir_actions_report
from . import audit_letters
from . import kontor_dunning_letter_issued
from . import document_page
from . import letter_templates
