"""What dunning is set up with: base rates, procedures and their levels, accounts, and the right to dun (001-4).

Public names:
- ``kontor.dunning.procedure``: Mahnverfahren, the levels for some customers; ``_claim_company``: one proposal at a time
- ``kontor.dunning.level``: one of the three kinds (``DUNNING_KINDS``), its days, fee and texts; ``_severity``, ``_highest``
- ``kontor.base.rate``: § 247 BGB; ``get_interest`` for callers, ``_steps_sql`` for queries
- ``res.company`` ``dunning_…``: journal and accounts for charges
- ``ensure_may_dun(records)``: who may dun, asked by every public method above

Must not know: a letter, a run, or an item: here is only what counts for all of them.
"""

from . import kontor_base_rate
from . import kontor_dunning_procedure
from . import kontor_dunning_level
from . import res_company
from . import res_config_settings
