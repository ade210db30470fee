from datetime import timedelta

from odoo import Command, fields
from odoo.addons.kontor_sales.tests.common import OrderCase


class DunningCase(OrderCase):
    """Customers with overdue invoices, a procedure with three levels, and the clerk who duns them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # The tests' company may have come after the data file's own procedure.
        cls.company._init_dunning_procedure()
        cls.company._init_dunning_accounts()
        procedures = cls.env["kontor.dunning.procedure"].search([("company_id", "=", cls.company.id)])
        cls.procedure = procedures.filtered(lambda procedure: procedure.audience == "all" and not procedure.category_ids)[:1]
        (procedures - cls.procedure).active = False
        cls.reminder, cls.dunning, cls.final = cls.procedure.level_ids.sorted()
        cls.dunner = cls.env["res.users"].create(
            {
                "name": "Dieter Voss",
                "login": "kontor_dunner",
                "group_ids": [
                    Command.set(
                        [
                            cls.env.ref("kontor_dunning.group_dunning_manager").id,
                            cls.env.ref("sales_team.group_sale_salesman_all_leads").id,
                        ]
                    )
                ],
            }
        )
        # What other modules or demo data left open doesn't belong to these tests.
        cls.env["account.move"].search([("move_type", "=", "out_invoice"), ("state", "=", "posted")]).no_followup = True
        # So do the blocks of other modules: overdue customers are what these tests are about.
        cls.env["kontor.block.rule"]._ensure_rules()
        cls.env["kontor.block.rule"].search([("reason_code", "!=", "dunning_level")]).effect = "none"
        cls.customer.lang = "en_US"
        cls.customer.email = "buchhaltung@baumarkt.example"
        cls.date = fields.Date.today()

    @classmethod
    def _partner(cls, name="Kunde", **values):
        return cls.env["res.partner"].create({"name": name, "is_company": True, **values})

    @classmethod
    def _invoice(cls, overdue, amount=100.0, partner=None, **values):
        """Post an invoice of ``amount`` (no tax) that was due ``overdue`` days ago."""
        due = cls.date - timedelta(days=overdue)
        invoice = cls.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": (partner or cls.customer).id,
                "invoice_date": due,
                "invoice_date_due": due,
                "invoice_payment_term_id": False,
                "invoice_line_ids": [
                    Command.create({"name": "Ware", "quantity": 1, "price_unit": amount, "tax_ids": [Command.clear()]})
                ],
                **values,
            }
        )
        invoice.action_post()
        return invoice

    @classmethod
    def _item(cls, invoice):
        return invoice.line_ids.filtered(lambda line: line.account_type == "asset_receivable")

    def _run(self, date=None, **values):
        """Propose a run as the dunning clerk."""
        run = self.env["kontor.dunning.run"].with_user(self.dunner).create({"date": date or self.date, **values})
        run.action_propose()
        return run

    def _dun(self, date=None, **values):
        """Propose and confirm a run, and return its letters."""
        run = self._run(date, **values)
        run.action_confirm()
        self.assertEqual(run.state, "done")
        return run.letter_ids

    def _after(self, days):
        return self.date + timedelta(days=days)

    def _part_payment(self, invoice, amount, date=None):
        """Pay a part of an invoice."""
        wizard = (
            self.env["account.payment.register"]
            .with_context(active_model="account.move", active_ids=invoice.ids)
            .create({"payment_date": date or self.date, "amount": amount})
        )
        wizard.payment_difference_handling = "open"
        return wizard._create_payments()
