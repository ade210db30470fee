import re

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

#: A letter, and what follows it.
LETTER_AND_NUMBER = re.compile(r"^([A-Za-z])\s*[-:]?\s*(.*\d.*)$", re.DOTALL)
#: A prefix of letters and a number behind it: S185, RE/2026/12.
PREFIX_AND_NUMBER = re.compile(r"^([A-Za-z]+)[\W_]*(\d.*)$", re.DOTALL)
#: So many digits the last part of a number has at most when it is filled up with zeros.
PADDED = 6
#: Longer texts are no document's name.
LONGEST = 64


class ResPartner(models.Model):
    """Quick open: a letter and a number lead to the document, # and the customer number to the customer (003-13)."""

    _inherit = "res.partner"

    @api.model
    @api.readonly
    def quick_open(self, text):
        """Find a document, or a customer, by what a user types.

        Possible are the letter of a document (A quotation, B order, L delivery, F invoice, G credit note, and what
        other addons add) with its number, the whole name of a document, and # with a customer number. A number is the
        document's own without prefix, separators and leading zeros: ``F202600012`` is ``RE/2026/00012``.

        :param str text: what was typed
        :return: ``{'model', 'id'}`` (str, int)
        :raises UserError: when nothing, or more than one document, is found among what the user may see
        """
        text = text.strip() if isinstance(text, str) else ""
        if not text or len(text) > LONGEST:
            raise UserError(self._quick_open_help())
        if text.startswith("#"):
            return self._quick_open_customer(text[1:].strip())
        found = self._quick_open_documents(text)
        best = [row for row in found if row["quality"] == found[0]["quality"]]
        if not best:
            raise UserError(
                self.env._("There is no document “%(text)s” that you may see.", text=text) + "\n" + self._quick_open_help()
            )
        if len(best) > 1:
            raise UserError(
                self.env._(
                    "“%(text)s” is not unique: %(documents)s. Type the whole name.",
                    text=text,
                    documents=", ".join(row["number"] for row in best),
                )
            )
        return {"model": best[0]["model"], "id": best[0]["id"]}

    @api.model
    @api.readonly
    def quick_find(self, text, limit=6):
        """Find documents by number and customers by number or name, while a user types (003-13).

        Several hits are listed, where ``quick_open`` refuses. Rights and companies are the user's.

        :param str text: what was typed
        :param int limit: so many documents (never more than 6) and so many customers at most (1 to 20)
        :return: ``[{'kind': 'documents' or 'customers', 'hits': [{'model', 'id', 'name', 'detail'}]}]``; kinds
            without hits are left out
        :raises UserError: when the limit is no such number
        """
        if isinstance(limit, bool) or not isinstance(limit, int) or not 1 <= limit <= 20:
            raise UserError(self.env._("“%(limit)s” is no number from 1 to %(most)s.", limit=limit, most=20))
        text = text.strip() if isinstance(text, str) else ""
        if len(text) < 2 or len(text) > LONGEST:
            return []
        documents = []
        if not text.startswith("#") and re.search(r"\d", text):
            documents = self._quick_open_documents(text)[:limit]
        found = {
            "documents": [
                {"model": row["model"], "id": row["id"], "name": row["number"], "detail": row["label"]} for row in documents
            ],
            "customers": self._quick_find_customers(text, limit),
        }
        return [{"kind": kind, "hits": hits} for kind, hits in found.items() if hits]

    @api.model
    def _quick_find_customers(self, text, limit):
        """Return the customers whose number, or name, is what was typed, with one query."""
        if not self.has_access("read"):
            return []
        number = text.removeprefix("#").strip()
        if not number:
            return []
        domain = Domain("ref", "in", list({number, number.upper(), number.lower()}))
        if not text.startswith("#"):
            domain |= Domain("complete_name", "ilike", text) & Domain("parent_id", "=", False)
        query = self._search(domain, order="complete_name, id", limit=limit)
        names = ("id", "complete_name", "ref", "city")
        rows = self.env.execute_query(query.select(*(self._field_to_sql(query.table, name, query) for name in names)))
        return [
            {"model": "res.partner", "id": row[0], "name": row[1] or "", "detail": " · ".join(filter(None, row[2:]))}
            for row in rows
        ]

    @api.model
    def _quick_open_customer(self, number):
        """Find a customer by number."""
        rows = []
        if number:
            # the index of the numbers serves these writings; one without regard to case it wouldn't
            writings = list({number, number.upper(), number.lower()})
            query = self.with_context(active_test=False)._search(Domain("ref", "in", writings), order="id", limit=5)
            names = ("id", "parent_id", "active", "complete_name")
            columns = (self._field_to_sql(query.table, name, query) for name in names)
            rows = self.env.execute_query(query.select(*columns))
        rows = [row for row in rows if row[2]] or rows  # the archived ones only where there is no other
        rows = [row for row in rows if not row[1]] or rows  # the customer before its contacts
        if not rows:
            raise UserError(self.env._("There is no customer with the number “%s” that you may see.", number))
        if len(rows) > 1:
            raise UserError(
                self.env._(
                    "The customer number %(number)s is used more than once: %(customers)s.",
                    number=number,
                    customers=", ".join(row[3] for row in rows),
                )
            )
        return {"model": "res.partner", "id": rows[0][0]}

    @api.model
    def _quick_open_documents(self, text):
        """Find documents by their name or by letter and number, the best matches first, with one query.

        :return: ``[{'model', 'id', 'number', 'label', 'quality'}]``
        """
        kinds = self._document_kinds()
        match = LETTER_AND_NUMBER.match(text)
        letter = match and match[1].upper()
        rest = match[2].strip() if letter in kinds else ""
        parts = []
        for own, kind in kinds.items():
            if self._may_read(kind):
                parts += self._quick_open_queries(kind, text, rest if own == letter else "")
        if not parts:
            return []
        return self.env.execute_query_dict(
            SQL(
                "SELECT DISTINCT model, id, number, label, quality FROM (%s) hit ORDER BY quality, number LIMIT 6",
                SQL(" UNION ALL ").join(SQL("(%s)", part) for part in parts),
            )
        )

    @api.model
    def _quick_open_queries(self, kind, text, number):
        """Return the queries for one kind of document.

        :param str text: the whole of what was typed; it can be a document's name
        :param str number: what follows the letter of this kind; empty: another letter, or none
        """
        model = self.env[kind["model"]]
        digits = self._quick_open_digits(number)
        prefixed = PREFIX_AND_NUMBER.match("" if number else text)
        for position, name in enumerate(kind["numbers"]):
            # A quotation keeps its number when it becomes an order, and is found by it all the same.
            domain = Domain.TRUE if name == "quotation_number" else Domain(kind["domain"])
            query = model._search(domain, limit=6)
            column = model._field_to_sql(query.table, name, query)
            names = [candidate for candidate in {text, text.upper(), number, number.upper()} if candidate]
            condition = SQL("%s = ANY(%s)", column, names)
            if digits:
                condition = SQL("(%s OR %s = ANY(%s))", condition, self._number_expression(kind, column), digits)
            elif prefixed:
                condition = SQL(
                    "(%s OR (%s = ANY(%s) AND UPPER(%s) LIKE %s))",
                    condition,
                    self._number_expression(kind, column),
                    self._quick_open_digits(prefixed[2]),
                    column,
                    f"{prefixed[1].upper()}%",
                )
            query.add_where(condition)
            yield query.select(
                SQL("%s AS model", kind["model"]),
                SQL("%s AS id", SQL.identifier(query.table, "id")),
                SQL("%s AS number", column),
                SQL("%s AS label", kind["label"]),
                SQL("(CASE WHEN %s = ANY(%s) THEN 0 ELSE 10 END + %s) AS quality", column, names, position),
            )

    @api.model
    def _quick_open_digits(self, number):
        """Return what the digits of a document's number can be: those typed, or with zeros before the last part.

        :param str number: what was typed, without letter: ``2026-6`` is ``2026-0006``, too
        :return: list of str without leading zeros
        """
        parts = re.findall(r"\d+", number)
        if not parts:
            return []
        head, last = "".join(parts[:-1]), parts[-1]
        lengths = range(len(last), max(PADDED, len(last)) + 1) if head else [len(last)]
        return [digits for digits in ((head + last.zfill(length)).lstrip("0") for length in lengths) if digits]

    @api.model
    def _number_expression(self, kind, column):
        """Return the SQL of a document's number without prefix, separators and leading zeros, as the indexes have it."""
        if kind["model"] == "stock.picking":
            # the warehouse's code is a prefix, too, and may contain digits
            return SQL(r"LTRIM(REGEXP_REPLACE(%s, '^.*/|\D', '', 'g'), '0')", column)
        return SQL(r"LTRIM(REGEXP_REPLACE(%s, '\D', '', 'g'), '0')", column)

    @api.model
    def _quick_open_help(self):
        kinds = ", ".join(f"{letter} = {kind['label']}" for letter, kind in sorted(self._document_kinds().items()))
        return self.env._(
            "Type a letter and a number, for example F202600012 (%(kinds)s), or # and a customer number.", kinds=kinds
        )


class SaleOrder(models.Model):
    _inherit = "sale.order"

    _quick_open_name_idx = models.Index(r"(LTRIM(REGEXP_REPLACE(name, '\D', '', 'g'), '0'))")
    _quick_open_quotation_idx = models.Index(
        r"(LTRIM(REGEXP_REPLACE(quotation_number, '\D', '', 'g'), '0')) WHERE quotation_number IS NOT NULL"
    )


class StockPicking(models.Model):
    _inherit = "stock.picking"

    _quick_open_name_idx = models.Index(r"(LTRIM(REGEXP_REPLACE(name, '^.*/|\D', '', 'g'), '0'))")


class AccountMove(models.Model):
    _inherit = "account.move"

    _quick_open_name_idx = models.Index(
        r"(LTRIM(REGEXP_REPLACE(name, '\D', '', 'g'), '0')) WHERE move_type IN ('out_invoice', 'out_refund')"
    )
