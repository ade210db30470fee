from odoo import Command, fields
from odoo.tests import TransactionCase, new_test_user

#: Models of the company's settings that no test wants emptied: they come with the chart of accounts, or by what was done.
KEPT = ("account.account", "account.journal", "ir.sequence", "res.users")


class OrderCase(TransactionCase):
    """A German company with a customer, products of every kind, stock, and the clerks who work with them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context=dict(cls.env.context, tracking_disable=True, no_reset_password=True, lang="en_US"))
        cls.company = cls.env.company
        if not cls.company.chart_template:
            cls.company.country_id = cls.env.ref("base.de")
            cls.env["account.chart.template"].try_loading("de_skr03", company=cls.company, install_demo=False)
        cls._reset_settings()
        # Sentences name a few of those who have a right: these are to be the tests' own.
        cls.env["res.users"].search([("share", "=", False), ("login", "not in", ["__system__", "admin"])]).active = False
        cls.warehouse = cls.env["stock.warehouse"].search([("company_id", "=", cls.company.id)], limit=1)
        cls.bank = cls.env["account.journal"].search([("type", "=", "bank"), ("company_id", "=", cls.company.id)], limit=1)
        cls._put_other_journals_away()
        cls.customer = cls.env["res.partner"].create({"name": "Baumarkt Süd GmbH", "is_company": True})
        cls.drill = cls._product("Bohrmaschine", type="consu", is_storable=True, invoice_policy="order", list_price=100)
        cls.screw = cls._product("Schrauben", type="consu", is_storable=True, invoice_policy="delivery", list_price=10)
        cls.setup = cls._product("Einrichtung", type="service", invoice_policy="order", list_price=50)
        cls.repair = cls._product("Reparatur", type="service", invoice_policy="delivery", list_price=80)
        for product in (cls.drill, cls.screw):
            cls._stock(product, 1000)
        groups = "sales_team.group_sale_salesman_all_leads,stock.group_stock_user,account.group_account_invoice"
        cls.clerk = new_test_user(cls.env, "kontor_clerk", groups=groups)
        cls.seller = new_test_user(cls.env, "kontor_seller", groups="sales_team.group_sale_salesman_all_leads")

    @classmethod
    def _reset_settings(cls):
        """Give Kontor's settings of the company the values that a new one has.

        A database may have been worked with, as that of the demo company was. Accounts, and what remembers what was done,
        stay: a new company gets the former by the chart of accounts.
        """
        names = [
            name
            for name, field in cls.company._fields.items()
            if any(module.startswith("kontor") for module in field._modules)
            and field.store
            and not (field.type in ("one2many", "datetime") or field.relational and field.comodel_name in KEPT)
        ]
        defaults = cls.company.default_get(names)
        # Nothing in one language is nothing in all: texts that are translated would come back by the customer's language.
        cls.company.write({name: defaults.get(name, False) for name in names})

    @classmethod
    def _put_other_journals_away(cls):
        """Leave the company its one bank, as a new one has it: others would be proposed, and hold codes that tests give."""
        others = cls.env["account.journal"].search(
            [("type", "in", ["bank", "cash", "credit"]), ("company_id", "=", cls.company.id), ("id", "!=", cls.bank.id)]
        )
        for number, journal in enumerate(others):
            journal.write({"code": f"OLD{number}", "active": False})

    @classmethod
    def _without_hash_chain(cls):
        """Let posted invoices be reset, as in a company that keeps no German books: for tests that are about a reset.

        By SQL, since core refuses it as soon as an entry is secured, and the demo company's are.
        """
        cls.env.flush_all()
        cls.env.cr.execute(
            "UPDATE account_journal SET restrict_mode_hash_table = FALSE WHERE type = 'sale' AND company_id = %s",
            [cls.company.id],
        )
        cls.env.invalidate_all()

    @classmethod
    def _product(cls, name, **values):
        return cls.env["product.product"].create({"name": name, **values})

    @classmethod
    def _stock(cls, product, quantity):
        cls.env["stock.quant"]._update_available_quantity(product, cls.warehouse.lot_stock_id, quantity)

    def _order(self, *positions, user=None, **values):
        """Make a quotation; positions are ``(product, quantity)`` pairs."""
        order = (
            self.env["sale.order"]
            .with_user(user or self.clerk)
            .create(
                {
                    "partner_id": self.customer.id,
                    "order_line": [
                        Command.create({"product_id": product.id, "product_uom_qty": quantity})
                        for product, quantity in positions or [(self.drill, 5)]
                    ],
                    **values,
                }
            )
        )
        return order

    def _in_status(self, status, *positions):
        """Make an order and bring it to a status by its documents."""
        order = self._order(*positions)
        if status == "quotation":
            return order
        if status == "cancel":
            order.action_cancel()
            return order
        order.change_status("order")
        if status == "order":
            return order
        if status == "delivery":
            line = order.order_line[0]
            order.change_status("delivery", quantities=[{"line_id": line.id, "quantity": 2}])
            return order
        order.change_status("invoice")
        if status == "done":
            order.change_status("done")
        return order

    def assertStatus(self, order, status):
        """Check the stored status, as another transaction would see it."""
        order.env.flush_all()
        self.env.cr.execute("SELECT lifecycle_status FROM sale_order WHERE id = %s", [order.id])
        self.assertEqual(self.env.cr.fetchone()[0], status)
        self.assertEqual(order.lifecycle_status, status)

    def _pay(self, moves, date=None):
        """Pay invoices from the accounting app."""
        values = {"payment_date": date} if date else {}
        return (
            self.env["account.payment.register"]
            .with_context(active_model="account.move", active_ids=moves.ids)
            .create(values)
            ._create_payments()
        )

    def _balance(self, partner=None):
        """Return the customer's open balance in company currency (what they owe)."""
        lines = self.env["account.move.line"].search(
            [
                ("partner_id", "=", (partner or self.customer).id),
                ("account_id.account_type", "=", "asset_receivable"),
                ("parent_state", "=", "posted"),
            ]
        )
        return sum(lines.mapped("amount_residual"))

    def _revenue(self):
        """Return the customer's net revenue: posted invoices less credit notes."""
        lines = self.env["account.move.line"].search(
            [
                ("partner_id", "=", self.customer.id),
                ("account_id.account_type", "=", "income"),
                ("parent_state", "=", "posted"),
            ]
        )
        return -sum(lines.mapped("balance"))

    def _return(self, picking, quantity):
        """Take goods back from the customer by the warehouse's own return."""
        wizard = (
            self.env["stock.return.picking"]
            .with_context(active_id=picking.id, active_ids=picking.ids, active_model="stock.picking")
            .create({"picking_id": picking.id})
        )
        wizard.product_return_moves.quantity = quantity
        wizard.product_return_moves.to_refund = True
        return_picking = wizard._create_return()
        return_picking.move_ids.quantity = quantity
        return_picking.move_ids.picked = True
        return_picking.button_validate()
        return return_picking

    @property
    def is_dunning_installed(self):
        """With kontor_dunning an invoiced order can be dunned, and the facts about an order take one query more."""
        return "kontor.dunning.level" in self.env

    @property
    def today(self):
        return fields.Date.today()
