"""What customer and supplier orders share: a status that follows from documents, and its change (001-1, 001-9, 000-8).

Public names:
- ``kontor.lifecycle.mixin``: ``lifecycle_status``, ``lifecycle_label``; the facts behind them: ``_status_facts_query``,
  ``_get_status_facts``, ``_status_values``
- ``change_status``, ``get_status_options``; for each target ``_obstacle_…``, ``_needed_options_of_…``, ``_consequences_…``,
  ``_sum_of_…`` and ``_do_…``, found by name in the room that does the work
- ``_needed_rights``, ``_expected_statuses``, ``_target_options``: what a change takes, and where it may end
- ``_state_work``: opens orders for the server's own work; ``_claim_for_status_change``: one after the other
- ``_refuse_written_status``, ``_refuse_revival``: its guards at the write gate; ``_work_fields``: what only the server sets
- ``_parse_date``, ``_parse_text``, ``_parse_record``, ``_parse_quantities``: what callers send
- ``reached_billing``, ``_refuse_additions``, ``kontor.billed.position.mixin``: nothing is added after the invoice (001-2)
- ``action_addendum``, ``_pay_open``, ``_payment_offer``: the Nachtrag; paying what is open, with or without Skonto
- ``kontor.status.mixin``, ``kontor.status.transition.mixin``, ``kontor.status.report.mixin``: the tables of the settings
- ``action_print``, ``_log_print``, ``_orders_of_document``, ``_check_print_right``: printing by status (001-11, 001-14)
- ``kontor.given.terms.mixin``: prices and discounts that somebody gave stay (000-13, 000-14)

Must not know: which statuses there are, whether it is sold or bought, and what any document contains.
"""

from . import status_mixin
from . import status_transition_mixin
from . import given_terms_mixin
from . import lifecycle_mixin
from . import lifecycle_change
from . import lifecycle_consequences
from . import lifecycle_history
from . import lifecycle_law
from . import lifecycle_addendum
from . import lifecycle_payment
from . import lifecycle_printing
