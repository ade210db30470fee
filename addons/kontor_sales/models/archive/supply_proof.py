from odoo import models


class SupplyProof(models.Model):
    """The form of a Gelangensbestätigung or proof of export that the customer was asked to sign; its delivery is firm."""

    _name = "kontor.supply.proof"
    _inherit = ["kontor.supply.proof", "kontor.issued.mixin"]

    def _issued_kind(self, report):
        is_form = report == self.env.ref("kontor_sales.action_report_supply_proof")
        return "supply_proof" if is_form else super()._issued_kind(report)

    def _issued_number(self, kind):
        return self.picking_id.name

    def _issued_title(self, kind):
        form = self.with_context(lang=self._report_lang())
        return f"{dict(form._fields['kind']._description_selection(form.env))[self.kind]} {self.picking_id.name}"
