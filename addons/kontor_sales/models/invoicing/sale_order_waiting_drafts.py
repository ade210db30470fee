from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import format_amount

from ...tools.records import is_record_id


class SaleOrder(models.Model):
    """Drafts of invoices that wait when a final invoice is made: it posts those along that are chosen (004-18, 004-21).

    What is left out stays a draft. The quantities on it are somebody's work and are not invoiced a second time; a down
    payment that stays a draft was not requested, so it isn't deducted.
    """

    _inherit = "sale.order"

    def _draft_invoices(self):
        """Return the draft customer invoices that contain nothing but these orders' positions."""
        # sudo: as in _posted_invoices
        drafts = self.sudo().invoice_ids.filtered(lambda move: move.move_type == "out_invoice" and move.state == "draft")
        return drafts.filtered(lambda move: move.invoice_line_ids.sale_line_ids.order_id <= self)

    def _drafts_to_post(self):
        """Return the drafts that a final invoice of these orders posts along, unless they are left out; see
        ``draft_ids`` and ``without_drafts`` of ``create_invoice_of_type``.

        :return: list of dict: ``id`` (``account.move``), ``order`` (its number), ``number``, ``type`` (code),
            ``type_label``, ``amount_total`` (gross, in the draft's currency), ``currency_id``, and ``text``: all of it as
            a line for the user
        """
        labels = dict(self.env["account.move"]._fields["order_invoice_type"]._description_selection(self.env))
        drafts = []
        for order in self:
            for move in order._draft_invoices():
                label = labels.get(move.order_invoice_type) or self.env._("Invoice")
                number = move.name or self.env._("Draft %s", move.id)
                drafts.append(
                    {
                        "id": move.id,
                        "order": order.name,
                        "number": number,
                        "type": move.order_invoice_type or "",
                        "type_label": label,
                        "amount_total": move.amount_total,
                        "currency_id": move.currency_id.id,
                        "text": self.env._(
                            "%(type)s %(number)s: %(amount)s",
                            type=label,
                            number=number,
                            amount=format_amount(self.env, move.amount_total, move.currency_id),
                        ),
                    }
                )
        return drafts

    def _drafts_text(self):
        """Return the waiting drafts of these orders as one text, with type, number and amount; empty without any."""
        return "; ".join(draft["text"] for draft in self._drafts_to_post())

    def _chosen_drafts(self, draft_ids=None, without_drafts=False):
        """Return those waiting drafts of this order that are to be posted along; see ``create_invoice_of_type``.

        :raises UserError: when something else than drafts of this order is chosen
        """
        drafts = self._draft_invoices()
        if without_drafts and draft_ids:
            raise UserError(self.env._("Choose either drafts to post or to leave all of them out."))
        if without_drafts:
            return drafts.browse()
        if draft_ids is None or draft_ids is False:
            return drafts
        self._check_draft_ids(draft_ids)
        wrong = [draft_id for draft_id in draft_ids if draft_id not in drafts.ids]
        if wrong:
            raise UserError(
                self.env._(
                    "%(order)s: %(ids)s are no drafts of its invoices. Its drafts: %(drafts)s.",
                    order=self.name,
                    ids=", ".join(map(str, wrong)),
                    drafts=self._drafts_text() or self.env._("none"),
                )
            )
        return drafts.filtered(lambda move: move.id in draft_ids)

    @api.model
    def _check_draft_ids(self, draft_ids):
        """Refuse what is no list of ids.

        :raises UserError:
        """
        if not isinstance(draft_ids, list | tuple) or not all(map(is_record_id, draft_ids)):
            raise UserError(self.env._("Drafts to post: expected a list of ids of invoices."))

    def _refuse_positions_left_out(self):
        """Refuse a change to "invoice" while drafts that were left out hold positions: the order wouldn't get there.

        :raises UserError: naming the drafts
        """
        if self.is_left_to_invoice and self._draft_invoices():
            raise UserError(
                self.env._(
                    "Positions on drafts that are left out are still to be invoiced: %(drafts)s. Post them along, or make"
                    " the final invoice in the order (button “Invoice…”).",
                    drafts=self._drafts_text(),
                )
            )

    def _own_draft_options(self, draft_ids=None, without_drafts=False):
        """Return the options about drafts that one order of several passes on: of the chosen drafts, its own.

        :raises UserError: when no list of ids is given
        """
        self.ensure_one()
        if without_drafts or draft_ids is None or draft_ids is False:
            return {"draft_ids": draft_ids, "without_drafts": without_drafts}
        self._check_draft_ids(draft_ids)
        own = self._draft_invoices().ids
        return {"draft_ids": [draft_id for draft_id in draft_ids if draft_id in own]}

    def _cancel_draft_invoices(self):
        """Take this order out of draft invoices: its own are cancelled, from collective ones its lines go."""
        # sudo: core lets a clerk without accounting rights cancel an order with its drafts; so do we
        drafts = self.sudo().invoice_ids.filtered(lambda move: move.state == "draft")
        for move in drafts:
            own_lines = move.invoice_line_ids.filtered(lambda line: line.sale_line_ids.order_id == self)
            if move.invoice_line_ids.sale_line_ids.order_id - self:
                own_lines.unlink()
            else:
                move.button_cancel()
