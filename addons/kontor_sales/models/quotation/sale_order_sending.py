from odoo import models
from odoo.exceptions import UserError

from ...tools.server_work import STATE, allows

#: How an online payment stands that somebody has begun.
BEGUN_PAYMENTS = ("pending", "authorized", "done")


class SaleOrder(models.Model):
    """Whatever is sent to the customer is issued; what is printed before says that it is a draft (004-7)."""

    _inherit = "sale.order"

    # -- sending ------------------------------------------------------------------------------------------------------

    def action_quotation_send(self):
        """Issue what is in progress, and open the e-mail with the quotation; see core.

        Without the quotation's own text it is a plain message so far: the e-mail's window issues when it sends the
        quotation along.

        :raises UserError: when one can't be issued; nothing is sent then
        """
        if not self:
            raise UserError(self.env._("Choose at least one quotation to send."))
        if not self.env.context.get("hide_default_template"):
            self._issue_before_sending()
        return super().action_quotation_send()

    def action_quotation_sent(self):
        """Issue what is marked as sent: what the customer has got is an offer.

        :return: False: there is nothing to open
        :raises UserError: when one can't be issued, or isn't in progress
        """
        if not self:
            raise UserError(self.env._("Choose at least one quotation to send."))
        drafts = self.browse()
        if not self.env.su:  # the server marks orders that are being paid online: nobody has offered anything
            drafts = self.filtered(lambda order: order.state == "draft")._issue_before_sending()
        if self - drafts:
            super(SaleOrder, self - drafts).action_quotation_sent()
        return False

    def message_post(self, **kwargs):
        if self.env.context.get("mark_so_as_sent"):
            self._issue_before_sending()
        return super().message_post(**kwargs)

    def _issue_before_sending(self):
        """Issue those of these orders that are quotations in progress, before something of them leaves the house.

        :return: what was issued
        :raises UserError: when one can't be issued: without positions, blocked, past its validity
        """
        drafts = self.filtered(lambda order: order._prints_as_draft())
        if drafts:
            drafts.action_issue_quotation()
        return drafts

    def _prints_as_draft(self):
        """Tell whether what is printed of this order is a draft.

        An order that the customer is paying online is none: it waits for the money, not for its clerk.
        """
        self.ensure_one()
        # sudo: payments are read by nobody but the accountants
        return self._is_draft_quotation() and not any(
            transaction.state in BEGUN_PAYMENTS for transaction in self.sudo().transaction_ids
        )

    # -- nobody claims it -----------------------------------------------------------------------------------------------

    def _guard_sending(self, change):
        if change.vals.get("state") == "sent":
            self._refuse_unissued(lambda order: order.state == "draft")
        return super()._guard_sending(change)

    def _guard_created(self):
        self._refuse_unissued(lambda order: order.state == "sent")
        return super()._guard_created()

    def _refuse_unissued(self, claims):
        """Refuse to call quotations sent that were never issued.

        :param claims: function that tells whether an order is called so
        :raises UserError:
        """
        # The server's own code runs as superuser or inside _state_work(); no user and no RPC call does.
        if self.env.su or allows(self, STATE):
            return
        for order in self.filtered(lambda order: claims(order) and order._prints_as_draft()):
            raise UserError(
                self.env._(
                    "%(order)s isn't issued. What is sent to the customer is issued: use “Issue and Send”"
                    " (action_issue_quotation).",
                    order=order.name,
                )
            )

    # -- printing -------------------------------------------------------------------------------------------------------

    def _document_counts(self, documents, status):
        """Count no draft as the printed document of "Angebot": nobody stands by it."""
        if documents._name == self._name and status == "quotation" and self._prints_as_draft():
            return False
        return super()._document_counts(documents, status)
