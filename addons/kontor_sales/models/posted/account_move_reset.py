from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date

from ...tools.rights import BILLING, short_names
from ...tools.server_work import INVOICE, server_work


class AccountMove(models.Model):
    """Back to draft only with the billing right, and only while nobody outside knows the document."""

    _inherit = "account.move"

    def button_draft(self):
        documents = self.filtered(lambda move: move.move_type != "entry")
        if documents:
            documents._refuse_reset()
        with server_work(documents, INVOICE):
            return super().button_draft()

    def _refuse_reset(self):
        """Refuse to reset documents to draft that have left the house, or to somebody without the billing right.

        :raises AccessError: without the billing right
        :raises UserError: naming what happened to the document, and the right way
        """
        self._ensure_billing_right()
        for move in self:
            reasons = move._get_reset_obstacles()
            if reasons:
                raise UserError(
                    self.env._(
                        "%(document)s can't be reset to draft or cancelled: %(reasons)s. %(way)s",
                        document=move._get_move_display_name(),
                        reasons="; ".join(reasons),
                        way=move._get_right_way(),
                    )
                )

    def _ensure_billing_right(self):
        """Refuse what only those do who bill; a method that runs with the server's rights doesn't lift it.

        :raises AccessError:
        """
        user = self.env.user
        if not user._is_superuser() and not user.has_group(BILLING):
            raise AccessError(self._text_without_billing_right())

    @api.model
    def _text_without_billing_right(self):
        # sudo: whom to ask, for somebody who may not read groups and users
        group = self.env.ref(BILLING).sudo()
        users = group.all_user_ids.filtered(lambda user: not user.share and user.active).mapped("name")
        return self.env._(
            "Invoices and bills are made, changed and cancelled with the right “%(right)s”. The right belongs to:"
            " %(users)s.",
            right=group.full_name,
            users=short_names(self.env, users),
        )

    def _get_reset_obstacles(self):
        """Say what speaks against resetting this document to draft.

        :return: list of half sentences, each for something that happened to it; empty while it can be reset
        """
        self.ensure_one()
        move = self.sudo()  # sudo: what happened to it holds for everybody
        reasons = move._get_settling_obstacles() + move._get_following_obstacles()
        if move.is_sale_document(include_receipts=True):  # a bill is the supplier's document
            reasons += move._get_leaving_obstacles()
        return reasons

    def _get_leaving_obstacles(self):
        """Say how this document has left the house; see ``_get_reset_obstacles``."""
        reasons = []
        printed = self.env["account.move.print"].search([("move_id", "=", self.id)], order="id", limit=1)
        if printed:
            reasons.append(
                self.env._(
                    "it was printed or exported on %(date)s by %(user)s",
                    date=format_date(self.env, printed.printed_on),
                    user=printed.user_id.name,
                )
            )
        if self.is_move_sent:
            reasons.append(self.env._("it was sent"))
        elif self.invoice_pdf_report_id and not printed:
            reasons.append(self.env._("its PDF was made"))
        if self._has_e_invoice():
            reasons.append(self.env._("its e-invoice was made"))
        if self.inalterable_hash:
            reasons.append(self.env._("it is secured by a hash"))
        return reasons

    def _has_e_invoice(self):
        """Tell whether an e-invoice of this document was made, or given to a network."""
        return bool(self.ubl_cii_xml_id)

    def _get_settling_obstacles(self):
        """Say what settles this document already; see ``_get_reset_obstacles``. Its own credit note doesn't count here."""
        terms = self.line_ids.filtered(lambda line: line.account_type in ("asset_receivable", "liability_payable"))
        settling = (terms.matched_debit_ids.debit_move_id | terms.matched_credit_ids.credit_move_id).move_id - self
        settling -= self.reversed_entry_id | self.reversal_move_ids | self._get_credited_documents()
        # a payment with an entry of its own pays by that
        payments = self.matched_payment_ids.filtered(
            lambda payment: payment.state in ("in_process", "paid") and not payment.move_id
        )
        names = [*payments.mapped("display_name"), *settling.mapped("display_name")]
        return [self.env._("it is paid or settled by %s; undo that first", ", ".join(names))] if names else []

    def _get_credited_documents(self):
        """Return the documents of which this credit note takes something back."""
        return self.credited_invoice_ids

    def _get_following_obstacles(self):
        """Say which later documents stand on this one; see ``_get_reset_obstacles``."""
        reasons = []
        finals = (
            self.env["kontor.earlier.invoice"]
            .search([("invoice_id", "=", self.id), ("move_id.state", "=", "posted")])
            .move_id
        )
        if finals:
            reasons.append(self.env._("it is listed or deducted in %s", ", ".join(finals.mapped("name"))))
        credit_notes = self.env["account.move"].search(
            [
                "|",
                ("reversed_entry_id", "=", self.id),
                ("credited_invoice_ids", "in", self.ids),
                ("state", "=", "posted"),
            ]
        )
        if credit_notes:
            reasons.append(self.env._("it is credited by %s", ", ".join(credit_notes.mapped("name"))))
        return reasons

    def _compute_show_reset_to_draft_button(self):
        res = super()._compute_show_reset_to_draft_button()
        may = self.env.su or self.env.user.has_group(BILLING)
        for move in self.filtered(lambda move: move.show_reset_to_draft_button and move.move_type != "entry"):
            move.show_reset_to_draft_button = may and not move._get_reset_obstacles()
        return res
