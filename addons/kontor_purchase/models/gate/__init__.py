"""The models of purchasing behind the write gate: who is asked before something is written, and in which order (000-8).

Public names:
- ``create``, ``write``, ``unlink`` of ``purchase.order`` and its lines go through ``kontor.write.gate``

Must not know: any rule: the guards stand in the rooms.
"""

from . import write_gate
