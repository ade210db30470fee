from odoo import fields, models
from odoo.addons.kontor_sales.tools.records import check_ids, is_record_id
from odoo.exceptions import UserError
from odoo.tools import format_amount


class PurchaseOrder(models.Model):
    """Recording the supplier's bill, and its payment, by a change of status."""

    _inherit = "purchase.order"

    def _obstacle_bill(self):
        drafts = self.sudo().invoice_ids.filtered(lambda move: move.state == "draft")  # sudo: as in _posted_bills
        if not drafts and not self._billable_lines():
            return self.env._("There is nothing to bill: what is billed on receipt has not been received yet.")
        later = self._billed_later_lines()
        if later:
            return self.env._(
                "Not received yet, and billed on receipt:%(lines)s\nBill what was received in the order (button “Create"
                " Bill”); the status changes when everything is received and billed.",
                lines="".join(
                    f"\n– {line.name.splitlines()[0]}: {line._quantity_text(line._open_quantity())}" for line in later
                ),
            )
        blocks = self._get_blocks_of_drafts()
        if blocks and not self._billable_lines():  # else the rest can be billed without them
            return drafts._get_block_message(blocks, "bill")
        return False

    def _get_blocks_of_drafts(self):
        """Return what stops the drafts of bills that the change to "bill" posts along, ``{account.move: [reason]}``."""
        drafts = self.sudo().invoice_ids.filtered(lambda move: move.state == "draft")  # sudo: as in _posted_bills
        return drafts._pick_reasons(drafts._get_blocks("bill"))

    def _needed_options_of_bill(self):
        """Ask which drafts are posted along where one of them is blocked."""
        return ["draft_ids"] if self._get_blocks_of_drafts() else []

    def _billed_later_lines(self):
        """Return the positions of which something can only be billed after a receipt that is still to come."""
        return self.order_line.filtered(
            lambda line: (
                not line.display_type
                and not line.is_downpayment
                and line.product_uom_id.compare(
                    line.position_facts["to_bill"], line.position_facts["billable"] + line.position_facts["drafted"]
                )
                > 0
            )
        )

    def _billable_lines(self):
        """Return the positions of which a bill made now takes something."""
        return self.order_line.filtered(lambda line: not line.display_type and line.position_facts["billable"] > 0)

    def action_create_invoice(self, attachment_ids=False):
        """Let the buyer have the draft of a bill made as well, which those with the billing right check and post.

        :param attachment_ids: ids of files from the supplier that become the bill; it may come before the goods
        :raises AccessError: without the right to change these orders or the attachments
        :raises UserError: on no order, and where there is nothing to bill
        """
        if not check_ids(self):
            raise UserError(self.env._("Choose at least one supplier order."))
        self.check_access("write")
        for order in self:
            obstacle = order._bill_draft_obstacle(bool(attachment_ids))
            if obstacle:
                refusal = f"{order.name}: {obstacle}"
                raise UserError(refusal)
        if self.env.su or self.env["account.move"].has_access("create"):
            return super().action_create_invoice(attachment_ids=attachment_ids)
        self.env["ir.attachment"].browse(attachment_ids or []).check_access("write")
        # sudo: the order was checked; only a draft of it is made, as core does for customer invoices
        return super(PurchaseOrder, self.sudo()).action_create_invoice(attachment_ids=attachment_ids)

    def _bill_draft_obstacle(self, has_files):
        """Say why no draft of a bill is made of this order, or return False: core would make one over nothing.

        :param bool has_files: the supplier's bill is there already; what it says is a fact
        """
        if self.state == "cancel":
            return self.env._("The order is cancelled; there is nothing to bill.")
        if self.state != "purchase":
            return self.env._("Only a confirmed order is billed.")
        if has_files or any(line.position_facts["billable"] for line in self.order_line if not line.display_type):
            return False
        drafts = self._drafts_to_post()
        if drafts:
            return self.env._(
                "Everything that can be billed is on drafts already: %s.", "; ".join(draft["text"] for draft in drafts)
            )
        if self._billed_later_lines():
            return self.env._("There is nothing to bill: what is billed on receipt has not been received yet.")
        return self.env._("There is nothing left to bill.")

    def _drafts_to_post(self):
        """Return the drafts of bills that the change to "bill" posts along, unless they are left out.

        :return: list of dict, as of customer orders: ``id`` (``account.move``), ``order``, ``number``, ``type``,
            ``type_label``, ``amount_total`` (gross, in the draft's currency), ``currency_id``, ``text``
        """
        drafts = []
        for order in self:
            # sudo: as in _posted_bills
            for move in order.sudo().invoice_ids.filtered(lambda move: move.state == "draft"):
                label = dict(move._fields["move_type"]._description_selection(self.env))[move.move_type]
                number = move.ref or move.name or self.env._("Draft %s", move.id)
                amount = format_amount(self.env, move.amount_total, move.currency_id)
                drafts.append(
                    {
                        "id": move.id,
                        "order": order.name,
                        "number": number,
                        "type": move.move_type,
                        "type_label": label,
                        "amount_total": move.amount_total,
                        "currency_id": move.currency_id.id,
                        "text": self.env._("%(type)s %(number)s: %(amount)s", type=label, number=number, amount=amount),
                    }
                )
        return drafts

    def _drafts_left_out(self, draft_ids=None, without_drafts=False):
        """Return the ids of the drafts that aren't posted along.

        :param draft_ids: ids of those that are (default: all)
        :param bool without_drafts: none of them are
        :raises UserError: when no list of ids is given
        """
        waiting = {draft["id"] for draft in self._drafts_to_post()}
        if without_drafts:
            return waiting
        if draft_ids is None or draft_ids is False:
            return set()
        if not isinstance(draft_ids, list | tuple) or not all(map(is_record_id, draft_ids)):
            raise UserError(self.env._("Drafts to post: expected a list of ids of bills."))
        return waiting - set(draft_ids)

    def _do_bill(self, reference=None, bill_date=None, draft_ids=None, without_drafts=False):
        reference = self._parse_text(reference, self.env._("Bill reference"))
        date = self._parse_date(bill_date, self.env._("Bill date")) or fields.Date.context_today(self)
        left_out = self._drafts_left_out(draft_ids, without_drafts)
        if self._billable_lines():
            self.action_create_invoice()
        # the bills were just created: read them afresh
        self.invalidate_recordset(["invoice_ids"])
        drafts = self.invoice_ids.filtered(lambda move: move.state == "draft" and move.id not in left_out)
        if not drafts:
            raise UserError(self.env._("There is nothing to bill but the drafts that are left out."))
        for move in drafts:
            values = {} if move.invoice_date else {"invoice_date": date}
            if reference:
                values["ref"] = reference
            if values:
                move.write(values)
        drafts._post(soft=False)
        if left_out and self.is_left_to_bill:
            raise UserError(
                self.env._(
                    "Positions on drafts that are left out are still to be billed: %(drafts)s. Post them along.",
                    drafts="; ".join(draft["text"] for draft in self._drafts_to_post()),
                )
            )

    def _consequences_bill(self, reference=None, bill_date=None, draft_ids=None, without_drafts=False):
        told = self._draft_consequences(draft_ids, without_drafts)
        lines = self._billable_lines()
        net = sum(line.price_subtotal * line.qty_to_invoice / line.product_qty for line in lines if line.product_qty)
        if lines:
            told.append(
                self.env._(
                    "A bill over %(count)s positions is posted, %(amount)s without tax.",
                    count=len(lines),
                    amount=self._money(net),
                )
            )
        if self.is_left_to_receive:
            told.append(self.env._("Not received yet, and still open:%(lines)s", lines=self._open_positions_text()))
        return told

    # -- completing -----------------------------------------------------------------------------------------------

    def _obstacle_done(self):
        if self.is_to_bill_again:
            return self.env._("There is something to be billed again before; record the bill.")
        if self.is_left_to_receive:
            return self.env._("There is still something to receive:%(lines)s", lines=self._open_positions_text())
        return False

    def _do_done(self, **payment):
        """Pay what is open on the order's bills, less its own open credit notes; see ``_pay_open``."""
        return ("bill",) if self._pay_open(**payment) else ()

    def _open_documents(self):
        return self._posted_bills().filtered(
            lambda move: move.move_type == "in_invoice" and move.payment_state in ("not_paid", "partial", "blocked")
        )

    def _open_credit_notes(self):
        return self._posted_bills().filtered(
            lambda move: move.move_type == "in_refund" and move.payment_state in ("not_paid", "partial")
        )

    def _orders_of_open_documents(self):
        return self.browse(self._open_documents().invoice_line_ids.purchase_line_id.order_id.ids)
