from odoo import api, fields, models
from odoo.addons.kontor_sales.report.analysis.customer_document import MODEL_SPAN
from odoo.tools import SQL


class CustomerDocument(models.Model):
    """Dunning letters among all documents of a customer (000-9)."""

    _inherit = "kontor.customer.document"

    document_type = fields.Selection(selection_add=[("dunning", "Dunning Letter")])

    _depends = {
        "kontor.dunning.letter": [
            "name", "partner_id", "address_id", "company_id", "user_id", "date", "payment_deadline", "amount_total",
            "currency_id", "level_id", "state",
        ],
        "kontor.dunning.letter.line": ["letter_id", "move_id"],
        "kontor.dunning.level": ["name"],
        "account.move": ["invoice_user_id"],
        "res.currency.rate": ["rate", "name", "currency_id", "company_id"],
    }  # fmt: skip

    @api.model
    def _document_queries(self):
        return [*super()._document_queries(), self._dunning_letter_query()]

    @api.model
    def _dunning_letter_query(self):
        """Return the letters that were issued; a proposal is no document of the customer yet.

        A letter demands what its invoices have open: with an open amount of its own that would be counted twice. It
        belongs to those whose invoices it demands; the reader stands for all of them, if they are one.
        """
        return SQL(
            """
            SELECT letter.id::bigint * %(span)s + 4, 'kontor.dunning.letter', letter.id, letter.name,
                   'dunning',
                   CASE letter.state WHEN 'withdrawn' THEN 'cancel' WHEN 'closed' THEN 'done'
                        ELSE CASE WHEN letter.payment_deadline < %(today)s THEN 'overdue' ELSE 'open' END END,
                   letter.date, letter.payment_deadline, %(level)s,
                   letter.address_id, letter.partner_id, letter.company_id, letter.user_id,
                   letter.amount_total / CASE WHEN letter.currency_id = company.currency_id THEN 1 ELSE COALESCE((
                       SELECT rate.rate
                         FROM res_currency_rate rate
                        WHERE rate.currency_id = letter.currency_id AND rate.name <= letter.date
                          AND (rate.company_id IS NULL
                               OR rate.company_id = SPLIT_PART(company.parent_path, '/', 1)::int)
                     ORDER BY rate.company_id, rate.name DESC
                        LIMIT 1
                   ), 1) END,
                   0.0, letter.state = 'sent', FALSE, (
                       SELECT move.invoice_user_id
                         FROM kontor_dunning_letter_line item
                         JOIN account_move move ON move.id = item.move_id
                        WHERE item.letter_id = letter.id AND move.invoice_user_id IS NOT NULL
                     ORDER BY move.invoice_user_id <> %(reader)s, item.id
                        LIMIT 1
                   )
              FROM kontor_dunning_letter letter
              JOIN kontor_dunning_level level ON level.id = letter.level_id
              JOIN res_company company ON company.id = letter.company_id
             WHERE letter.state <> 'draft'
            """,
            span=MODEL_SPAN,
            today=fields.Date.context_today(self),
            reader=self.env.uid,
            level=self.env["kontor.dunning.level"]._field_to_sql("level", "name"),
        )
