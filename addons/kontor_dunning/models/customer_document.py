from odoo import api, fields, models
from odoo.addons.kontor_sales.report.customer_document import MODEL_SPAN
from odoo.tools import SQL


class CustomerDocument(models.Model):
    """Dunning letters among all documents of a customer (000-9)."""

    _inherit = "kontor.customer.document"

    document_type = fields.Selection(selection_add=[("dunning_letter", "Dunning Letter")])

    _depends = {
        "kontor.dunning.letter": [
            "name", "partner_id", "address_id", "company_id", "user_id", "date", "payment_deadline", "amount_total",
            "currency_id", "state",
        ],
    }  # fmt: skip

    @api.model
    def _document_queries(self):
        """Add the letters that were sent; what their items still owe is counted at the invoices.

        :return: list of ``SQL``
        """
        return [*super()._document_queries(), self._dunning_letter_query()]

    @api.model
    def _dunning_letter_query(self):
        """Return the part of the list with the dunning letters."""

        def rate(currency):
            """Units of a currency for one of the main currency, on the day of the letter."""
            return SQL(
                """COALESCE((SELECT rate.rate FROM res_currency_rate rate
                              WHERE rate.currency_id = %s AND rate.name <= letter.date
                                AND (rate.company_id IS NULL
                                     OR rate.company_id = SPLIT_PART(company.parent_path, '/', 1)::int)
                           ORDER BY rate.company_id, rate.name DESC LIMIT 1), 1)""",
                currency,
            )

        return SQL(
            """
            SELECT letter.id::bigint * %(span)s + 6, 'kontor.dunning.letter', letter.id, letter.name,
                   'dunning_letter',
                   CASE letter.state WHEN 'closed' THEN 'done' WHEN 'withdrawn' THEN 'cancel' ELSE 'open' END,
                   letter.date, letter.payment_deadline, NULL,
                   letter.address_id, p.commercial_partner_id, letter.company_id, letter.user_id,
                   CASE WHEN letter.currency_id = company.currency_id THEN letter.amount_total
                        ELSE letter.amount_total * %(own)s / %(foreign)s END,
                   0.0, letter.state = 'sent', FALSE
              FROM kontor_dunning_letter letter
              JOIN res_partner p ON p.id = letter.partner_id
              JOIN res_company company ON company.id = letter.company_id
             WHERE letter.state <> 'draft'
            """,
            span=MODEL_SPAN,
            own=rate(SQL("company.currency_id")),
            foreign=rate(SQL("letter.currency_id")),
        )
