"""Reasons against a step of a document, and who lets it pass all the same: block and release (003-27 … 003-29, 002-13).

Public names:
- ``kontor.block.mixin``: a document that can be blocked; ``_get_block_reasons`` is the hook where addons add reasons
- ``_get_block_operations``, ``_get_pending_operation``, ``_get_block_amounts``, ``_get_block_clerk``: what a document says
- ``_check_blocks`` refuses a step, ``_get_blocks`` tells why, ``_judged``, ``_not_judged``: not asked twice
- ``kontor.block.growth.mixin``: a document that grows is judged again; ``_watch_growth``, ``_judge_growth``
- ``kontor.block.rule``: what a reason does to an operation in a company: block, warn, nothing; ``_reasons`` declares
  them, ``_make_reason`` makes one
- ``kontor.release``: who has let what pass, and until which amount; ``_mark_used``, ``release_blocks``
- ``kontor.blocked.document``: the work list of those who decide
- ``_get_changer_texts``, ``_get_releaser_texts``: whom to ask

Must not know: any reason of its own, and which documents there are: ``checks`` says where they are asked.
"""

from . import block_rule
from . import release
from . import blocked_document
from . import block_mixin
from . import block_growth_mixin
