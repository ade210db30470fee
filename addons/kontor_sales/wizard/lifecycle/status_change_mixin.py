from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ...tools.records import ensure_one_record

#: How many orders a reason in the dialog names before it only counts the rest.
NAMED_ORDERS = 3


class StatusChangeMixin(models.AbstractModel):
    """The status dialog (001-10): where can these orders go, why not elsewhere, and what does the change need to know.

    It only asks. The work is done by ``change_status()`` of the orders, as for every other caller. What inherits it adds
    ``order_ids``, ``order_id``, ``target``, and the questions of its targets.
    """

    _name = "kontor.status.change.mixin"
    _description = "Change of Status"

    # Each side declares it once more, with its own statuses.
    current_status = fields.Selection(lambda self: [], compute="_compute_order_id")
    company_id = fields.Many2one("res.company", compute="_compute_order_id")
    currency_id = fields.Many2one("res.currency", compute="_compute_order_id")
    order_count = fields.Integer(compute="_compute_order_id")
    status_options = fields.Json(compute="_compute_status_options")
    consequences = fields.Text(string="What Happens", compute="_compute_consequences")

    has_drafts = fields.Boolean(compute="_compute_has_drafts")
    post_drafts = fields.Boolean(
        string="Post the Waiting Drafts, Too", default=True, help="Without it they stay drafts, and are not deducted."
    )
    amount_due = fields.Monetary(string="Open", compute="_compute_payment_offer")
    amount = fields.Monetary(
        string="Paid Amount",
        compute="_compute_amount",
        store=True,
        readonly=False,
        help="A smaller amount than what is open is a part payment; the status stays as it is then.",
    )
    discount_amount = fields.Monetary(string="Early Payment Discount", compute="_compute_payment_offer")
    discount_until = fields.Date(string="Possible Until", compute="_compute_payment_offer")
    discount_count = fields.Integer(compute="_compute_payment_offer")
    take_discount = fields.Boolean(string="Take the Early Payment Discount")
    payment_date = fields.Date(default=fields.Date.context_today)

    @api.depends("order_ids")
    def _compute_order_id(self):
        """One order shows its details; several share only what they have in common."""
        for change in self:
            orders = change.order_ids
            change.order_count = len(orders)
            change.order_id = orders if len(orders) == 1 else False
            change.company_id = orders.company_id if len(orders.company_id) == 1 else self.env.company
            change.currency_id = orders.currency_id[:1] or self.env.company.currency_id
            statuses = set(orders.mapped("lifecycle_status"))
            change.current_status = statuses.pop() if len(statuses) == 1 else False

    @api.depends("order_ids")
    def _compute_status_options(self):
        """Offer what is possible for all these orders; where it isn't, say for which and why."""
        for change in self:
            orders = change.order_ids._origin
            if not orders:
                change.status_options = []
                continue
            law = self.env[orders._transition_model]._status_law()
            options = [dict(option, current=False) for option in orders[0]._get_possible_statuses()]
            refusals = {option["status"]: [] for option in options}
            for order in orders:
                own = options if order == orders[0] else order._get_possible_statuses()
                for option, total in zip(own, options):
                    total["printed"] = total["printed"] and option["printed"]
                    total["needs"] = sorted({*total["needs"], *option["needs"]})
                    if not option["allowed"]:
                        refusals[option["status"]].append((order, option["reason"]))
            for option in options:
                refused = refusals[option["status"]]
                option["current"] = option["status"] == change.current_status
                option["allowed"] = not refused
                option["reason"] = self._summarise_refusals(refused, single=len(orders) == 1)
                if option["current"] and (option["status"], option["status"]) not in law:
                    option["reason"] = ""  # the mark "current status" says it already
            change.status_options = options

    # -- what will happen -----------------------------------------------------------------------------------------

    @api.model
    def _consequence_fields(self):
        """Return the fields whose change changes what the dialog says will happen."""
        return ["target", "post_drafts", "amount", "take_discount", "payment_date"]

    @api.depends(lambda self: ["order_ids", *self._consequence_fields()])
    def _compute_consequences(self):
        """Say what the change will do, with what is chosen so far; see ``_status_consequences``."""
        for change in self:
            orders = change.order_ids._origin
            if not orders or not change.target or any(order._status_obstacle(change.target) for order in orders):
                change.consequences = False
                continue
            tell = orders._status_consequences if len(orders) == 1 else orders._batch_consequences
            try:
                sentences = tell(change.target, change._get_known_options())
            except UserError as error:
                sentences = [str(error)]
            change.consequences = "\n".join(sentences)

    def _get_known_options(self):
        """Return the options that are filled in so far, for what the dialog says will happen."""
        try:
            return self._get_options()
        except UserError:  # something is still to be filled in
            return {}

    @api.depends("order_ids")
    def _compute_has_drafts(self):
        for change in self:
            change.has_drafts = bool(change.order_ids._origin._drafts_to_post())

    def _get_draft_options(self):
        """Return what was chosen about the waiting drafts: all are posted along, or none."""
        return {"without_drafts": True} if self.has_drafts and not self.post_drafts else {}

    @api.depends("order_ids", "payment_date")
    def _compute_payment_offer(self):
        for change in self:
            orders = change.order_ids._origin
            offer = orders._payment_offer(change.payment_date) if orders else {}
            amounts = offer.get(change.currency_id, {"open": 0.0, "discount": 0.0, "until": False, "discounted": ()})
            change.amount_due = amounts["open"]
            change.discount_amount = amounts["discount"]
            change.discount_until = amounts["until"]
            change.discount_count = len(amounts["discounted"])

    @api.depends("order_ids", "take_discount", "payment_date")
    def _compute_amount(self):
        for change in self:
            change.amount = change.amount_due - (change.discount_amount if change.take_discount else 0.0)

    def _get_payment_options(self):
        """Return what was chosen about the payment: full amounts, unless one order is paid in part."""
        options = {"payment_date": self.payment_date, "discount": self.take_discount and bool(self.discount_amount)}
        payable = self.amount_due - (self.discount_amount if options["discount"] else 0.0)
        if self.order_count == 1 and self.currency_id.compare_amounts(self.amount, payable):
            options["amount"] = self.amount
        return options

    def _needed_options(self, target):
        """Return the names of the options that ``change_status`` must be given for a target; see ``get_status_options``."""
        option = next((option for option in self.status_options if option["status"] == target), {})
        return option.get("needs", [])

    @api.model
    def _summarise_refusals(self, refused, single):
        """Return one text for the reasons that keep orders from a status.

        :param list refused: pairs of order and reason
        :param bool single: the dialog is about one order, which needs no naming
        """
        if single:
            return refused[0][1] if refused else ""
        texts = [f"{order.name}: {reason}" for order, reason in refused[:NAMED_ORDERS]]
        if len(refused) > NAMED_ORDERS:
            texts.append(self.env._("… and %(count)s more.", count=len(refused) - NAMED_ORDERS))
        return "\n".join(texts)

    @api.model
    def _open(self, orders, target=False):
        """Return the action that opens the dialog on orders.

        :param orders: the orders
        :param target: status that the dialog proposes, if it is possible
        """
        change = self.create({"order_ids": [Command.set(orders.ids)]})
        allowed = [option["status"] for option in change.status_options if option["allowed"]]
        change.target = target if target in allowed else False
        change._prepare(allowed)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Change Status: %s", orders.name)
            if len(orders) == 1
            else self.env._("Change the Status of %s Orders", len(orders)),
            "res_model": self._name,
            "res_id": change.id,
            "views": [(False, "form")],
            "target": "new",
            "context": {"dialog_size": "large"},
        }

    def _prepare(self, allowed):
        """Fill in what the dialog proposes.

        :param list allowed: codes of the targets that are possible
        """

    def action_change(self):
        """Change the status as chosen, and close the dialog.

        :raises UserError: when something is missing or forbidden; nothing has changed then
        """
        self._change()
        return {"type": "ir.actions.act_window_close"}

    def action_change_and_print(self):
        """Change the status as chosen, and print the documents of the new one."""
        self._change()
        reports = []
        for order in self.order_ids:
            try:
                reports += order.action_print_status_documents()
            except UserError as error:  # the change is made; that there is nothing to print doesn't undo it
                self.env.user._bus_send("simple_notification", {"type": "warning", "message": str(error), "sticky": False})
        return self.order_ids._print_action(reports)

    def _change(self):
        ensure_one_record(self)
        if not self.target:
            raise UserError(self.env._("Choose the new status first."))
        with self.env.cr.savepoint():
            for orders, options in self._get_portions(self._get_options()):
                orders.change_status(self.target, **options)

    def _get_portions(self, options):
        """Return which orders are changed with which options: pairs of orders and options.

        Among several orders the discount is taken where it is granted; the others are paid in full.
        """
        orders = self.order_ids
        if not options.get("discount") or len(orders) == 1:
            return [(orders, options)]
        granting = orders.filtered(
            lambda order: any(amounts["discount"] for amounts in order._payment_offer(self.payment_date).values())
        )
        paid_along = granting._orders_of_open_documents()
        portions = [(granting, options), (orders - granting - paid_along, {**options, "discount": False})]
        return [(part, own) for part, own in portions if part]

    def _get_options(self):
        """Return the options for ``change_status`` that the chosen target takes."""
        return getattr(self, f"_get_{self.target}_options", dict)()
