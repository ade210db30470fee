from dateutil.relativedelta import relativedelta
from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import SQL, format_amount, format_date

MONTHS = 12


class ResPartner(models.Model):
    """Revenue and gross profit of a customer's last twelve months (003-4, 003-5)."""

    _inherit = "res.partner"

    def _get_header_chart(self, with_profit):
        """Return the figures of the chart, from the posted invoices and credit notes that the user may see.

        Who may not read invoices gets no chart; who may read only the own ones gets the revenue of these. Nothing is
        read with more rights than in the list of invoices, so the header tells nobody more than that list.

        :param bool with_profit: is the gross profit wanted; only users with the right to see it get it
        :return: ``{'months': [{'month', 'label', 'revenue', 'profit', 'text'}], 'max_revenue_thousands',
            'max_profit_thousands', 'show_profit', 'currency', 'total_text'}`` or False; the oldest month first
        """
        self.ensure_one()
        moves = self.env["account.move"]
        if not moves.has_access("read"):
            return False
        with_profit = with_profit and self.env.user.has_group("kontor_sales.group_margin")
        today = fields.Date.context_today(self)
        first = today.replace(day=1) - relativedelta(months=MONTHS - 1)
        query = moves._search(
            Domain("commercial_partner_id", "=", self.id)
            & Domain("move_type", "in", ("out_invoice", "out_refund"))
            & Domain("state", "=", "posted")
            & Domain("company_id", "=", self.env.company.id)
            & Domain("invoice_date", ">=", first)
        )
        rows = {row["month"]: row for row in self.env.execute_query_dict(self._chart_query(query, with_profit))}
        currency = self.env.company.currency_id
        months = []
        for index in range(MONTHS):
            month = first + relativedelta(months=index)
            row = rows.get(month, {})
            months.append(self._chart_month(month, row.get("revenue"), row.get("profit"), with_profit, currency))
        revenue = sum(month["revenue"] for month in months)
        return {
            "months": months,
            "show_profit": with_profit,
            "currency": currency.name,
            "currency_symbol": currency.symbol,
            # the height of the tallest bar, in thousands
            "max_revenue_thousands": round(max(max(month["revenue"] for month in months), 0) / 1000),
            "max_profit_thousands": round(max(max(month["profit"] for month in months), 0) / 1000),
            "total_text": self.env._("%s in twelve months", format_amount(self.env, currency.round(revenue), currency)),
        }

    def _chart_query(self, query, with_profit):
        """Return the query for the sums by month.

        :param query: the invoices
        :param bool with_profit: needs the positions; the revenue alone is read from the invoices
        """
        month = SQL("DATE_TRUNC('month', account_move.invoice_date)::date AS month")
        if not with_profit:
            return SQL(
                "%s GROUP BY 1", query.select(month, SQL("SUM(account_move.amount_untaxed_signed) AS revenue"))
            )
        # The cost is the one that the order's position had; a position without an order has its article's present cost.
        return SQL(
            """
            SELECT move.month, SUM(move.revenue) AS revenue, SUM(move.revenue - COALESCE(cost.amount, 0)) AS profit
              FROM (%(moves)s) move
         LEFT JOIN LATERAL (
                SELECT SUM(CASE WHEN move.move_type = 'out_refund' THEN -1 ELSE 1 END * line.quantity * COALESCE(
                           (SELECT AVG(position.purchase_price / COALESCE(NULLIF(deal.currency_rate, 0), 1))
                              FROM sale_order_line_invoice_rel rel
                              JOIN sale_order_line position ON position.id = rel.order_line_id
                              JOIN sale_order deal ON deal.id = position.order_id
                             WHERE rel.invoice_line_id = line.id),
                           (SELECT (product.standard_price ->> %(company)s)::numeric * COALESCE(unit.factor, 1)
                                   / COALESCE(NULLIF(own.factor, 0), 1)
                              FROM product_product product
                              JOIN product_template template ON template.id = product.product_tmpl_id
                         LEFT JOIN uom_uom own ON own.id = template.uom_id
                         LEFT JOIN uom_uom unit ON unit.id = line.product_uom_id
                             WHERE product.id = line.product_id),
                           0)) AS amount
                  FROM account_move_line line
                 WHERE line.move_id = move.id AND line.display_type = 'product'
                   ) cost ON TRUE
          GROUP BY move.month
            """,
            moves=query.select(
                SQL("account_move.id"),
                SQL("account_move.move_type"),
                SQL("account_move.amount_untaxed_signed AS revenue"),
                month,
            ),
            company=str(self.env.company.id),
        )

    def _chart_month(self, month, revenue, profit, with_profit, currency):
        """Return the values of one month."""
        revenue = currency.round(float(revenue or 0.0))
        profit = currency.round(float(profit or 0.0)) if with_profit else 0.0
        label = format_date(self.env, month, date_format="MMM yy")
        amounts = [self.env._("revenue %s", format_amount(self.env, revenue, currency))]
        if with_profit:
            amounts.append(self.env._("gross profit %s", format_amount(self.env, profit, currency)))
        return {
            "month": month.strftime("%Y-%m"),
            "label": label,
            "revenue": revenue,
            "profit": profit,
            "text": f"{label}: {', '.join(amounts)}",
        }


class AccountMove(models.Model):
    _inherit = "account.move"

    # The months of one customer, without reading the invoices.
    _customer_revenue_idx = models.Index(
        "(commercial_partner_id, company_id, invoice_date) INCLUDE (amount_untaxed_signed, move_type)"
        " WHERE state = 'posted' AND move_type IN ('out_invoice', 'out_refund')"
    )
