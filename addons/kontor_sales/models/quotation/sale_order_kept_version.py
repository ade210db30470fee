from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..terms.sale_order_source import CHANNELS

#: The terms that confirming exchanges by itself: no change of what was ordered.
EXCHANGED_TEXTS = ("intro_text", "closing_text")


class SaleOrder(models.Model):
    """What was never issued is frozen when it is ordered, so that the order can be compared with it later (004-9).

    Such a version is marked ``kept_at_order``: nobody got it, so there is no PDF that was sent (``report_quotation_version``
    prints it on demand), and the customer doesn't see it. It has a quotation number like any other; orders of web shops
    and platforms have none, because nothing was offered to those customers.
    """

    _inherit = "sale.order"

    def _action_confirm(self):
        # before all other work of the confirmation: it exchanges the texts
        self.filtered(lambda order: not (order.issued_version_id or order.ordered_version_id))._keep_ordered_versions()
        return super()._action_confirm()

    def _keep_ordered_versions(self):
        """Freeze these orders, which were never issued, as the versions that were ordered."""
        if not self:
            return
        numbers = [
            order.quotation_number or (order.order_source not in CHANNELS and order._next_quotation_number())
            for order in self
        ]
        versions = self._create_versions(numbers, kept_at_order=True)
        with self._quotation_work():
            for order, version in zip(self, versions):
                order.write(
                    {
                        "quotation_number": version.quotation_number,
                        "version": version.number,
                        "ordered_version_id": version.id,
                    }
                )

    def _do_quotation(self):
        """Go back; what was never issued is in progress again, and is frozen anew when it is ordered again."""
        kept = self.ordered_version_id.sudo().kept_at_order  # sudo: whoever may read the versions
        res = super()._do_quotation()
        if kept:
            with self._quotation_work():
                self.write({"issued_version_id": False, "ordered_version_id": False})
        return res

    # -- comparing ----------------------------------------------------------------------------------------------------

    def compare_with_ordered_version(self):
        """Compare this order as it is now with the version that was ordered (004-8, 004-9): old is the version.

        :return: as ``compare_with`` of ``sale.order.version``
        :raises UserError: when called on no order or on several, or when this one wasn't ordered
        """
        self._ensure_one_order()
        self.check_access("read")
        return self._compare_with_version(self.ordered_version_id)

    def _compare_with_version(self, version):
        """Compare this order as it is now with one of its versions; see ``compare_with_ordered_version``."""
        if not version:
            raise UserError(self.env._("%(order)s has no version that was ordered.", order=self.name))
        difference = self._present_version()._compare(version)
        if version == self.ordered_version_id:
            difference["header"] = [entry for entry in difference["header"] if entry["field"] not in EXCHANGED_TEXTS]
        return difference

    def _present_version(self):
        """Return what this order holds now, as a version that isn't stored."""
        as_sent = self.with_context(lang=self.partner_id._get_document_lang())
        lines = as_sent._prepare_version_lines(as_sent.order_line.filtered(lambda line: not line.is_downpayment))
        return self.env["sale.order.version"].new(
            {
                **as_sent._prepare_version(self.quotation_number),
                "line_ids": [Command.create(values) for values in lines],
            }
        )
