"""How documents lie on the paper, in which language they are, and the letter templates.

Public names:
- ``_get_window_partner`` (hook), ``_get_window_lines``, ``_get_following_page``: address field, head of later pages
- ``_written_models`` (hook): whose documents and mails are in a language of documents
- ``_get_printed_pieces``: a long text in rows between which a page may end; ``_get_printed_references``
- ``kontor.document.text``, ``_get_document_text``: standard texts by kind and language; the letter templates
- ``_get_paper_number``: what the portal calls an order

Must not know: what a document says of prices, taxes and days; that is the rooms' whose matter it is.
"""

from . import ir_actions_report_speed
from . import ir_actions_report_headings
from . import window_name
from . import document_page
from . import document_language
from . import printed_text
from . import portal_names
from . import document_text
from . import base_document_layout
