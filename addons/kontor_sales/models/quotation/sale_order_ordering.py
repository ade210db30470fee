from odoo import models
from odoo.exceptions import UserError
from odoo.tools import format_amount, format_date

from ...tools.records import is_record_id
from ..framework.frozen_values import frozen_values, thawed_values


class SaleOrder(models.Model):
    """From a version to the order, and back to it (004-9)."""

    _inherit = "sale.order"

    def action_order_version(self, version_id=None):
        """Make the order from the version that the customer accepted (Beauftragt, 004-9).

        :param int version_id: a version of this quotation; default: the latest
        :return: True
        :raises UserError: when the version isn't one of this quotation, has expired, or can't be restored exactly
        """
        self._ensure_one_order()
        self.check_access("write")
        version = self.version_ids[:1]
        if version_id is not None and version_id is not False:
            version = self.version_ids.filtered(lambda candidate: is_record_id(version_id) and candidate.id == version_id)
        if not version:
            raise UserError(self.env._("%(order)s has no such version.", order=self.name))
        with self.env.cr.savepoint():
            self._claim_for_status_change()
            order = self.with_company(self.company_id)
            if order.lifecycle_status != "quotation":
                raise UserError(self.env._("%(order)s is no quotation any more.", order=self.name))
            if version._is_expired():
                raise UserError(order._expired_text(version))
            with order._quotation_work():
                if order.issued_version_id != version:
                    order._restore_version(version)
                order.write({"issued_version_id": version.id, "ordered_version_id": version.id})
            order.action_confirm()
        return True

    def _expired_text(self, version):
        return self.env._(
            "%(version)s was valid until %(date)s and can't be ordered any more. Revise the quotation to renew it.",
            version=version.label,
            date=format_date(self.env, version.validity_date),
        )

    def _restore_version(self, version):
        """Give the quotation exactly the content of one of its versions.

        :raises UserError: when the totals don't come out as they were, because a tax has changed since, say
        """
        content = version.content
        self.order_line.unlink()
        self.write(thawed_values(self, content["header"]))
        lines = self.env["sale.order.line"]
        lines.create([{"order_id": self.id, **thawed_values(lines, values)} for values in content["lines"]])
        if self.currency_id.compare_amounts(self.amount_total, version.amount_total):
            raise UserError(
                self.env._(
                    "%(version)s amounted to %(then)s; with today's taxes it comes to %(now)s and can't be restored"
                    " exactly. Revise the quotation instead.",
                    version=version.label,
                    then=format_amount(self.env, version.amount_total, version.currency_id),
                    now=format_amount(self.env, self.amount_total, self.currency_id),
                )
            )

    def _confirmation_error_message(self):
        message = super()._confirmation_error_message()
        if message or not self._was_issued():
            return message
        if not self.issued_version_id:
            return self.env._(
                "%(order)s is being revised since version %(version)s. Issue it first, or order one of its versions.",
                order=self.name,
                version=self.version,
            )
        if self.issued_version_id._is_expired():
            return self._expired_text(self.issued_version_id)
        return False

    def _action_confirm(self):
        for order in self.filtered(lambda order: order.issued_version_id and not order.ordered_version_id):
            order.ordered_version_id = order.issued_version_id
        return super()._action_confirm()

    def _version_to_go_back_to(self):
        """Return the version that the order becomes again when it goes back to the quotation; none if it wasn't issued."""
        # sudo: whoever may take the order back needs to read nothing else for it
        return self.sudo().ordered_version_id.filtered(lambda version: not version.kept_at_order)

    def _do_quotation(self):
        """Go back to the issued version, if there is one: what was ordered is what the customer was offered (004-9)."""
        version = self._version_to_go_back_to()
        if not version:
            return super()._do_quotation()
        with self._quotation_work():
            res = super()._do_quotation()
            if not self._is_as_in(version):
                self._restore_version(version)
            self.write({"issued_version_id": version.id, "ordered_version_id": False, "state": "sent"})
        return res

    def _is_as_in(self, version):
        """Tell whether this quotation has exactly the content of one of its versions."""
        content = version.content
        lines = [frozen_values(line, list(values)) for line, values in zip(self.order_line, content["lines"])]
        return (
            len(self.order_line) == len(content["lines"])
            and lines == content["lines"]
            and frozen_values(self, list(content["header"])) == content["header"]
        )
