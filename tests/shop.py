"""What tests from outside need of a company: customers, products with stock, orders, and what became of them."""

import contextlib
import itertools
import threading
import time
import xmlrpc.client

NUMBERS = itertools.count(1)
STATUSES = ["quotation", "order", "delivery", "invoice", "dunning", "done", "cancel"]
ENGLISH = {"lang": "en_US"}
#: Fault codes of sentences for the user: UserError and AccessError. Code 1 is a traceback.
SENTENCES = (2, 4)


class Shop:
    """A company as seen over XML-RPC by its administrator and by a sales clerk."""

    def __init__(self, server):
        self.server = server
        self.admin = server.rpc("admin")
        self.clerk = server.rpc("petra")
        self.drill = self.product("Bohrmaschine", price=100)
        self.screws = self.product("Schrauben", price=10, invoice_policy="delivery")
        self.setup = self.product("Einrichtung", price=50, storable=False, type="service", invoice_policy="order")

    def group(self, xmlid):
        """Return the id of a group."""
        module, name = xmlid.split(".")
        return self.admin.call("ir.model.data", "search_read", [("module", "=", module), ("name", "=", name)], ["res_id"])[
            0
        ]["res_id"]

    def user(self, *groups):
        """Make a user with these groups and log in as them."""
        login = f"user{next(NUMBERS)}"
        self.admin.create(
            "res.users",
            name=login.title(),
            login=login,
            password=login,
            lang="de_DE",
            group_ids=[(6, 0, [self.group(group) for group in ("base.group_user", *groups)])],
        )
        return self.server.rpc(login)

    def customer(self, **values):
        """Make a customer of the test's own, so that its documents can be counted."""
        return self.admin.create("res.partner", **{"name": f"Kundschaft {next(NUMBERS)} GmbH", "is_company": True, **values})

    def product(self, name, price=100, storable=True, stock=100_000, **values):
        """Make a product, with stock when it can have any."""
        if storable:
            values = {"type": "consu", "is_storable": True, "invoice_policy": "order", **values}
        product = self.admin.create("product.product", name=f"{name} {next(NUMBERS)}", list_price=price, **values)
        if storable and stock:
            location = self.admin.call("stock.warehouse", "search_read", [], ["lot_stock_id"])[0]["lot_stock_id"][0]
            self.admin.call(
                "stock.quant",
                "create",
                {"product_id": product, "location_id": location, "inventory_quantity_auto_apply": stock},
                context={"inventory_mode": True},
            )
        return product

    def order(self, *positions, rpc=None, **values):
        """Make a quotation for pairs of product and quantity; the customer is new unless given."""
        values = {"partner_id": values.pop("partner_id", None) or self.customer(), **values}
        lines = [
            (0, 0, {"product_id": product, "product_uom_qty": quantity})
            for product, quantity in positions or [(self.drill, 5)]
        ]
        return (rpc or self.clerk).create("sale.order", order_line=lines, **values)

    def lines(self, order):
        """Return the ids of an order's positions."""
        return self.clerk.read("sale.order", order, "order_line")

    def in_status(self, status, *positions, **values):
        """Make an order and bring it to a status, as the clerk would."""
        order = self.order(*positions, **values)
        if status == "cancel":
            self.change(order, "cancel", reason="Nicht mehr gebraucht")
        elif status == "delivery":
            self.change(order, "order")
            self.change(order, "delivery", quantities=[{"line_id": self.lines(order)[0], "quantity": 1}])
        elif status != "quotation":
            self.change(order, "order")
            if status in ("invoice", "done"):
                self.change(order, "invoice")
            if status == "done":
                self.change(order, "done")
        assert self.status(order) == status
        return order

    def change(self, orders, target, rpc=None, **options):
        """Change the status of one order or several, as the clerk."""
        orders = orders if isinstance(orders, list) else [orders]
        return (rpc or self.clerk).call("sale.order", "change_status", orders, target, **options)

    def status(self, order):
        """Return the order's status."""
        return self.admin.read("sale.order", order, "lifecycle_status")

    def options(self, order, rpc=None, **keywords):
        """Return the status options of an order by status."""
        options = (rpc or self.clerk).call("sale.order", "get_status_options", [order], **keywords)
        return {option["status"]: option for option in options}

    def facts(self, order):
        """Return all that happened to an order, to compare before and after; its customer should have no other."""
        fields = [
            "partner_id",
            "state",
            "lifecycle_status",
            "fulfilment_stage",
            "is_settled",
            "is_left_to_deliver",
            "is_left_to_invoice",
            "preparation_done_on",
            "cancel_reason_id",
            "cancel_note",
            "order_line",
        ]
        values = self.admin.read("sale.order", order, *fields)
        partner = values["partner_id"][0]
        lines = self.admin.call(
            "sale.order.line", "read", values["order_line"], ["product_uom_qty", "qty_delivered", "qty_invoiced"]
        )
        pickings = self.admin.call("stock.picking", "search_read", [("sale_id", "=", order)], ["name", "state"], order="id")
        moves = self.admin.call(
            "account.move",
            "search_read",
            [("partner_id", "=", partner), ("move_type", "!=", "entry")],
            ["name", "move_type", "state", "payment_state", "amount_total", "amount_residual"],
            order="id",
        )
        payments = self.admin.call(
            "account.payment", "search_read", [("partner_id", "=", partner)], ["name", "state", "amount"], order="id"
        )
        return {**values, "lines": lines, "pickings": pickings, "moves": moves, "payments": payments}

    def counts(self, order):
        """Return how many documents of each kind an order has that count, and what the customer still owes."""
        facts = self.facts(order)
        posted = [move for move in facts["moves"] if move["state"] == "posted"]
        return {
            "status": facts["lifecycle_status"],
            "deliveries": sum(picking["state"] == "done" for picking in facts["pickings"]),
            "open_deliveries": sum(picking["state"] not in ("done", "cancel") for picking in facts["pickings"]),
            "delivered": [line["qty_delivered"] for line in facts["lines"]],
            "invoices": sum(move["move_type"] == "out_invoice" for move in posted),
            "credit_notes": sum(move["move_type"] == "out_refund" for move in posted),
            "payments": sum(payment["state"] in ("in_process", "paid") for payment in facts["payments"]),
            "owed": round(
                sum(move["amount_residual"] * (1 if move["move_type"] == "out_invoice" else -1) for move in posted), 2
            ),
        }


