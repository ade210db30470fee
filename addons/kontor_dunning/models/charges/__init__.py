"""Fees and interest of a letter as a document of their own, booked once and reversed with the letter (001-4).

Public names:
- ``charge_move_id`` of a letter: the invoice over its charges
- ``action_book_charges``: book them now; by setting they are booked at issue
- ``_charge_values``: the invoice's values; damages, without tax

Must not know: where a letter comes from, and how interest is computed: it takes the letter's amounts.
"""

from . import kontor_dunning_letter_charge
