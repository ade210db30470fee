from odoo import models
from odoo.http import request

from ...tools import conflicts


class IrHttp(models.AbstractModel):
    """Who gets no turn, since many work on the same records, reads a sentence: in the browser and over /json/2."""

    _inherit = "ir.http"

    @classmethod
    def _handle_error(cls, exception):
        return super()._handle_error(conflicts.in_words(exception, request.env))
