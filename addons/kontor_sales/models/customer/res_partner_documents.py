from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools.formats import Formats

#: So many documents the header lists.
RECENT = 10


class ResPartner(models.Model):
    """The kinds of documents that a customer has, with the letter that opens them (003-12, 003-13)."""

    _inherit = "res.partner"

    @api.model
    def _document_kinds(self):
        """Return the kinds of customers' documents, by letter.

        :return: ``{letter: {'label', 'model', 'domain', 'customer' (field), 'numbers' (fields, the best first),
            'date', 'state', 'amount' (fields), 'currency' (field)}}``; no amount: the kind has none
        """
        order = {
            "model": "sale.order",
            "customer": "partner_id",
            "date": "date_order",
            "state": "lifecycle_status",
            "amount": "amount_total",
            "currency": "currency_id",
        }
        move = {
            "model": "account.move",
            "customer": "partner_id",
            "numbers": ["name"],
            "date": "invoice_date",
            "amount": "amount_total_signed",
            "currency": "company_currency_id",
        }
        kinds = {
            "A": {
                **order,
                "domain": [("state", "in", ("draft", "sent"))],
                "numbers": ["quotation_number", "name"],
            },
            "B": {
                **order,
                "domain": [("state", "not in", ("draft", "sent"))],
                "numbers": ["name"],
            },
            "L": {
                "model": "stock.picking",
                "domain": [("picking_type_id.code", "=", "outgoing")],
                "customer": "partner_id",
                "numbers": ["name"],
                "date": "scheduled_date",
                "state": "state",
                "amount": False,
                "currency": False,
            },
            "F": {
                **move,
                "domain": [("move_type", "=", "out_invoice")],
                "state": "payment_state",
            },
            "G": {
                **move,
                "domain": [("move_type", "=", "out_refund")],
                "state": "payment_state",
            },
        }
        labels = {
            "A": self.env._("Quotation"),
            "B": self.env._("Order"),
            "L": self.env._("Delivery"),
            "F": self.env._("Invoice"),
            "G": self.env._("Credit Note"),
        }
        return {letter: {**kind, "label": labels[letter]} for letter, kind in kinds.items()}

    def _get_recent_documents(self, family):
        """Return the documents of a customer that were edited last, by one query, as the user's rights allow.

        :param list family: ids of the customer and all its contacts
        :return: ``[{'letter', 'type', 'model', 'id', 'number', 'state', 'date', 'amount', 'text'}]``
        """
        kinds = self._document_kinds()
        parts = [self._recent_query(letter, kind, family) for letter, kind in kinds.items() if self._may_read(kind)]
        if not parts:
            return []
        rows = self.env.execute_query_dict(
            SQL(
                "SELECT * FROM (%s) document ORDER BY edited_on DESC, id DESC LIMIT %s",
                SQL(" UNION ALL ").join(SQL("(%s)", part) for part in parts),
                RECENT,
            )
        )
        currencies = self.env["res.currency"].browse({row["currency"] for row in rows if row["currency"]})
        formats = Formats(self.env)
        states = {letter: self._recent_states(kinds[letter]) for letter in {row["letter"] for row in rows}}
        return [self._recent_values(row, kinds[row["letter"]], states[row["letter"]], currencies, formats) for row in rows]

    @api.model
    def _may_read(self, kind):
        return self.env[kind["model"]].has_access("read")

    def _recent_query(self, letter, kind, family):
        """Return the query for the latest documents of one kind."""
        model = self.env[kind["model"]]
        domain = Domain(kind["domain"]) & Domain(kind["customer"], "in", family)
        query = model._search(domain, order="write_date DESC, id DESC", limit=RECENT)

        def column(name, empty):
            return model._field_to_sql(query.table, name, query) if name else SQL(empty)

        number = SQL(", ").join(SQL("NULLIF(%s, '/')", column(name, "NULL")) for name in kind["numbers"])
        state = column(kind["state"], "NULL::varchar")
        if kind["model"] == "account.move":
            # a draft has no state of payment yet
            state = SQL("CASE WHEN %s = 'posted' THEN %s ELSE %s END", column("state", ""), state, column("state", ""))
        return query.select(
            SQL("%s AS letter", letter),
            SQL("%s AS id", column("id", "")),
            SQL("COALESCE(%s) AS number", number),
            SQL("%s AS state", state),
            SQL("(%s)::date AS date", column(kind["date"], "NULL")),
            SQL("%s AS amount", column(kind["amount"], "NULL::numeric")),
            SQL("%s AS currency", column(kind["currency"], "NULL::int")),
            SQL("%s AS edited_on", column("write_date", "")),
        )

    def _recent_states(self, kind):
        """Return the names of the states of one kind of documents, by state."""
        model = self.env[kind["model"]]
        labels = dict(model._fields[kind["state"]]._description_selection(self.env))
        if kind["model"] == "account.move":
            labels |= dict(model._fields["state"]._description_selection(self.env))
        return labels

    def _recent_values(self, row, kind, states, currencies, formats):
        """Return one entry of the list, with all texts.

        :param dict states: what ``_recent_states`` returned for this kind
        :param formats: ``Formats`` of the user's language
        """
        number = row["number"] or self.env._("Draft")
        state = states.get(row["state"], "")
        amount = float(row["amount"] or 0.0)
        texts = [
            f"{kind['label']} {number}",
            formats.date(row["date"]),
            state,
            formats.amount(amount, currencies.browse(row["currency"]).with_prefetch(currencies._prefetch_ids))
            if row["currency"]
            else "",
        ]
        return {
            "letter": row["letter"],
            "type": kind["label"],
            "model": kind["model"],
            "id": row["id"],
            "number": number,
            "state": state,
            "date": row["date"].isoformat() if row["date"] else "",
            "amount": amount,
            "text": " · ".join(text for text in texts if text),
        }
