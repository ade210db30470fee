"""What is shown of the credit risk elsewhere: the customer header and the credit report (003-11, 003-14 … 003-19, 003-23,
003-25).

Public names:
- ``kontor.credit.report``: customers by use of their limit, and what expires
- the header's parts ``limits``, ``exposure``, ``status``, ``insurance`` (``_header_parts``, ``_header_actions``)

Must not know: nothing above it: nobody may rely on what a screen adds.
"""

from . import res_partner_header
