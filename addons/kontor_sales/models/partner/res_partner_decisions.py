from odoo import api, models


class ResPartner(models.Model):
    """What each company decides about a partner for itself (blocks, say): its history is read in that company alone."""

    _inherit = "res.partner"

    @api.model
    def _company_decisions(self):
        """Return the names of company-dependent fields that another company doesn't read; an addon adds its own."""
        return []

    def _message_create(self, values_list):
        for values in values_list:
            if values.get("tracking_value_ids") and not values.get("record_company_id"):
                values["record_company_id"] = self.env.company.id
        return super()._message_create(values_list)

    def _track_filter_for_display(self, tracking_values):
        # what was noted without a company was decided for all of them
        return (
            super()
            ._track_filter_for_display(tracking_values)
            .filtered(
                lambda value: (
                    value.field_id.name not in self._company_decisions()
                    or not value.mail_message_id.record_company_id
                    or value.mail_message_id.record_company_id in self.env.companies
                )
            )
        )
