"""What tests from outside need of a purchase department: suppliers, what they sell, buyers, and what became of orders."""

import itertools

from shop import Shop

NUMBERS = itertools.count(1)
LIMIT = 1000


class PurchaseOffice(Shop):
    """The company's purchase department as seen over XML-RPC; it has the shop's customers and articles, too."""

    def __init__(self, server):
        super().__init__(server)
        self.buyer = self.user("purchase.group_purchase_user", "stock.group_stock_user")
        self.manager = self.user(
            "purchase.group_purchase_manager", "stock.group_stock_user", "account.group_account_invoice"
        )
        self.books = self.user("account.group_account_invoice")
        self.company = self.admin.read("res.users", self.admin.uid, "company_id")[0]
        self.admin.call("res.company", "write", [self.company], {"purchase_limit": LIMIT})
        self.supplier = self.new_supplier()
        self.hammer = self.article()

    def new_supplier(self, **values):
        """Make a supplier of the test's own."""
        name = f"Lieferant {next(NUMBERS)} GmbH"
        values = {"name": name, "is_company": True, "email": "auftrag@example.com", **values}
        return self.admin.create("res.partner", **values)

    def article(self, price=10, suppliers=None, stock=0, **values):
        """Make an article without taxes, that suppliers sell at a price; the first one is the preferred one."""
        return self.product(
            "Hammer",
            price=2 * price,
            stock=stock,
            purchase_method="receive",
            supplier_taxes_id=[(5, 0, 0)],
            taxes_id=[(5, 0, 0)],
            standard_price=price,
            seller_ids=[
                (0, 0, {"partner_id": supplier, "price": price, "delay": 5, "sequence": number})
                for number, supplier in enumerate(suppliers or [self.supplier])
            ],
            **values,
        )

    def request(self, *positions, rpc=None, **values):
        """Make a request for pairs of article and quantity, at the supplier's price."""
        lines = [
            (0, 0, {"product_id": product, "product_qty": quantity}) for product, quantity in positions or [(self.hammer, 5)]
        ]
        return (rpc or self.buyer).create("purchase.order", **{"partner_id": self.supplier, "order_line": lines, **values})

    def ordered(self, *positions, **values):
        """Make a confirmed supplier order."""
        order = self.request(*positions, **values)
        self.buy(order, "order")
        return order

    def buy(self, orders, target, rpc=None, **options):
        """Change the status of one supplier order or several, as the buyer."""
        orders = orders if isinstance(orders, list) else [orders]
        return (rpc or self.buyer).call("purchase.order", "change_status", orders, target, **options)

    def positions(self, order):
        """Return the ids of a supplier order's positions."""
        return self.buyer.read("purchase.order", order, "order_line")

    def facts(self, order):
        """Return all that happened to a supplier order, to compare before and after."""
        values = self.admin.read(
            "purchase.order",
            order,
            "partner_id",
            "state",
            "lifecycle_status",
            "amount_total",
            "is_settled",
            "is_left_to_receive",
            "is_left_to_bill",
            "cancel_reason",
            "order_line",
            "picking_ids",
            "invoice_ids",
            "alternative_po_ids",
        )
        lines = self.admin.call(
            "purchase.order.line",
            "read",
            values["order_line"],
            ["product_qty", "price_unit", "qty_received", "qty_invoiced", "sale_line_id"],
        )
        receipts = self.admin.call("stock.picking", "read", values["picking_ids"], ["name", "state"])
        bills = self.admin.call(
            "account.move", "read", values["invoice_ids"], ["name", "state", "payment_state", "amount_total"]
        )
        return {**values, "lines": lines, "receipts": receipts, "bills": bills}

    def counts(self, order):
        """Return how many documents of each kind a supplier order has that count."""
        facts = self.facts(order)
        return {
            "status": facts["lifecycle_status"],
            "receipts": sum(receipt["state"] == "done" for receipt in facts["receipts"]),
            "open_receipts": sum(receipt["state"] not in ("done", "cancel") for receipt in facts["receipts"]),
            "received": [line["qty_received"] for line in facts["lines"]],
            "bills": sum(bill["state"] == "posted" for bill in facts["bills"]),
            "billed": sum(bill["amount_total"] for bill in facts["bills"] if bill["state"] == "posted"),
        }

    def draft_bill(self, order):
        """Let the books make the draft of a bill; return it with its positions."""
        self.books.call("purchase.order", "action_create_invoice", [order])
        bill = self.admin.read("purchase.order", order, "invoice_ids")[-1]
        self.books.call("account.move", "write", [bill], {"invoice_date": "2026-01-15", "ref": f"RE-{next(NUMBERS)}"})
        return bill, self.books.read("account.move", bill, "invoice_line_ids")

    def supply_of(self, order):
        """Return what is ordered from suppliers for the positions of a customer order: quantities, cancelled left out."""
        found = self.admin.call(
            "purchase.order.line",
            "search_read",
            [("sale_line_id", "in", self.admin.read("sale.order", order, "order_line")), ("state", "!=", "cancel")],
            ["product_qty"],
        )
        return [line["product_qty"] for line in found]
