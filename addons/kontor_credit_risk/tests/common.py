from datetime import timedelta

from odoo import Command, fields
from odoo.addons.kontor_sales.tests.common import OrderCase
from odoo.tests import new_test_user

CLERK = "sales_team.group_sale_salesman_all_leads,stock.group_stock_user,account.group_account_invoice"


class CreditCase(OrderCase):
    """A customer whose tax-free prices make the figures easy to follow."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.return_fee_account_id = False
        for product in (cls.drill, cls.screw, cls.setup, cls.repair):
            product.taxes_id = False
        cls.term = cls.env["account.payment.term"].create(
            {
                "name": "Sofort, mit Stufen",
                "internal_due_days": 10,
                "delivery_stop_days": 30,
                "line_ids": [Command.create({"value": "percent", "value_amount": 100, "nb_days": 0})],
            }
        )
        cls.releaser = new_test_user(cls.env, "kontor_releaser", groups=f"{CLERK},kontor_credit_risk.group_override_limit")
        cls.credit_manager = new_test_user(
            cls.env, "kontor_credit", groups=f"{CLERK},kontor_credit_risk.group_credit_manager"
        )

    @classmethod
    def _limit(cls, amount, kind="external", partner=None, **values):
        return cls.env["kontor.credit.limit"].create(
            {"partner_id": (partner or cls.customer).id, "kind": kind, "amount": amount, **values}
        )

    def _days(self, days):
        return fields.Date.today() + timedelta(days=days)

    def _invoice(self, amount, due_in=0, partner=None, term=True, **values):
        """Post an invoice of this amount that is due in so many days (negative: it was)."""
        date = self._days(due_in)
        invoice = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": (partner or self.customer).id,
                "invoice_date": min(date, self._days(0)),
                "invoice_payment_term_id": self.term.id if term else False,
                "invoice_date_due": date,
                "invoice_line_ids": [
                    Command.create({"name": "Ware", "quantity": 1, "price_unit": amount, "tax_ids": False})
                ],
                **values,
            }
        )
        invoice.action_post()
        return invoice

    def _figures(self, partner=None):
        self.env.invalidate_all()
        return partner or self.customer
