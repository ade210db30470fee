"""Let the planned year happen: every order goes through Odoo's own documents, at the time it is planned for."""

from odoo.exceptions import UserError

from . import plan
from .clock import time_machine
from .tools import progress, ref, upsert

EVENTS_PARAMETER = "kontor_sales.demo.events"
# Events per transaction: few enough that a killed run loses little, enough that it stays fast.
CHUNK = 25

# After these steps the office usually prints, which shows as "(D)" and in the print log.
PRINTED = {"send", "confirm", "deliver", "invoice"}

# What an addon with blocks may stop at these steps.
BLOCKABLE = {"confirm": ("order",), "deliver": ("delivery",), "ready": ("invoice",), "invoice": ("invoice",)}

# Who does what: the chatter shows it.
ACTORS = {
    "deliver": "user_jan",
    "receive": "user_jan",
    "return": "user_jan",
    "pay": "user_dieter",
    "pay_early": "user_dieter",
    "refund": "user_sabine",
    "settle": "user_sabine",
    "charge_back": "user_sabine",
}


def load(env, today):
    """Run the events that have not been run yet, in the order of time."""
    orders, events, _opening = plan.make(today)
    parameters = env["ir.config_parameter"]
    done = int(parameters.get_param(EVENTS_PARAMETER, 0))
    with time_machine(env) as travel:
        while done < len(events):
            for event in events[done : done + CHUNK]:
                travel(event.moment)
                _run(env, event, orders.get(event.key))
            done = min(done + CHUNK, len(events))
            parameters.set_param(EVENTS_PARAMETER, done)
            env.flush_all()
            env.cr.commit()
            env.invalidate_all()
            progress("business events", done, len(events))


def _run(env, event, planned):
    if event.action == "quote":
        _quote(env, planned)
        return
    if event.action == "receive":
        _receive(env(user=ref(env, "user_jan").id, su=True), event)
        return
    order = ref(env, event.key)
    actor = ref(env, ACTORS[event.action]) if event.action in ACTORS else order.user_id
    order = order.with_env(env(user=actor.id, su=True))
    _release(order, event)
    ACTIONS[event.action](order, event)
    # Two orders out of three; the number in the key decides, not chance.
    if event.action in PRINTED and int(event.key[-3:]) % 3:
        _log_prints(order)


def _release(order, event):
    """Let the boss release what blocks this event, where an addon with blocks is installed: life went on, too."""
    boss = order.with_env(order.env(user=order.env.ref("base.user_admin").id, su=False))
    for operation in BLOCKABLE.get(event.action, ()):
        if order._get_blocks(operation)[order]:
            boss.release_blocks(operation, "Rücksprache mit dem Kunden: Die Zahlung ist unterwegs.")


def _log_prints(order):
    """Note that the documents of the order's status were printed, without making hundreds of PDFs."""
    try:
        actions = order.action_print_status_documents()
    except UserError:
        # Services, for one, are delivered without a delivery note.
        return
    for action in actions:
        report = order.env["ir.actions.report"]._get_report_from_name(action["report_name"])
        order._log_print(report, order.env[report.model].browse(action["context"]["active_ids"]))


def _quote(env, planned):
    customer = ref(env, f"customer_{planned.customer}")
    lines = [
        {
            "product_id": ref(env, f"product_{article}").id,
            "product_uom_qty": quantity,
            "special_request": request,
            # Nothing written where the price list is to decide.
            **({"discount": discount} if discount else {}),
        }
        for article, quantity, discount, request in planned.lines
    ]
    for position, kind, text in sorted(planned.texts, reverse=True):
        lines.insert(position, {"display_type": kind, "name": text})
    env = env(user=customer.user_id.id, su=True)
    values = {
        "partner_id": customer.id,
        "user_id": customer.user_id.id,
        "order_line": [(0, 0, {**line, "sequence": index}) for index, line in enumerate(lines, start=1)],
        **planned.values,
    }
    upsert(env, "sale.order", [(planned.key, values)])


def _send(order, event):
    """What is sent is issued; the PDFs of the past are made when somebody asks for them."""
    order.with_company(order.company_id)._issue(store_pdf=False)


def _confirm(order, event):
    order.action_confirm()


def _ready(order, event):
    order.action_preparation_done()


def _deliver(order, event):
    """Deliver what is left, or for a part delivery: every second article whole, of the others half."""
    pickings = order.picking_ids.filtered(
        lambda picking: picking.picking_type_code == "outgoing" and picking.state not in ("done", "cancel")
    )
    pickings.move_ids._action_assign()
    for index, move in enumerate(pickings.move_ids.sorted("id")):
        quantity = move.product_uom_qty
        if event.options.get("part") and index % 2 == 0:
            quantity = quantity // 2
        move.write({"quantity": quantity, "picked": bool(quantity)})
    _validate(pickings)
    if not event.options.get("part"):
        for line in order.order_line.filtered(lambda line: line.qty_delivered_method == "manual"):
            line.qty_delivered = line.product_uom_qty


