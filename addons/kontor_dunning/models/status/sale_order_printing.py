from odoo import api, models


class SaleOrder(models.Model):
    """Dunning letters as documents of the status "Mahnung" (001-11), counted for each level (001-14)."""

    _inherit = "sale.order"

    def _status_documents(self, model):
        if model == "kontor.dunning.letter":
            # sudo: the letter of an order is printed by everybody who may print the order's documents
            letters = (
                self.env["kontor.dunning.letter"]
                .sudo()
                .search(
                    [
                        ("state", "=", "sent"),
                        ("line_ids", "any", [("move_id", "in", self._posted_invoices().ids), ("dunned_on", "!=", False)]),
                    ],
                    order="id desc",
                )
            )
            present = letters.filtered(lambda letter: letter.level_id == self.dunning_level_id)
            return (present or letters)[:1]
        return super()._status_documents(model)

    def _log_print(self, report, documents):
        if documents._name != "kontor.dunning.letter":
            return super()._log_print(report, documents)
        values = []
        for letter in documents.filtered(lambda letter: letter.state != "draft"):
            for order in letter._orders_of_document() & self:
                own = letter.line_ids.filtered(
                    lambda line: line.dunned_on and order in line.move_id._orders_of_document()  # noqa: B023
                )
                # sudo: the levels of a letter are no secret from those who may print it
                kind = own.sudo().level_id._highest().kind
                if kind:
                    values.append(
                        {
                            "order_id": order.id,
                            "status": "dunning",
                            "level": kind,
                            "report_id": report.id,
                            "user_id": self.env.user.id,
                        }
                    )
        # sudo: the log is written by the server for everybody who may print
        self.env["sale.order.print"].sudo().create(values)

    @api.depends("dunning_level_id")
    @api.depends_context("lang")
    def _compute_lifecycle_label(self):
        """In "Mahnung", (D) stands for the letter of the present level, not for an earlier one."""
        super()._compute_lifecycle_label()
        dunned = self.filtered(lambda order: order.lifecycle_status == "dunning" and order.lifecycle_label.endswith(" (D)"))
        if not dunned:
            return
        printed = {
            (order.id, level)
            # sudo: as in kontor_sales
            for order, level in self.env["sale.order.print"]
            .sudo()
            ._read_group([("order_id", "in", dunned.ids), ("status", "=", "dunning")], ["order_id", "level"])
        }
        for order in dunned:
            if (order._origin.id, order._get_dunning_kind()) not in printed:
                order.lifecycle_label = order.lifecycle_label.removesuffix(" (D)")


class KontorDunningLetter(models.Model):
    _inherit = "kontor.dunning.letter"

    def _note_printed(self, report):
        """Keep the print in the log of the letters' orders, where the report isn't logged by itself (001-14)."""
        res = super()._note_printed(report)
        if report.model not in report._logged_models():
            self._orders_of_document()._log_print(report, self)
        return res

    def _orders_of_document(self):
        """Return the orders whose invoices these letters dun."""
        # sudo: which orders a letter belongs to is needed for the log, whoever prints it
        return self.sudo().line_ids.filtered("dunned_on").move_id._orders_of_document().sudo(self.env.su)