def readable(fault):
    """Tell whether a fault is a sentence for people: no traceback, no Python, no SQL."""
    text = fault.faultString
    return (
        fault.faultCode in SENTENCES
        and len(text) > 10
        and " " in text
        and text[0] in text[0].upper() + "“„–"
        and not any(word in text for word in ("Traceback", 'File "', "psycopg2", "Error:", "odoo.exceptions"))
    )


@contextlib.contextmanager
def refused(shop=None, *orders):
    """Expect a refusal: a readable sentence; nothing of these orders may change. Yields a list that gets the sentence."""
    before = [shop.facts(order) for order in orders]
    sentence = []
    try:
        yield sentence
    except xmlrpc.client.Fault as fault:
        assert readable(fault), f"{fault.faultCode}: …{fault.faultString[-400:]}"
        sentence.append(fault.faultString)
    else:
        raise AssertionError("This should have been refused.")
    assert [shop.facts(order) for order in orders] == before


def at_once(*calls):
    """Run calls in threads that start at the same moment; return their results, or the fault where there was one.

    A call is (rpc, model, method, args, kwargs).
    """

    def prepare(rpc, model, method, args, kwargs):
        # Over its own connection, and logged in before the start, so that all arrive together.
        proxy = xmlrpc.client.ServerProxy(f"{rpc.server.url}/xmlrpc/2/object")
        login = (rpc.server.db, rpc.uid, rpc.password)
        proxy.execute_kw(*login, "res.users", "search_count", [[("id", "=", rpc.uid)]])
        return lambda: proxy.execute_kw(*login, model, method, args, kwargs)

    return together(*(prepare(*call) for call in calls))


def together(*functions):
    """Call functions in threads that start at the same moment; return their results, or what they raised."""
    barrier = threading.Barrier(len(functions))
    results = [None] * len(functions)

    def work(position, function):
        try:
            barrier.wait(60)
            results[position] = function()
        except Exception as error:  # a refusal, or what the test shows; a thread would only print it
            results[position] = error

    threads = [threading.Thread(target=work, args=job) for job in enumerate(functions)]
    for thread in threads:
        thread.start()
    deadline = time.monotonic() + 180
    for thread in threads:
        thread.join(max(deadline - time.monotonic(), 1))
    assert not any(thread.is_alive() for thread in threads), "A call never came back."
    return results


def core_button(rpc, *call):
    """Press a button of Odoo's own; some answer with a dialog that XML-RPC can't carry, after the work is done."""
    try:
        rpc.call(*call)
    except xmlrpc.client.Fault as fault:
        assert "cannot marshal None" in fault.faultString, fault.faultString
