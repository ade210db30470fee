from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL, format_list

from .order_status import ORDER_STATUSES

STATUS_CODES = [code for code, _name in ORDER_STATUSES]

#: What each target's document work needs: the model that must be writable, and the options it understands.
STATUS_OPTIONS = {
    "quotation": (),
    "order": (),
    "delivery": ("quantities",),
    "invoice": ("invoice_type", "invoice_date", "reason", "date"),
    "dunning": (),
    "done": ("journal_id", "payment_date", "payment_method_line_id"),
    "cancel": ("reason", "reason_id"),
}


class SaleOrder(models.Model):
    """Changing the status means doing the document work that leads there (001-9, 001-10)."""

    _inherit = "sale.order"

    # -- what is possible -----------------------------------------------------------------------------------------

    def get_status_options(self):
        """List every status with what the current user can do about it (001-10, 001-15).

        :return: ``[{'status', 'label', 'allowed', 'reason', 'printed'}]`` in the order of the life; ``reason`` says
            why a change is not possible now (empty when it is), ``printed`` whether the status's document was printed
        :raises UserError: when called on no order, or on several
        """
        self._ensure_one_order()
        names = self._order_statuses()
        printed = set(
            # sudo: whether a document was printed is no secret from those who may read the order
            self.env["sale.order.print"].sudo().search([("order_id", "=", self.id)]).mapped("status")
        )
        options = []
        for code in STATUS_CODES:
            reason = self._status_obstacle(code)
            options.append(
                {
                    "status": code,
                    "label": names[code].name if code in names else code,
                    "allowed": not reason,
                    "reason": reason or "",
                    "printed": code in printed,
                }
            )
        return options

    def _status_obstacle(self, target):
        """Say why the current user can't change this order to a status now.

        :param str target: a code of ``ORDER_STATUSES``
        :return: a sentence for the user, or False when the change is possible
        """
        self.ensure_one()
        return (
            self._table_obstacle(target)
            or self._rights_obstacle(target)
            or getattr(self, f"_obstacle_{target}")()
        )

    def _table_obstacle(self, target):
        """Say why the transition table, or a setting in it, forbids the change (001-9), or return False."""
        return self.env["order.status.transition"]._obstacle(self.lifecycle_status or "quotation", target)

    def _rights_obstacle(self, target):
        """Say which of Odoo's own rights the document work lacks, or return False.

        Confirming on the way to a delivery or an invoice needs no other right than the one to change the order.
        """
        needs = [("sale.order", "write", self.env._("change orders"), "sales_team.group_sale_salesman")]
        if target == "cancel":  # core looks for draft invoices, with the user's own rights
            needs.append(
                ("account.move.line", "read", self.env._("change orders"), "sales_team.group_sale_salesman")
            )
        if target == "delivery":
            needs.append(("stock.picking", "write", self.env._("validate deliveries"), "stock.group_stock_user"))
        if target in ("invoice", "dunning", "done") or (target == "cancel" and self._posted_invoices()):
            needs.append(("account.move", "write", self.env._("post invoices"), "account.group_account_invoice"))
        if target == "done" or (target == "invoice" and self.lifecycle_status == "done"):
            needs.append(("account.payment", "create", self.env._("record payments"), "account.group_account_invoice"))
        for model, operation, work, group_xmlid in needs:
            if not self.env[model].has_access(operation):
                # sudo: the name of the missing right, for somebody who may not read the groups
                group = self.env.ref(group_xmlid).sudo()
                return self.env._(
                    "You lack the right to %(work)s. It belongs to “%(group)s”; an administrator can give it to you.",
                    work=work,
                    group=group.full_name,
                )
        return False

    def _obstacle_quotation(self):
        facts = self._get_status_facts()[self.id]
        if facts["delivered"]:
            return self.env._("Something has been delivered already; the order can't go back to a quotation.")
        if self._posted_invoices():
            return self.env._("Something has been invoiced already; the order can't go back to a quotation.")
        if self.locked:
            return self.env._("The order is locked. Unlock it first.")
        return False

    def _obstacle_order(self):
        return self._position_obstacle()

    def _position_obstacle(self):
        """Say why the quotation can't be confirmed, or return False."""
        if self.lifecycle_status != "quotation":
            return False
        if not any(not line.display_type for line in self.order_line):
            return self.env._("The quotation has no positions.")
        return self._confirmation_error_message()

    def _obstacle_dunning(self):
        return self.env._("There is no dunning: the dunning module isn't installed.")

    # -- doing it -------------------------------------------------------------------------------------------------

    def change_status(self, target, **options):
        """Change the status by doing the document work that leads there (001-9).

        Everything is done, or nothing. Several orders are changed in order; an error names the order.

        :param str target: ``quotation`` ``order`` ``delivery`` ``invoice`` ``dunning`` ``done`` ``cancel``
        :param options: ``delivery``: ``quantities=[{'line_id', 'quantity'}]`` in the line's unit (default: all that can
            be delivered); ``invoice``: ``invoice_type`` (``final``, ``full``), ``invoice_date``; from ``done`` to
            ``invoice`` (Rückbuchung): ``reason``, ``date``; ``done``: ``journal_id``, ``payment_date``,
            ``payment_method_line_id`` (defaults: the company's bank, today); ``cancel``: ``reason`` (text) or
            ``reason_id``
        :return: True
        :raises UserError: when something is missing or forbidden; nothing has changed then
        """
        if not self.ids:
            raise UserError(self.env._("Choose at least one order to change its status."))
        if target not in STATUS_CODES:
            raise UserError(
                self.env._(
                    "“%(target)s” is not a status. Possible are: %(statuses)s.",
                    target=target,
                    statuses=", ".join(STATUS_CODES),
                )
            )
        unknown = options.keys() - set(STATUS_OPTIONS[target])
        if unknown:
            raise UserError(
                self.env._(
                    "Unknown options for the status “%(target)s”: %(options)s.",
                    target=target,
                    options=format_list(self.env, sorted(unknown)),
                )
            )
        self.check_access("write")
        with self.env.cr.savepoint():
            self._claim_for_status_change()
            for order in self:
                order.with_company(order.company_id)._change_status(target, options)
        return True

    def _claim_for_status_change(self):
        """Make sure that no one else changes the status of these orders at the same moment.

        Odoo's transactions see the database as it was when they began. Touching the row makes the second of two
        users wait, and then start again on what the first has done, instead of delivering or invoicing twice.
        """
        self.flush_recordset()
        self.env.cr.execute(
            SQL("UPDATE sale_order SET write_uid = write_uid WHERE id IN %s", tuple(sorted(self.ids)))
        )

    def _change_status(self, target, options):
        """Change one order's status; see ``change_status``."""
        refusal = self._status_refusal(target)  # before anything is done: it names the present status
        obstacle = self._status_obstacle(target)
        if obstacle:
            raise UserError(refusal + obstacle)
        try:
            getattr(self, f"_do_{target}")(**options)
        except UserError as error:  # AccessError, too: it names the right that is missing
            reason = str(error)
            raise UserError(reason if reason.startswith(refusal) else refusal + reason) from error
        if self.lifecycle_status not in self._expected_statuses(target):
            raise UserError(
                refusal
                + self.env._(
                    "After all that could be done the order would stand at “%(status)s”.",
                    status=self.lifecycle_label,
                )
            )

    def _status_refusal(self, target):
        """Return the beginning of the sentence that refuses a change: which order, from where to where."""
        return self.env._(
            "%(order)s can't be changed from “%(from)s” to “%(to)s”: ",
            **{
                "order": self.name,
                "from": self._status_text({code: s.name for code, s in self._order_statuses().items()}),
                "to": self._order_statuses()[target].name,
            },
        )

    @api.model
    def _expected_statuses(self, target):
        """Return where an order may stand after its change to a status.

        An invoice over nothing to pay, or one that is paid already, completes the order at once.
        """
        return {"invoice": ("invoice", "dunning", "done"), "delivery": ("delivery", "invoice", "done")}.get(
            target, (target,)
        )

    def _do_quotation(self):
        self._back_to_quotation()

    def _do_order(self):
        self.action_confirm()

    def _do_delivery(self, quantities=None):
        if self.lifecycle_status == "quotation":
            self.action_confirm()
        self._deliver(quantities)

    def _do_invoice(self, invoice_type="final", invoice_date=None, reason=None, date=None):
        if self.lifecycle_status == "done":
            self._reverse_payments(reason=reason, date=date)
            return
        if self.lifecycle_status in ("quotation", "order"):
            if self.lifecycle_status == "quotation":
                self.action_confirm()
            self._deliver_available()
        self.create_invoice_of_type(invoice_type, invoice_date=invoice_date, post=True)

    def _do_dunning(self):
        raise UserError(self._obstacle_dunning())

    def _do_done(self, journal_id=None, payment_date=None, payment_method_line_id=None):
        self._register_payment(journal_id, payment_date, payment_method_line_id)

    def _do_cancel(self, reason=None, reason_id=None):
        self._set_cancel_reason(reason, reason_id)
        self.action_cancel()

    # -- bad input ------------------------------------------------------------------------------------------------

    def _ensure_one_order(self):
        """Answer a call on no order, or on several, with a sentence instead of a traceback.

        :raises UserError:
        """
        if len(self) != 1 or not self.exists():
            raise UserError(self.env._("Choose exactly one order; this call is for %(count)s.", count=len(self)))

    @api.model
    def _parse_date(self, value, label):
        """Return a date from what a caller sent: a date, an ISO string, or nothing (None).

        :raises UserError: when it isn't a date
        """
        if not value:
            return None
        try:
            return self.env["account.move"]._fields["invoice_date"].to_date(value)
        except (ValueError, TypeError) as error:
            raise UserError(
                self.env._("%(label)s: “%(value)s” is not a date (YYYY-MM-DD).", label=label, value=value)
            ) from error

    @api.model
    def _parse_text(self, value, label):
        """Return a text from what a caller sent: a text, or nothing (None).

        :raises UserError: when it isn't a text
        """
        if not value:
            return None
        if not isinstance(value, str):
            raise UserError(self.env._("%(label)s: “%(value)s” is not a text.", label=label, value=value))
        return value

    @api.model
    def _parse_record(self, model, record_id, label):
        """Return the record for an id that a caller sent; none for None or False.

        :raises UserError: when there is no such record, or the user may not see it
        """
        if record_id is None or record_id is False:
            return self.env[model]
        # type(): True is an int, too
        record = self.env[model].browse(record_id if type(record_id) is int else 0).exists()
        if not record or not record.has_access("read"):
            raise UserError(self.env._("%(label)s: there is no record %(id)s.", label=label, id=record_id))
        return record
