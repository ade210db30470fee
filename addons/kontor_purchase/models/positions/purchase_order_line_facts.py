from odoo import api, fields, models
from odoo.addons.kontor_sales.models.framework.quantity_text import quantity_text
from odoo.addons.kontor_sales.models.lifecycle.lifecycle_payment import SETTLED_PAYMENT_STATES
from odoo.addons.kontor_sales.tools.records import text_about_ids
from odoo.exceptions import MissingError
from odoo.tools import SQL

#: The facts about a position of a supplier order; see ``_get_position_facts``.
POSITION_FACTS = (
    "ordered", "volume", "received", "open", "returned", "billed", "drafted", "credited", "due", "billable", "to_bill",
)  # fmt: skip


class PurchaseOrderLine(models.Model):
    """The facts about a position: what is ordered, received, billed, and still open; the mirror of the sales side.

    The formula stands in ``_position_facts_query`` alone (000-8). The status of an order joins it; core's quantities to
    bill, the check of bills, receiving and reminders ask ``position_facts`` or ``_get_position_facts``, which run it as a
    function in the database (``position_facts_function.py``).
    """

    _inherit = "purchase.order.line"

    position_facts = fields.Json(
        compute="_compute_position_facts",
        compute_sudo=True,
        help="What is ordered, received, billed and still open of this position, by its documents.",
    )

    @api.depends(
        "state",
        "display_type",
        "is_downpayment",
        "product_id",
        "product_uom_id",
        "product_qty",
        "qty_received",
        "move_ids.state",
        "move_ids.quantity",
        "move_ids.product_uom_qty",
        "move_ids.to_refund",
        "invoice_lines.quantity",
        "invoice_lines.product_uom_id",
        "invoice_lines.move_id.state",
        "invoice_lines.move_id.move_type",
        "invoice_lines.move_id.payment_state",
    )
    def _compute_position_facts(self):
        """Show what the documents say; a position being changed on the screen shows what is stored."""
        facts = self._origin._get_position_facts()
        for line in self:
            line.position_facts = facts.get(line._origin.id) or dict.fromkeys(POSITION_FACTS, 0.0)

    def _get_position_facts(self):
        """Return the facts about these positions, by one query.

        :return: ``{line_id: {fact: number}}``, quantities in the position's unit:

            - ``ordered``; ``received`` (less what went back for a refund)
            - ``volume``: what is billed in the end: what is ordered, less what went back for a refund and won't come
              again; for products billed on receipt what has come and still will
            - ``open``: still to come; ``returned``: went back for a refund
            - ``billed``: on posted bills less posted credit notes; ``drafted``: the same on drafts; ``credited``: on posted
              credit notes
            - ``due``: what may be on bills by now; ``billable``: what a bill made now takes (due less billed and drafted);
              ``to_bill``: volume less billed. Negative: too much is billed
        """
        if not self.ids:
            return {}
        self._flush_position_sources()
        columns = SQL(", ").join(map(SQL.identifier, POSITION_FACTS))
        query = SQL("SELECT line_id, %s FROM %s", columns, self._position_facts_call(SQL("%s", list(self.ids))))
        return {row[0]: dict(zip(POSITION_FACTS, row[1:], strict=True)) for row in self.env.execute_query(query)}

    @api.model
    def _position_facts_call(self, ids):
        """Return ``_position_facts_query`` for some positions as a function in the database; made to be joined.

        See ``sale.order.line._position_facts_call``.

        :param SQL ids: an array of the positions' ids
        """
        return SQL("kontor_purchase_position_facts(%s, %s)", ids, self._inter_company_location_id())

    @api.model
    def _flush_position_sources(self):
        """Write pending changes of everything that ``_position_facts_query`` reads."""
        self.env["purchase.order.line"].flush_model(
            ["order_id", "display_type", "is_downpayment", "product_id", "product_uom_id", "product_qty", "qty_received"]
        )
        self.env["stock.move"].flush_model(
            ["purchase_line_id", "state", "quantity", "product_uom_qty", "to_refund", "location_id", "location_dest_id"]
        )
        self.env["account.move"].flush_model(["state", "move_type", "payment_state"])
        self.env["account.move.line"].flush_model(["quantity", "product_uom_id", "purchase_line_id"])
        self.env["product.template"].flush_model(["type", "purchase_method"])

    @api.model
    def _inter_company_location_id(self):
        """Return the id of the location through which our own companies deliver to each other, or 0."""
        return self.env["ir.model.data"]._xmlid_to_res_id("stock.stock_location_inter_company") or 0

    @api.model
    def _supplier_side_condition(self, location, inter_company):
        """Return the condition that a location is the supplier's, or the transit between our own companies.

        :param str location: alias of the location in the query
        :param SQL inter_company: the id of ``_inter_company_location_id``
        """
        return SQL(
            "(%(alias)s.usage = 'supplier' OR %(alias)s.parent_path LIKE"
            " (SELECT parent_path || '%%' FROM stock_location WHERE id = %(inter_company)s))",
            alias=SQL.identifier(location),
            inter_company=inter_company,
        )

    @api.model
    def _position_facts_query(self, condition, inter_company):
        """Return the query for the facts about positions: one row per position, made to be joined.

        Its columns are ``line_id``, ``order_id``, ``is_technical`` (a down payment), those of ``_get_position_facts``, and
        the flags ``to_receive``, ``has_receipt``, ``has_bill`` (a posted one) and ``is_unpaid`` (a posted bill is).

        :param SQL condition: which positions; ``l`` is the position
        :param SQL inter_company: the id of ``_inter_company_location_id``
        :return: ``SQL``
        """
        return SQL(
            """
            SELECT l.id AS line_id, l.order_id,
                   kind.is_technical,
                   l.product_qty AS ordered,
                   result.volume,
                   kind.received,
                   stock.open,
                   COALESCE(move.returned, 0) AS returned,
                   bill.billed,
                   bill.drafted,
                   bill.credited,
                   result.due,
                   ROUND((result.due - bill.billed - bill.drafted)::numeric, 5) AS billable,
                   ROUND((result.volume - bill.billed)::numeric, 5) AS to_bill,
                   stock.to_receive,
                   COALESCE(move.is_done, FALSE) OR (kind.is_received_service AND kind.received > 0) AS has_receipt,
                   bill.is_billed AS has_bill,
                   bill.is_unpaid
              FROM purchase_order_line l
         LEFT JOIN product_product p ON p.id = l.product_id
         LEFT JOIN product_template t ON t.id = p.product_tmpl_id
         LEFT JOIN uom_uom line_uom ON line_uom.id = l.product_uom_id
         LEFT JOIN LATERAL (
                SELECT BOOL_OR(arrives AND is_waiting) AS is_open,
                       BOOL_OR(arrives AND state = 'done' AND quantity > 0) AS is_done,
                       -- of a kit the components don't add up to its quantity
                       BOOL_OR(arrives AND is_waiting AND product_id <> l.product_id) AS is_kit,
                       SUM(product_uom_qty * line_units) FILTER (WHERE arrives AND is_waiting) AS open,
                       SUM(quantity * line_units) FILTER (WHERE goes_back AND product_id = l.product_id) AS returned
                  FROM (
                    SELECT m.state, m.quantity, m.product_uom_qty, m.product_id,
                           m.state NOT IN ('done', 'cancel') AS is_waiting,
                           %(from_supplier)s AND dest.usage <> 'supplier' AS arrives,
                           m.to_refund IS TRUE AND m.state = 'done' AND %(to_supplier)s AS goes_back,
                           COALESCE(move_uom.factor / line_uom.factor, 1) AS line_units
                      FROM stock_move m
                      JOIN stock_location source ON source.id = m.location_id
                      JOIN stock_location dest ON dest.id = m.location_dest_id
                 LEFT JOIN uom_uom move_uom ON move_uom.id = m.product_uom
                     WHERE m.purchase_line_id = l.id
                    ) moves
                ) move ON TRUE
        CROSS JOIN LATERAL (
                SELECT COALESCE(SUM(sign * units) FILTER (WHERE is_posted), 0) AS billed,
                       COALESCE(SUM(sign * units) FILTER (WHERE NOT is_posted), 0) AS drafted,
                       COALESCE(SUM(units) FILTER (WHERE is_posted AND sign < 0), 0) AS credited,
                       COALESCE(BOOL_OR(is_posted AND sign > 0), FALSE) AS is_billed,
                       COALESCE(BOOL_OR(is_posted AND sign > 0 AND payment_state NOT IN %(settled)s), FALSE) AS is_unpaid
                  FROM (
                    SELECT am.payment_state,
                           am.state = 'posted' OR am.payment_state = 'invoicing_legacy' AS is_posted,
                           CASE WHEN am.move_type = 'in_refund' THEN -1 ELSE 1 END AS sign,
                           aml.quantity * COALESCE(aml_uom.factor / line_uom.factor, 1) AS units
                      FROM account_move_line aml
                 -- OFFSET 0: looked up one by one, also while the tables are filled and nobody knows yet how full they are
                CROSS JOIN LATERAL (
                    SELECT state, move_type, payment_state FROM account_move WHERE id = aml.move_id OFFSET 0
                    ) am
                 LEFT JOIN uom_uom aml_uom ON aml_uom.id = aml.product_uom_id
                     WHERE aml.purchase_line_id = l.id
                       AND am.move_type IN ('in_invoice', 'in_refund')
                       AND (am.state <> 'cancel' OR am.payment_state = 'invoicing_legacy')
                    ) bills
                ) bill
        CROSS JOIN LATERAL (
                SELECT COALESCE(l.is_downpayment, FALSE) AS is_technical,
                       COALESCE(l.qty_received, 0) AS received,
                       COALESCE(t.purchase_method, 'receive') <> 'purchase' AS by_receipt,
                       COALESCE(t.type <> 'consu' AND t.purchase_method = 'receive', FALSE) AS is_received_service
                ) kind
        CROSS JOIN LATERAL (
                SELECT COALESCE(move.is_open, FALSE)
                       OR (kind.is_received_service
                           AND ROUND((l.product_qty - kind.received)::numeric, 5) > 0) AS to_receive,
                       CASE WHEN kind.is_received_service OR move.is_kit
                            THEN GREATEST(l.product_qty - kind.received, 0)
                            ELSE COALESCE(move.open, 0) END AS open
                ) stock
        CROSS JOIN LATERAL (
                SELECT CASE WHEN move.returned > 0
                            THEN LEAST(l.product_qty,
                                       GREATEST(l.product_qty - move.returned, kind.received + stock.open))
                            ELSE l.product_qty END AS kept
                ) own
        CROSS JOIN LATERAL (
                SELECT CASE WHEN kind.by_receipt THEN kind.received ELSE own.kept END AS due,
                       CASE WHEN kind.by_receipt AND stock.to_receive THEN GREATEST(own.kept, kind.received)
                            WHEN kind.by_receipt THEN kind.received
                            ELSE own.kept END AS volume
                ) result
             WHERE %(condition)s
            """,
            condition=condition,
            settled=SETTLED_PAYMENT_STATES,
            from_supplier=self._supplier_side_condition("source", inter_company),
            to_supplier=self._supplier_side_condition("dest", inter_company),
        )

    def _compute_qty_invoiced(self):
        """Take core's quantities from the facts: what is on bills, and what a bill made now takes."""
        stored = self.filtered("id")
        facts = stored._get_position_facts()
        gone = [line_id for line_id in stored.ids if line_id not in facts]
        if gone:  # deleted meanwhile: what the ORM expects to be told, so that it computes the others alone
            raise MissingError(text_about_ids(self.env, self._name, gone))
        for line in stored:
            own = facts[line.id]
            line.qty_invoiced = own["billed"] + own["drafted"]
            line.qty_to_invoice = own["billable"] if line.order_id.state == "purchase" else 0.0
        new = self - stored
        return super(PurchaseOrderLine, new)._compute_qty_invoiced() if new else None

    # -- what they say ----------------------------------------------------------------------------------------------

    def _is_receivable(self):
        """Tell whether this position counts as something to receive: goods, and services billed on receipt."""
        self.ensure_one()
        return (
            not self.display_type
            and not self.is_downpayment
            and (self.qty_received_method == "stock_moves" or self.product_id.purchase_method == "receive")
        )

    def _open_quantity(self):
        """Return what is left to receive of this position, in its unit (goods: by their open stock moves)."""
        self.ensure_one()
        return self.position_facts["open"] if self._is_receivable() else 0.0

    def _quantity_text(self, quantity):
        """Return a quantity with this line's unit, as text."""
        self.ensure_one()
        return quantity_text(self.env, quantity, self.product_uom_id)
