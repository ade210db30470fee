"""What tests from outside need to dun: overdue invoices, clerks with the right for it, and what became of the items."""

import datetime


class Office:
    """A dunning department as seen over XML-RPC, on a ``Shop``."""

    def __init__(self, shop):
        self.shop, self.admin = shop, shop.admin
        self.today = datetime.date.today()
        self.clerk = self.dunner()

    def dunner(self):
        """Make a user who may dun, and log in as them."""
        return self.shop.user("kontor_dunning.group_dunning_manager", "sales_team.group_sale_salesman_all_leads")

    def invoices(self, customers, days=10, amount=100):
        """Post an invoice for each customer that was due some days ago; return the ids."""
        due = str(self.today - datetime.timedelta(days=days))
        ids = self.admin.call(
            "account.move",
            "create",
            [
                {
                    "move_type": "out_invoice",
                    "partner_id": customer,
                    "invoice_date": due,
                    "invoice_date_due": due,
                    "invoice_payment_term_id": False,
                    "invoice_line_ids": [
                        (0, 0, {"name": "Ware", "quantity": 1, "price_unit": amount, "tax_ids": [(5, 0, 0)]})
                    ],
                }
                for customer in customers
            ],
        )
        self.admin.call("account.move", "action_post", ids)
        return ids

    def customers(self, number, **values):
        """Make customers of the test's own."""
        return [self.shop.customer(**values) for _number in range(number)]

    def run(self, customers, days=0, rpc=None, **values):
        """Make a dunning run for some customers and a day in the future; it isn't proposed yet."""
        date = str(self.today + datetime.timedelta(days=days))
        return (rpc or self.clerk).create("kontor.dunning.run", date=date, partner_ids=[(6, 0, customers)], **values)

    def dun(self, customers, days=0, **values):
        """Propose and confirm a run; return the ids of its letters."""
        run = self.run(customers, days, **values)
        assert self.clerk.call("kontor.dunning.run", "action_propose", [run]) is True
        assert self.clerk.call("kontor.dunning.run", "action_confirm", [run]) is True
        return self.letters(run)

    def letters(self, run):
        """Return the ids of a run's letters."""
        return self.clerk.call("kontor.dunning.letter", "search", [("run_id", "=", run)], order="id")

    def dunned(self, invoices):
        """Return how often each item of these invoices came to each level: a list of (invoice, level kind) in order."""
        lines = self.admin.call(
            "kontor.dunning.letter.line",
            "search_read",
            [("move_id", "in", invoices), ("is_new", "=", True), ("withdrawn", "=", False), ("dunned_on", "!=", False)],
            ["move_id", "level_id"],
        )
        levels = self.admin.call("kontor.dunning.level", "search_read", [], ["kind"])
        kinds = {level["id"]: level["kind"] for level in levels}
        return sorted((line["move_id"][0], kinds[line["level_id"][0]]) for line in lines)
