import logging
from datetime import datetime, time, timedelta

import pytz
from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, RedirectWarning, UserError
from odoo.tools import SQL, format_date

from ...tools.conflicts import is_conflict
from ...tools.records import check_ids, ensure_one_record
from ...tools.rights import BILLING, missing_right_text
from .res_partner_invoicing import INVOICING_RULES

_logger = logging.getLogger(__name__)

#: Up to this number of invoices, a batch that a user starts is done at once; above, the job does it.
AT_ONCE = 20


class CollectiveInvoicing(models.Model):
    """A batch of invoices by the customers' rules (002-7).

    What is to be invoiced is written down first, one item for each invoice. Each item is one transaction: a job that is
    killed leaves whole invoices behind, and goes on with the items that are still to do. What was invoiced meanwhile by
    hand isn't invoiced again, because quantities are read when the item's turn comes.

    A batch never stops at one document: what can't be invoiced is listed with its reason, and the others go on.
    """

    _name = "kontor.collective.invoicing"
    _description = "Invoicing by Rule"
    _order = "id desc"
    _rec_names_search = ["user_id"]

    name = fields.Char(compute="_compute_name")
    company_id = fields.Many2one("res.company", required=True, index=True, readonly=True)
    user_id = fields.Many2one("res.users", string="Started By", readonly=True)
    rule = fields.Selection(INVOICING_RULES, readonly=True, help="The rule of an automatic batch.")
    is_automatic = fields.Boolean(string="Automatic", readonly=True)
    until = fields.Date(string="Deliveries Until", required=True, readonly=True)
    invoice_date = fields.Date(required=True, readonly=True)
    post = fields.Boolean(string="Post Invoices", readonly=True)
    item_ids = fields.One2many("kontor.collective.invoicing.item", "batch_id", string="Invoices", readonly=True)
    item_count = fields.Integer(string="Documents", compute="_compute_progress")
    todo_count = fields.Integer(string="To Do", compute="_compute_progress")
    failed_count = fields.Integer(string="Failed", compute="_compute_progress")
    progress = fields.Integer(compute="_compute_progress", help="Done, in percent.")
    is_done = fields.Boolean(string="Done", readonly=True, index=True)

    _automatic_once = models.UniqueIndex(
        "(company_id, rule, until) WHERE is_automatic AND rule IN ('weekly', 'monthly')",
        "The automatic invoices of this period have already been made.",
    )

    @api.depends("until", "rule")
    @api.depends_context("lang")
    def _compute_name(self):
        names = dict(self._fields["rule"]._description_selection(self.env))
        for batch in self:
            date = format_date(self.env, batch.until) if batch.until else ""
            batch.name = f"{names[batch.rule]} – {date}" if batch.rule else self.env._("Invoicing by rule – %s", date)

    @api.depends("item_ids.state")
    def _compute_progress(self):
        counts = {batch.id: {} for batch in self}
        for batch, state, count in self.env["kontor.collective.invoicing.item"]._read_group(
            [("batch_id", "in", self.ids)], ["batch_id", "state"], ["__count"]
        ):
            counts[batch.id][state] = count
        for batch in self:
            states = counts.get(batch.id, {})
            batch.item_count = sum(states.values())
            batch.todo_count = states.get("todo", 0)
            batch.failed_count = states.get("failed", 0)
            batch.progress = 100 * (batch.item_count - batch.todo_count) // batch.item_count if batch.item_count else 100

    # -- starting -------------------------------------------------------------------------------------------------

    @api.model
    def _start(self, company, orders, *, pickings=None, until=None, rule=False, automatic=False, refused=()):
        """Write down what is to be invoiced; nothing is invoiced yet.

        :param orders: ``sale.order`` of one company
        :param pickings: only these deliveries (default: all of the orders that aren't invoiced yet)
        :param date until: deliveries up to this day (default: today)
        :param str rule: the rule of an automatic batch
        :param refused: what was chosen and can't be invoiced: pairs of a document or an empty recordset, and the reason
        :return: the batch (``kontor.collective.invoicing``), as superuser
        """
        user = self.env.user
        today = self._get_today(company)
        may_post = self.env.su or user.has_group("account.group_account_invoice")
        # sudo: batches are written by the server alone; who may start one is checked by the caller
        batch = self.sudo().create(
            {
                "company_id": company.id,
                "user_id": user.id,
                "rule": rule,
                "is_automatic": automatic,
                "until": until or today,
                "invoice_date": today,
                "post": company.invoicing_by_rule_state == "posted" and may_post,
            }
        )
        # sudo: items are written by the server alone, also for documents that their starter may not read
        items = self.env["kontor.collective.invoicing.item"].sudo()
        items.create(
            batch._prepare_items(orders.sudo(), pickings)
            + [batch._prepare_refused_item(document.sudo(), reason) for document, reason in refused]
        )
        batch.is_done = not batch.item_ids.filtered(lambda item: item.state == "todo")
        return batch

    def _prepare_refused_item(self, document, reason):
        """Return the values of an item that says why a document isn't invoiced.

        :param document: an order, a delivery, or an empty recordset when there is none that may be named
        :param str reason: a sentence for the user
        """
        return {
            "batch_id": self.id,
            "partner_id": document.partner_id.id if document else False,
            "order_ids": [Command.set(document.ids if document._name == "sale.order" else [])],
            "picking_ids": [Command.set(document.ids if document._name == "stock.picking" else [])],
            "state": "failed",
            "message": reason,
        }

    @api.model
    def _reason_of_error(self, error):
        """Return what went wrong as a sentence for the user; what nobody expected is logged for the administrator.

        :raises Exception: the error itself, when others were at work on the same: the document waits for the next time
        """
        if is_conflict(error):
            raise error
        if isinstance(error, UserError | RedirectWarning):
            return str(error.args[0]) if error.args else str(error)
        _logger.error("Invoicing by rule: one document failed, the others go on.", exc_info=error)
        return self.env._("An unexpected error stands against it. An administrator finds it in the server's log.")

    def _prepare_items(self, orders, pickings=None):
        """Return the values of this batch's items: which documents go onto which invoice.

        An order about which not even that can be said is an item of its own, with the reason.
        """
        groups, refused = {}, []
        for order in orders.sorted(lambda order: (order.date_order, order.id)):
            order = order.with_company(order.company_id)
            rule = order.partner_id.commercial_partner_id.invoicing_rule
            try:
                with self.env.cr.savepoint():
                    keys = self._get_item_keys(order, rule, pickings)
            except Exception as error:  # whatever it is, the other orders go on
                self.env.invalidate_all()
                reason = self._reason_of_error(error)
                text = self.env._("%(order)s: %(reason)s", order=order.name, reason=reason)
                chosen = pickings & order.picking_ids if pickings else order.picking_ids.browse()
                refused.append({**self._prepare_refused_item(order, text), "picking_ids": [Command.set(chosen.ids)]})
                continue
            for key, own_pickings in keys:
                values = groups.setdefault(
                    key,
                    {
                        "batch_id": self.id,
                        "partner_id": order.partner_invoice_id.id,
                        "rule": rule,
                        "order_ids": [],
                        "picking_ids": [],
                    },
                )
                values["order_ids"].append(Command.link(order.id))
                values["picking_ids"] += [Command.link(picking.id) for picking in own_pickings]
        return list(groups.values()) + refused

    def _get_item_keys(self, order, rule, pickings=None):
        """Return on which invoices the documents of an order go: pairs of a key and deliveries."""
        own = order._get_pickings_to_invoice().filtered(
            lambda picking: (not pickings or picking in pickings) and picking._delivered_at() < self._get_until_moment()
        )
        if rule == "order" or any(line._is_to_be_deducted() for line in order.order_line):
            # down payments are deducted on the order's own final invoice
            return [(("order", order.id), own)]
        if rule == "delivery" and own:
            return [(("delivery", picking.id), picking) for picking in own]
        values = order._prepare_invoice()
        names = [
            *order._get_invoice_grouping_keys(),
            "invoice_payment_term_id",
            "preferred_payment_method_line_id",
            "journal_id",
        ]
        return [(("collective", *(values.get(name) for name in names)), own)]

    @api.model
    def _get_zone(self, company):
        """Return the time zone in which a company's days begin and end: the job has none of its own."""
        return pytz.timezone(company.partner_id.tz or self.env.user.tz or "Europe/Berlin")

    @api.model
    def _get_today(self, company):
        """Return the day that it is at a company."""
        return fields.Date.context_today(self.with_context(tz=self._get_zone(company).zone))

    def _get_until_moment(self):
        """Return the end of the last day that counts, in UTC as the database keeps it."""
        end = self._get_zone(self.company_id).localize(datetime.combine(self.until + timedelta(days=1), time.min))
        return end.astimezone(pytz.utc).replace(tzinfo=None)

    # -- doing it -------------------------------------------------------------------------------------------------

    def _process(self, progress=None):
        """Make the invoices that are still to do.

        :param progress: called after each invoice with the number of those left in all batches; it commits and returns
            the seconds left, after 0 the rest is left for the next run. Without it all is done in this transaction.
        """
        for batch in self:
            for item in batch.item_ids.filtered(lambda item: item.state == "todo"):
                if progress:
                    # another worker may be at it
                    item = item.try_lock_for_update()
                    if not item or item.state != "todo":
                        continue
                item._make_invoice()
                if progress and not progress():
                    return
            if not batch.item_ids.filtered(lambda item: item.state == "todo"):
                batch.is_done = True

    def action_continue(self):
        """Go on with a batch that is waiting for the job, now.

        :return: True
        """
        check_ids(self)._check_right()
        self.check_access("read")
        # sudo: as in _start
        batches = self.sudo().filtered(lambda batch: not batch.is_done)
        batches._process()
        return True

    def action_retry(self):
        """Try once more what failed, after its cause was removed.

        :return: True
        """
        check_ids(self)._check_right()
        self.check_access("read")
        # sudo: as in _start
        batches = self.sudo()
        again = batches.item_ids.filtered(lambda item: item.state == "failed" and item.order_ids)
        again.batch_id.is_done = False
        # what wasn't even prepared has no rule yet
        unprepared = again.filtered(lambda item: not item.rule)
        for item in unprepared:
            item.create(item.batch_id._prepare_items(item.order_ids, item.picking_ids))
        (again - unprepared).write({"state": "todo", "message": False})
        unprepared.unlink()
        batches._process()
        return True

    def action_open_invoices(self):
        """Open the invoices of this batch."""
        ensure_one_record(self)
        return {
            **self.env["ir.actions.act_window"]._for_xml_id("kontor_sales.action_invoice"),
            "domain": [("id", "in", self.item_ids.move_ids.ids)],
            "context": {"create": False},
        }

    def _check_right(self):
        if not self.env.su and not self.env["account.move"].has_access("create"):
            raise AccessError(missing_right_text(self.env, self.env._("make invoices"), BILLING))

    # -- the job --------------------------------------------------------------------------------------------------

    @api.model
    def _cron_invoice(self):
        """Start the batches that are due by the customers' rules, and go on with those that were begun."""
        for company in self.env["res.company"].search([("account_fiscal_country_id", "!=", False)]):
            try:
                with self.env.cr.savepoint():
                    self.with_company(company)._start_due(company)
            except Exception as error:  # the other companies' invoices are made all the same
                self._reason_of_error(error)
        cron = self.env["ir.cron"]
        batches = self.search([("is_done", "=", False)], order="id")
        items = self.env["kontor.collective.invoicing.item"]
        domain = [("batch_id", "in", batches.ids), ("state", "=", "todo")]
        cron._commit_progress(remaining=items.search_count(domain))
        batches._process(progress=lambda: cron._commit_progress(1))

    @api.model
    def _start_due(self, company):
        today = self._get_today(company)
        weekday = int(company.collective_weekday)
        week_end = today - timedelta(days=(today.weekday() - weekday) % 7 + 1)
        month_end = today.replace(day=1) - timedelta(days=1)
        for rule, until in (("weekly", week_end), ("monthly", month_end)):
            done = [("company_id", "=", company.id), ("rule", "=", rule), ("until", "=", until), ("is_automatic", "=", True)]
            if not self.search_count(done, limit=1):
                orders = self._get_orders_to_invoice(company, (rule,))
                self._start(company, orders, until=until, rule=rule, automatic=True)
        pending = self.env["kontor.collective.invoicing.item"]._get_pending_orders()
        orders = self._get_orders_to_invoice(company, ("delivery",)) - pending
        if orders:
            self._start(company, orders, until=today, rule="delivery", automatic=True)

    @api.model
    def _get_orders_to_invoice(self, company, rules):
        """Return the orders of customers with one of these rules of which more is delivered than invoiced.

        Consignment goods are invoiced by hand.
        """
        lines = self.env["sale.order.line"]
        lines._flush_position_sources()
        self.env["sale.order"].flush_model(["state", "company_id", "partner_id", "is_consignment", "is_left_to_invoice"])
        self.env["res.partner"].flush_model(["invoicing_rule", "commercial_partner_id"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT order_id
                  FROM (%(facts)s) facts
                 WHERE NOT is_technical AND delivered > invoiced + drafted
                """,
                facts=lines._position_facts_query(
                    SQL(
                        """
                        l.display_type IS NULL AND o.company_id = %(company)s AND o.state = 'sale' AND o.is_left_to_invoice
                        AND o.is_consignment IS NOT TRUE
                        AND EXISTS (SELECT FROM res_partner contact
                                      JOIN res_partner customer ON customer.id = contact.commercial_partner_id
                                     WHERE contact.id = o.partner_id AND customer.invoicing_rule IN %(rules)s)
                        """,
                        company=company.id,
                        rules=tuple(rules),
                    )
                ),
            )
        )
        return self.env["sale.order"].browse(row[0] for row in rows)


class CollectiveInvoicingItem(models.Model):
    """One invoice of a batch: which orders and deliveries go onto it, and what became of it."""

    _name = "kontor.collective.invoicing.item"
    _description = "Invoice of a Batch"
    _order = "batch_id, id"

    batch_id = fields.Many2one("kontor.collective.invoicing", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="batch_id.company_id", store=True)
    partner_id = fields.Many2one("res.partner", string="Customer")
    rule = fields.Selection(INVOICING_RULES)
    order_ids = fields.Many2many("sale.order", "kontor_collective_order_rel", "item_id", "order_id", string="Orders")
    picking_ids = fields.Many2many(
        "stock.picking", "kontor_collective_picking_rel", "item_id", "picking_id", string="Deliveries"
    )
    state = fields.Selection(
        [("todo", "To Do"), ("done", "Done"), ("skipped", "Nothing to Invoice"), ("failed", "Failed")],
        default="todo",
        required=True,
        index=True,
    )
    message = fields.Text()
    move_ids = fields.Many2many("account.move", "kontor_collective_move_rel", "item_id", "move_id", string="Invoices")

    @api.model
    def _get_pending_orders(self):
        """Return the orders that wait in a batch, or failed in an automatic one: they aren't tried again by themselves."""
        items = self.search(
            [
                "|",
                ("state", "=", "todo"),
                "&",
                ("state", "=", "failed"),
                ("create_date", ">", fields.Datetime.now() - timedelta(hours=20)),
            ]
        )
        return items.order_ids

    def _make_invoice(self):
        """Make this item's invoice; what stands against it is written down with the customer and the orders."""
        self.ensure_one()
        try:
            with self.env.cr.savepoint():
                orders = self.order_ids.exists().with_company(self.company_id)
                if orders:
                    orders._claim_for_status_change()
                moves, message, failed = self._make(orders)
                state = "done" if moves else "failed" if failed else "skipped"
                self.write({"state": state, "move_ids": [Command.set(moves.ids)], "message": message})
        except Exception as error:  # whatever it is, the other items go on
            self.env.invalidate_all()
            self.write({"state": "failed", "message": self._error_text(self.batch_id._reason_of_error(error))})

    def _error_text(self, reason):
        """Return what went wrong, with the customer and the orders it is about."""
        return self.env._(
            "%(customer)s, %(orders)s: %(reason)s",
            customer=self.partner_id.display_name,
            orders=", ".join(self.order_ids.mapped("name")),
            reason=reason,
        )

    def _make(self, orders):
        """Make the invoice of those orders that can be invoiced.

        :return: the ``account.move`` records; what was left out and why, or False; did something stand against it
        :raises UserError: when it can't be made
        """
        free, remarks, failed = self._split_orders(orders)
        try:
            with self.env.cr.savepoint():
                moves, more = self._make_for(free)
        except Exception as error:
            if len(free) < 2:
                raise
            self.env.invalidate_all()
            self.batch_id._reason_of_error(error)
            # find the orders that it fails for, and make the invoice of the others
            reasons = {order: self._trial(order) for order in free}
            wrong = free.filtered(reasons.get)
            remarks += [self._order_text(order, reasons[order]) for order in wrong]
            failed = True
            if not wrong or wrong == free:
                raise
            moves, more = self._make_for(free - wrong)
        return moves, "\n".join(remarks + more) or False, failed

    def _split_orders(self, orders):
        """Leave out the orders that can't be invoiced.

        :return: the others; sentences about those left out; does one of them wait for somebody
        """
        remarks, failed = [], False
        if not orders:
            remarks.append(self.env._("Its orders were deleted meanwhile."))
        ended = orders.filtered(lambda order: order.state != "sale")
        for order in ended:
            if order.state == "cancel":
                remarks.append(self.env._("%s is cancelled; there is nothing to invoice.", order.name))
            else:
                remarks.append(self.env._("%(order)s: Only a confirmed order can be invoiced.", order=order.name))
        orders -= ended
        blocked = orders._remember_blocked("invoice") if orders else {}
        for order, reasons in blocked.items():
            failed = True
            text = "; ".join(reason["text"] for reason in reasons)
            remarks.append(self.env._("%(order)s is blocked: %(reasons)s", order=order.name, reasons=text))
        orders -= orders.browse().union(*blocked)
        consigned = orders.filtered("is_consignment")
        remarks += [
            self.env._(
                "%(order)s is consignment: only what the customer reports as used is invoiced, as a partial invoice of"
                " these quantities (button “Invoice…” on the order).",
                order=order.name,
            )
            for order in consigned
        ]
        return orders - consigned, remarks, failed

    def _trial(self, order):
        """Return why an order of a collective invoice can't be invoiced, or False; nothing stays of the trial."""
        try:
            with self.env.cr.savepoint() as savepoint:
                self._make_for(order)
                savepoint.rollback()
        except Exception as error:  # whatever it is, the other orders go on
            self.env.invalidate_all()
            return self.batch_id._reason_of_error(error)
        self.env.invalidate_all()
        return False

    def _order_text(self, order, reason):
        return self.env._("%(order)s: %(reason)s", order=order.name, reason=reason)

    def _make_for(self, orders):
        """Make the invoices of orders that can be invoiced, and post them if the batch says so.

        Drafts that wait on an order are somebody's work: they stay drafts, and are named.

        :return: the ``account.move`` records, and remarks
        :raises UserError: when one can't be made
        """
        remarks = []
        own_invoice = orders.filtered(
            lambda order: self.rule == "order" or any(line._is_to_be_deducted() for line in order.order_line)
        )
        moves = self.env["account.move"]
        for order in own_invoice:
            drafts = order._drafts_to_post()
            texts = "; ".join(draft["text"] for draft in drafts)
            if any(draft["type"] == "down_payment" for draft in drafts):
                raise UserError(
                    self.env._(
                        "%(order)s: a down payment waits as a draft, which the final invoice couldn't deduct: %(drafts)s."
                        " Post it or delete it first.",
                        order=order.name,
                        drafts=texts,
                    )
                )
            if drafts:
                remarks.append(self.env._("%(order)s: these stay drafts: %(drafts)s.", order=order.name, drafts=texts))
            if not any(order._final_quantities().values()):
                remarks.append(self.env._("%s: There is nothing left to invoice.", order.name))
            elif order.is_left_to_deliver:
                remarks.append(
                    self.env._(
                        "%s isn't completely delivered; it gets one invoice when it is. Make a partial invoice by hand if"
                        " it can't wait.",
                        order.name,
                    )
                )
            else:
                made = order.create_invoice_of_type("final", invoice_date=self.batch_id.invoice_date, without_drafts=True)
                moves |= moves.browse(made)
        collective = orders - own_invoice
        if collective:
            moves |= collective._create_collective_invoice(self.picking_ids, self.batch_id.invoice_date)
        if moves and self.batch_id.post:
            moves.filtered(lambda move: move.state == "draft").action_post()
        remarks += moves.sudo()._get_supply_remarks()  # sudo: who runs the batch need not be able to read what it made
        return moves, remarks
