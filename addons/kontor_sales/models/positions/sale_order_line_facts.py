from odoo import api, fields, models
from odoo.tools import SQL

from ..lifecycle.lifecycle_payment import SETTLED_PAYMENT_STATES

#: The facts about a position; see ``_position_facts_query``.
POSITION_FACTS = (
    "ordered", "volume", "delivered", "open", "reserved", "returned", "invoiced", "drafted", "credited", "to_invoice",
    "net_invoiced", "gross_invoiced", "net_to_invoice", "gross_to_invoice",
    "requested", "deducted", "amount_credited", "left", "deducted_by_drafts",
)  # fmt: skip


class SaleOrderLine(models.Model):
    """The facts about a position, which everything else goes by: what is ordered, delivered, invoiced, and still open.

    The formula stands in ``_position_facts_query`` alone (001-1, 002-19, 003-17, 004-16, 004-25). The status of an order
    and the reports join it; everything else asks ``position_facts`` or ``_get_position_facts``, which run it as a function
    in the database (``position_facts_function.py``).
    """

    _inherit = "sale.order.line"

    position_facts = fields.Json(
        compute="_compute_position_facts",
        compute_sudo=True,
        help="What is ordered, delivered, invoiced and still open of this position, by its documents.",
    )

    @api.depends(
        "state",
        "display_type",
        "is_downpayment",
        "product_id",
        "product_uom_id",
        "product_uom_qty",
        "price_total",
        "qty_delivered",
        "move_ids.state",
        "move_ids.quantity",
        "move_ids.product_uom_qty",
        "move_ids.to_refund",
        "invoice_lines.quantity",
        "invoice_lines.price_total",
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

        :return: ``{line_id: {fact: number}}``. Quantities are in the position's unit:

            - ``ordered``; ``delivered`` (less what came back for a refund)
            - ``volume``: what is invoiced in the end: what is ordered, less what came back for a refund and won't be
              delivered again; for products invoiced on delivery what was delivered and still will be
            - ``open``: still to be delivered; ``reserved``: set aside for it; ``returned``: came back for a refund
            - ``invoiced``: on posted invoices less posted credit notes; ``drafted``: the same on drafts; ``credited``: on
              posted credit notes; ``to_invoice``: volume less invoiced, rounded; negative: too much is invoiced

            Amounts are in the order's currency, ``net_…`` without and ``gross_…`` with tax: ``…_invoiced`` (posted),
            ``…_to_invoice`` (at the order's price, never negative). Of a down payment, with tax, by posted documents:
            ``requested``, ``amount_credited``, ``deducted``, and what is ``left`` of it; ``deducted_by_drafts``: what
            draft invoices deduct already. By tax they are in ``sale.order._get_down_payments``.
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

        For a few positions PostgreSQL plans the query several times as long as it runs it. Of a function it keeps the plan
        until the transaction ends, whoever asks: the status, the form, the invoice. All its columns are named there.

        :param SQL ids: an array of the positions' ids
        """
        return SQL("kontor_position_facts(%s, %s)", ids, self._inter_company_location_id())

    @api.model
    def _flush_position_sources(self):
        """Write pending changes of everything that ``_position_facts_query`` reads."""
        self.env["sale.order"].flush_model(["currency_rate"])
        self.env["sale.order.line"].flush_model(
            [
                "order_id",
                "state",
                "currency_id",
                "display_type",
                "is_downpayment",
                "product_id",
                "product_uom_id",
                "product_uom_qty",
                "price_subtotal",
                "price_total",
                "price_reduce_taxexcl",
                "price_reduce_taxinc",
                "qty_delivered",
            ]
        )
        self.env["stock.move"].flush_model(
            ["sale_line_id", "state", "quantity", "product_uom_qty", "to_refund", "location_dest_id", "location_final_id"]
        )
        self.env["account.move"].flush_model(["state", "move_type", "payment_state", "invoice_currency_rate"])
        self.env["account.move.line"].flush_model(
            ["quantity", "product_uom_id", "currency_id", "price_subtotal", "price_total"]
        )
        self.env["product.template"].flush_model(["type", "invoice_policy"])

    @api.model
    def _inter_company_location_id(self):
        """Return the id of the location through which our own companies deliver to each other, or 0."""
        # from Odoo's cache; looking it up by its name in the query would cost a query more each time
        return self.env["ir.model.data"]._xmlid_to_res_id("stock.stock_location_inter_company") or 0

    @api.model
    def _customer_side_query(self, inter_company=None):
        """Return the query for the ids of the locations from which goods are at the customer.

        :param SQL inter_company: another way to say ``_inter_company_location_id``
        """
        return SQL(
            """
            SELECT id FROM stock_location
             WHERE usage = 'customer'
                OR parent_path LIKE (SELECT parent_path || '%%' FROM stock_location WHERE id = %s)
            """,
            inter_company or self._inter_company_location_id(),
        )

    @api.model
    def _position_facts_query(self, condition, at_customer=None):
        """Return the query for the facts about positions: one row per position, made to be joined.

        Its columns are ``line_id``, ``order_id``, ``is_technical`` (a down payment or the heading of a combo, which is
        neither delivered nor invoiced by quantity), those of ``_get_position_facts``, and the flags ``to_deliver``,
        ``is_ready`` (all that is to be delivered lies reserved at the last step), ``has_delivery``, ``has_invoice``
        (a posted one) and ``is_unpaid`` (a posted invoice is).

        :param SQL condition: which positions; ``l`` is the position, ``o`` its order
        :param SQL at_customer: another way to say, behind a location's id, that goods there are at the customer
        :return: ``SQL``
        """
        at_customer = at_customer or SQL("IN (%s)", self._customer_side_query())
        return SQL(
            """
            SELECT l.id AS line_id, l.order_id,
                   kind.is_technical,
                   l.product_uom_qty AS ordered,
                   result.volume,
                   kind.delivered,
                   stock.open,
                   COALESCE(move.returned, 0) AS returned,
                   COALESCE(invoice.quantity, 0) AS invoiced,
                   result.to_invoice,
                   stock.to_deliver,
                   NOT stock.to_deliver OR (COALESCE(move.is_open, FALSE) AND move.is_ready) AS is_ready,
                   COALESCE(move.is_done, FALSE) OR (kind.is_delivered_service AND kind.delivered > 0) AS has_delivery,
                   COALESCE(invoice.is_invoiced, FALSE) AS has_invoice,
                   COALESCE(invoice.is_unpaid, FALSE) AS is_unpaid,
                   COALESCE(move.reserved, 0) AS reserved,
                   COALESCE(invoice.drafted, 0) AS drafted,
                   COALESCE(invoice.credited, 0) AS credited,
                   COALESCE(invoice.net, 0) AS net_invoiced,
                   COALESCE(invoice.gross, 0) AS gross_invoiced,
                   CASE WHEN kind.is_technical THEN 0
                        WHEN l.product_uom_qty = 0 THEN l.price_reduce_taxexcl * GREATEST(result.to_invoice, 0)
                        ELSE l.price_subtotal * GREATEST(result.to_invoice / l.product_uom_qty::numeric, 0)
                        END AS net_to_invoice,
                   CASE WHEN kind.is_technical THEN 0
                        WHEN l.product_uom_qty = 0 THEN l.price_reduce_taxinc * GREATEST(result.to_invoice, 0)
                        ELSE l.price_total * GREATEST(result.to_invoice / l.product_uom_qty::numeric, 0)
                        END AS gross_to_invoice,
                   CASE WHEN l.is_downpayment THEN COALESCE(invoice.requested, 0) ELSE 0 END AS requested,
                   CASE WHEN l.is_downpayment THEN COALESCE(invoice.amount_credited, 0) ELSE 0 END AS amount_credited,
                   CASE WHEN l.is_downpayment
                        THEN COALESCE(invoice.requested, 0) - COALESCE(invoice.amount_credited, 0)
                             - COALESCE(invoice.gross, 0)
                        ELSE 0 END AS deducted,
                   CASE WHEN l.is_downpayment THEN COALESCE(invoice.gross, 0) ELSE 0 END AS "left",
                   CASE WHEN l.is_downpayment THEN COALESCE(invoice.deducted_by_drafts, 0) ELSE 0 END AS deducted_by_drafts
              FROM sale_order_line l
              JOIN sale_order o ON o.id = l.order_id
         LEFT JOIN product_product p ON p.id = l.product_id
         LEFT JOIN product_template t ON t.id = p.product_tmpl_id
         LEFT JOIN LATERAL (
                SELECT BOOL_OR(leaves) AS is_planned,
                       BOOL_OR(leaves AND is_waiting) AS is_open,
                       BOOL_AND(m.state = 'assigned' AND is_outgoing) FILTER (WHERE leaves AND is_waiting) AS is_ready,
                       BOOL_OR(m.state = 'done' AND is_outgoing AND m.quantity > 0) AS is_done,
                       -- of a kit the components don't add up to its quantity
                       BOOL_OR(leaves AND is_waiting AND m.product_id <> l.product_id) AS is_kit,
                       SUM(m.quantity * line_units) FILTER (WHERE comes_back AND m.product_id = l.product_id) AS returned,
                       -- of several steps the first open one counts
                       SUM(m.product_uom_qty * line_units) FILTER (WHERE leaves AND is_waiting AND NOT EXISTS (
                           SELECT 1
                             FROM stock_move_move_rel chain
                            WHERE chain.move_dest_id = m.id
                              AND (SELECT state NOT IN ('done', 'cancel')
                                     FROM stock_move WHERE id = chain.move_orig_id))) AS open,
                       SUM(m.quantity * line_units) FILTER (
                           WHERE leaves AND m.state IN ('assigned', 'partially_available') AND m.product_id = l.product_id
                       ) AS reserved
                  FROM (
                    SELECT id, product_id, state, quantity, product_uom_qty,
                           state NOT IN ('done', 'cancel') AS is_waiting,
                           location_dest_id %(at_customer)s AS is_outgoing,
                           location_dest_id %(at_customer)s
                           OR COALESCE(location_final_id %(at_customer)s, FALSE) AS leaves,
                           to_refund IS TRUE AND state = 'done' AND location_id %(at_customer)s AS comes_back,
                           CASE WHEN product_uom = l.product_uom_id THEN 1
                                ELSE COALESCE((SELECT own.factor / line_unit.factor
                                                 FROM uom_uom own, uom_uom line_unit
                                                WHERE own.id = product_uom AND line_unit.id = l.product_uom_id), 1)
                                END AS line_units
                      FROM stock_move
                     WHERE sale_line_id = l.id
                    OFFSET 0
                    ) m
                 WHERE leaves OR comes_back
                ) move ON TRUE
         LEFT JOIN LATERAL (
                SELECT SUM(sign * quantity) FILTER (WHERE is_posted) AS quantity,
                       BOOL_OR(is_posted AND move_type = 'out_invoice') AS is_invoiced,
                       BOOL_OR(is_posted AND move_type = 'out_invoice' AND payment_state NOT IN %(settled)s) AS is_unpaid,
                       SUM(sign * quantity) FILTER (WHERE NOT is_posted) AS drafted,
                       SUM(quantity) FILTER (WHERE is_posted AND move_type = 'out_refund') AS credited,
                       SUM(sign * net) FILTER (WHERE is_posted) AS net,
                       SUM(sign * gross) FILTER (WHERE is_posted) AS gross,
                       SUM(gross) FILTER (WHERE is_posted AND move_type = 'out_invoice' AND gross > 0) AS requested,
                       SUM(gross) FILTER (WHERE is_posted AND move_type = 'out_refund' AND gross > 0) AS amount_credited,
                       SUM(-gross) FILTER (
                           WHERE NOT is_posted AND move_type = 'out_invoice' AND gross < 0
                       ) AS deducted_by_drafts
                  FROM (
                    SELECT am.move_type, am.payment_state,
                           am.state = 'posted' OR am.payment_state = 'invoicing_legacy' AS is_posted,
                           CASE WHEN am.move_type = 'out_refund' THEN -1 ELSE 1 END AS sign,
                           aml.quantity * CASE WHEN aml.product_uom_id = l.product_uom_id THEN 1
                                               ELSE COALESCE((SELECT own.factor / line_unit.factor
                                                                FROM uom_uom own, uom_uom line_unit
                                                               WHERE own.id = aml.product_uom_id
                                                                 AND line_unit.id = l.product_uom_id), 1)
                                               END AS quantity,
                           aml.price_subtotal * rate.value AS net, aml.price_total * rate.value AS gross
                      FROM sale_order_line_invoice_rel rel
                 -- OFFSET 0: looked up one by one, also while the tables are filled and nobody knows yet how full they are
                CROSS JOIN LATERAL (
                    SELECT move_id, quantity, product_uom_id, currency_id, price_subtotal, price_total
                      FROM account_move_line WHERE id = rel.invoice_line_id OFFSET 0
                    ) aml
                CROSS JOIN LATERAL (
                    SELECT state, move_type, payment_state, invoice_currency_rate
                      FROM account_move WHERE id = aml.move_id OFFSET 0
                    ) am
                 -- invoices are written in the order's currency; where one isn't, its own rate and the order's count
                CROSS JOIN LATERAL (
                    SELECT CASE WHEN aml.currency_id = l.currency_id THEN 1
                                ELSE COALESCE(NULLIF(o.currency_rate, 0), 1)
                                     / COALESCE(NULLIF(am.invoice_currency_rate, 0), 1)
                                END AS value
                    ) rate
                     WHERE rel.order_line_id = l.id AND am.move_type IN ('out_invoice', 'out_refund')
                       AND (am.state <> 'cancel' OR am.payment_state = 'invoicing_legacy')
                    OFFSET 0
                    ) i
                ) invoice ON TRUE
        CROSS JOIN LATERAL (
                SELECT COALESCE(l.is_downpayment, FALSE) OR COALESCE(t.type = 'combo', FALSE) AS is_technical,
                       COALESCE(l.qty_delivered, 0) AS delivered,
                       COALESCE(t.invoice_policy = 'delivery', FALSE) AS by_delivery,
                       COALESCE(t.type <> 'consu' AND t.invoice_policy = 'delivery', FALSE) AS is_delivered_service
                ) kind
        CROSS JOIN LATERAL (
                SELECT COALESCE(move.is_open, FALSE)
                       OR (kind.is_delivered_service AND l.state IS DISTINCT FROM 'cancel'
                           AND ROUND((l.product_uom_qty - kind.delivered)::numeric, 5) > 0) AS to_deliver,
                       CASE WHEN kind.is_delivered_service AND l.state = 'cancel' THEN 0
                            WHEN kind.is_delivered_service OR move.is_kit
                            THEN GREATEST(l.product_uom_qty - kind.delivered, 0)
                            ELSE COALESCE(move.open, 0) END AS open
                ) stock
        CROSS JOIN LATERAL (
                SELECT CASE WHEN move.returned > 0
                            THEN LEAST(l.product_uom_qty,
                                       GREATEST(l.product_uom_qty - move.returned, kind.delivered + stock.open))
                            ELSE l.product_uom_qty END AS kept
                ) own
        CROSS JOIN LATERAL (
                SELECT volume, ROUND((volume - COALESCE(invoice.quantity, 0))::numeric, 5) AS to_invoice
                  -- goods without any move yet (from a supplier straight to the customer) are still to come
                  FROM (SELECT CASE WHEN kind.by_delivery
                                         AND (stock.to_deliver OR (t.type = 'consu' AND move.is_planned IS NULL))
                                    THEN GREATEST(own.kept, kind.delivered)
                                    WHEN kind.by_delivery THEN kind.delivered
                                    ELSE own.kept END AS volume) v
                ) result
             WHERE %(condition)s
            """,
            condition=condition,
            settled=SETTLED_PAYMENT_STATES,
            at_customer=at_customer,
        )
