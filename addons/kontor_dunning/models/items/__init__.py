"""The open items: who and what may be dunned, to which level an item comes, and its interest (001-3, 001-4).

One query judges all items of a company; a simulation reads it, a proposal writes its result as letters.

Public names:
- ``dunning_procedure_id``, ``dunning_channel``, ``dunning_exempt…`` of ``res.partner``: how a customer is dunned, if at all
- ``dunning_exempt…``, ``is_disputed``, ``dispute_reason`` of ``account.move``
- ``kontor.dunning.engine``: ``_items_query``, ``_interest_query``, ``_simulate`` (writes nothing), ``_propose`` (drafts)
- ``LETTER_AMOUNTS``: the sums of a letter as a simulation returns them
- ``_is_dunning_exempt(date)`` of ``res.partner``
- hook ``_tell_settled``: who is told of proposals that nothing is left of (``run``)

Must not know: who asks: a run, an order's status, or a test.
``_propose(origin=…)`` writes the caller's columns without knowing them.
"""

from . import res_partner
from . import account_move
from . import kontor_dunning_engine
from . import kontor_dunning_interest
from . import kontor_dunning_letter_refresh
