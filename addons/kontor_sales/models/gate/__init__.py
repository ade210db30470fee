"""The models of sales behind the write gate: the last word, so that it is asked first.

Public names:
- ``create``, ``write``, ``unlink`` of orders, positions, transfers, moves, invoices and their lines go through
  ``kontor.write.gate``; the guards and their order: ``models/framework/write_gate.py``

Must not know: any guard. This room is imported last; a class after it would be asked before the guards.
"""

from . import write_gate
