from odoo import models
from odoo.http import request

from ...tools import conflicts


class IrHttp(models.AbstractModel):
    """Who gets no turn, since many work on the same records, reads a sentence: in the browser and over /json/2.

    And the pages for customers are in their language throughout.
    """

    _inherit = "ir.http"

    @classmethod
    def _handle_error(cls, exception):
        return super()._handle_error(conflicts.in_words(exception, request.env))

    @classmethod
    def _get_translation_frontend_modules_name(cls):
        """The customer's pages carry the conversation, whose words are the mail addon's: without it they are English."""
        names = super()._get_translation_frontend_modules_name()
        return names if "mail" in names else [*names, "mail"]
