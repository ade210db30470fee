from dateutil.relativedelta import relativedelta
from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools.formats import Formats

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
        if not self.env["account.move"].has_access("read"):
            return False
        today = fields.Date.context_today(self)
        first = today.replace(day=1) - relativedelta(months=MONTHS - 1)
        with_profit = (
            with_profit
            and self.env.user.has_group("kontor_sales.group_margin")
            and self.env["kontor.revenue"].has_access("read")
        )
        rows = self._chart_with_profit(first) if with_profit else self._chart_revenue(first)
        currency = self.env.company.currency_id
        formats = Formats(self.env)
        texts = {"revenue": self.env._("revenue %s"), "profit": self.env._("gross profit %s")}
        months = []
        for index in range(MONTHS):
            month = first + relativedelta(months=index)
            figures = rows.get(month, (0.0, 0.0))
            months.append(self._chart_month(month, *figures, with_profit, currency, formats, texts))
        revenue = sum(month["revenue"] for month in months)
        return {
            "months": months,
            "show_profit": with_profit,
            "currency": currency.name,
            "currency_symbol": currency.symbol,
            # the height of the tallest bar, in thousands
            "max_revenue_thousands": round(max(max(month["revenue"] for month in months), 0) / 1000),
            "max_profit_thousands": round(max(max(month["profit"] for month in months), 0) / 1000),
            "total_text": self.env._("%s in twelve months", formats.amount(revenue, currency)),
        }

    def _chart_revenue(self, first):
        """Return the revenue by month, from the invoices themselves.

        :param date first: the first day of the first month
        :return: ``{month: (revenue, profit)}``
        """
        query = self.env["account.move"]._search(
            Domain("commercial_partner_id", "=", self.id)
            & Domain("move_type", "in", ("out_invoice", "out_refund"))
            & Domain("state", "=", "posted")
            & Domain("company_id", "=", self.env.company.id)
            & Domain("invoice_date", ">=", first)
        )
        rows = self.env.execute_query(
            SQL(
                "%s GROUP BY 1",
                query.select(
                    SQL("DATE_TRUNC('month', account_move.invoice_date)::date"),
                    SQL("SUM(account_move.amount_untaxed_signed)"),
                ),
            )
        )
        return {month: (revenue, 0.0) for month, revenue in rows}

    def _chart_with_profit(self, first):
        """Return revenue and gross profit by month, from the positions, as the revenue window has them."""
        groups = self.env["kontor.revenue"]._read_group(
            [
                ("commercial_partner_id", "=", self.id),
                ("company_id", "=", self.env.company.id),
                ("date", ">=", first),
            ],
            ["date:month"],
            ["revenue:sum", "profit:sum"],
        )
        return {month: (revenue, profit) for month, revenue, profit in groups}

    def _chart_month(self, month, revenue, profit, with_profit, currency, formats, texts):
        """Return the values of one month.

        :param formats: ``Formats`` of the user's language
        :param dict texts: what stands before ``revenue`` and ``profit``, in this language
        """
        revenue = currency.round(float(revenue)) if revenue else 0.0
        profit = currency.round(float(profit)) if with_profit and profit else 0.0
        label = formats.date(month, "MMM yy")
        amounts = [texts["revenue"] % formats.amount(revenue, currency)]
        if with_profit:
            amounts.append(texts["profit"] % formats.amount(profit, currency))
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