def _validate(pickings):
    if pickings:
        pickings.with_context(skip_sms=True, skip_backorder=True, skip_expired=True).button_validate()


def _receive(env, event):
    warehouse = env["stock.warehouse"].search([("company_id", "=", env.company.id)], limit=1)
    supplier = ref(env, f"supplier_{event.options['supplier']}")
    operation = warehouse.in_type_id
    products = [(ref(env, f"product_{article}"), quantity) for article, quantity in event.options["quantities"].items()]
    source = supplier.property_stock_supplier
    picking = env["stock.picking"].create(
        {
            "partner_id": supplier.id,
            "picking_type_id": operation.id,
            "location_id": source.id,
            "location_dest_id": operation.default_location_dest_id.id,
            "move_ids": [
                (
                    0,
                    0,
                    {
                        "product_id": product.id,
                        "product_uom_qty": quantity,
                        "product_uom": product.uom_id.id,
                        "location_id": source.id,
                        "location_dest_id": operation.default_location_dest_id.id,
                    },
                )
                for product, quantity in products
            ],
        }
    )
    picking.action_confirm()
    for move in picking.move_ids:
        move.write({"quantity": move.product_uom_qty, "picked": True})
    _validate(picking)


def _invoice(order, event):
    if event.options.get("type") == "partial":
        order.create_invoice_of_type("partial", picking_ids=_done_deliveries(order).ids, post=True)
    else:
        order.create_invoice_of_type("final", post=True)


def _done_deliveries(order):
    return order.picking_ids.filtered(lambda picking: picking.state == "done" and picking.picking_type_code == "outgoing")


def _down_payment(order, event):
    order.create_invoice_of_type("down_payment", percentage=event.options["percentage"], post=True)


def _credit(order, event):
    """The credit note for what came back."""
    credit_note = order._create_invoices(final=True)
    credit_note.action_post()


def _open_invoices(order):
    return order.invoice_ids.filtered(
        lambda move: move.state == "posted" and move.move_type == "out_invoice" and move.amount_residual
    )


def _pay(order, event):
    for invoice in _open_invoices(order):
        _register_payment(invoice, share=event.options.get("share"))


def _refund(order, event):
    for credit_note in order.invoice_ids.filtered(lambda move: move.move_type == "out_refund" and move.amount_residual):
        _register_payment(credit_note)


def _register_payment(move, share=None):
    wizard = (
        move.env["account.payment.register"]
        .with_context(active_model="account.move", active_ids=move.ids, dont_redirect_to_payments=True)
        .create({})
    )
    if share:
        wizard.write({"amount": move.currency_id.round(move.amount_residual * share), "payment_difference_handling": "open"})
    wizard.action_create_payments()


def _settle(order, event):
    """Set a credit note off against the invoice that is still open."""
    lines = order.invoice_ids.filtered(lambda move: move.state == "posted").line_ids.filtered(
        lambda line: line.account_id.account_type == "asset_receivable" and not line.reconciled
    )
    lines.reconcile()


def _charge_back(order, event):
    order.change_status("invoice", reason="Rücklastschrift: Konto nicht gedeckt")


def _return(order, event):
    """The customer sends goods back: one piece of the first article, or everything."""
    picking = _done_deliveries(order)[:1]
    wizard = (
        order.env["stock.return.picking"]
        .with_context(active_id=picking.id, active_ids=picking.ids, active_model="stock.picking")
        .create({"picking_id": picking.id})
    )
    for index, line in enumerate(wizard.product_return_moves):
        if event.options.get("all"):
            line.quantity = line.move_id.quantity
        else:
            line.quantity = 0 if index else 1
        line.to_refund = True
    result = wizard.action_create_returns()
    returned = order.env["stock.picking"].browse(result["res_id"])
    for move in returned.move_ids:
        move.write({"quantity": move.product_uom_qty, "picked": True})
    _validate(returned)


def _cancel(order, event):
    reasons = order.env["sale.order.cancel.reason"].search(
        [("applies_to", "in", (event.options["reason"], "both"))], order="sequence, id"
    )
    # The orders differ in their reasons without chance being asked again.
    order.change_status("cancel", reason_id=reasons[order.id % len(reasons)].id)


ACTIONS = {
    "send": _send,
    "confirm": _confirm,
    "ready": _ready,
    "deliver": _deliver,
    "invoice": _invoice,
    "down_payment": _down_payment,
    "pay": _pay,
    "pay_early": _pay,
    "return": _return,
    "credit": _credit,
    "refund": _refund,
    "settle": _settle,
    "charge_back": _charge_back,
    "cancel": _cancel,
}
