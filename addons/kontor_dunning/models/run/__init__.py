"""Mahnlauf: propose for a day and a selection, change, confirm; by hand or as a daily job (001-4).

Public names:
- ``kontor.dunning.run``: ``action_propose``, ``action_reset``, ``simulate``, ``action_confirm``, ``action_print_letters``,
  ``action_print_proposal``, ``action_open_letters``
- ``run_id`` of a letter: whose proposal it is; closed while it is confirmed
- ``_cron_confirm``, ``_cron_automatic``: the jobs

Must not know: orders and their statuses: a run duns customers.
"""

from . import kontor_dunning_run
from . import kontor_dunning_letter_run
