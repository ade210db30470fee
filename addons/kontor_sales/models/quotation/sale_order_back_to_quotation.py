from odoo import Command, models

from ..framework.frozen_values import thawed_values


class SaleOrder(models.Model):
    """Bestellung → Angebot of what was issued: back to the version that was ordered, told beforehand (001-9, 001-10)."""

    _inherit = "sale.order"

    def _obstacle_quotation(self):
        return super()._obstacle_quotation() or self._restoring_obstacle()

    def _restoring_obstacle(self):
        """Say why the order can't get the content of its version back, or return False."""
        version = self._version_to_go_back_to()
        if not version or self._is_as_in(version):
            return False
        total = self._total_as_in(version)
        if not self.currency_id.compare_amounts(total, version.amount_total):
            return False
        return self.env._(
            "%(version)s amounted to %(then)s; with today's taxes it comes to %(now)s and can't be restored exactly. Cancel"
            " the order and make a new quotation.",
            version=version.label,
            then=self._money(version.amount_total, version.currency_id),
            now=self._money(total),
        )

    def _total_as_in(self, version):
        """Return what this order would come to with the content of one of its versions; nothing is written.

        :param version: ``sale.order.version``
        """
        content, lines = version.content, self.env["sale.order.line"]
        positions = [Command.create(thawed_values(lines, values)) for values in content["lines"]]
        header = thawed_values(self, content["header"])
        return self.new({**header, "company_id": self.company_id.id, "order_line": positions}).amount_total

    def _consequences_quotation(self):
        told = super()._consequences_quotation()
        version = self._version_to_go_back_to()
        if not version:
            return told
        text = self.env._("The quotation stands at “%s” again, as the customer got it.", version.label)
        if self._is_as_in(version):
            return [text, *told]
        lost = self.env._(
            "What was changed since then is lost: the total of %(now)s becomes %(then)s again.",
            now=self._money(self.amount_total),
            then=self._money(version.amount_total, version.currency_id),
        )
        return [text, lost, *told]

    def _do_quotation(self):
        version = self._version_to_go_back_to()
        # what an order gives up is no new business: no block judges it
        with self._judged("quotation"), self._judged("order"):
            res = super()._do_quotation()
        if version:
            self.message_post(
                body=self.env._("The order went back to the quotation: it stands at “%s” again.", version.label)
            )
        return res
