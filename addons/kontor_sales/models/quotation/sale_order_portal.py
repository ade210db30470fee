from odoo import models


class SaleOrder(models.Model):
    """What the customer may do with a quotation in the portal (004-9), and what an e-mail says about its version."""

    _inherit = "sale.order"

    def _has_to_be_signed(self):
        # While the clerk works on the next version there is nothing to decide on.
        return super()._has_to_be_signed() and not self._is_being_revised()

    def _has_to_be_paid(self):
        return super()._has_to_be_paid() and not self._is_being_revised()

    def _is_being_revised(self):
        """Tell whether this quotation was issued before and is being worked on again."""
        self.ensure_one()
        return self.quotation_stage == "draft" and self._was_issued()

    def _portal_decision_obstacle(self, shown_version):
        """Say why the customer can't accept or decline what their page shows, or return False.

        :param shown_version: the number of the version on the page, as text; None on a page of a quotation without
            versions
        """
        self.ensure_one()
        if self._is_being_revised():
            return self.env._("This quotation is being revised. You will receive its next version.")
        if self.quotation_stage == "issued" and shown_version is not None and shown_version != str(self.version):
            return self.env._(
                "There is a newer version of this quotation: %(version)s. Please reload the page and look at it first.",
                version=self.version_label,
            )
        if self.issued_version_id and self.quotation_stage == "issued" and self.issued_version_id._is_expired():
            return self._expired_text(self.issued_version_id)
        return False

    def _portal_versions(self):
        """Return the versions for the customer's page, the newest first: those that the customer got."""
        return self.version_ids.filtered(lambda version: not version.kept_at_order).sorted("number", reverse=True)

    def _sent_version_label(self):
        """Return the name of the version that this quotation shows, or False where the customer got none."""
        self.ensure_one()
        # sudo: as for the label itself
        version = (self.ordered_version_id or self.issued_version_id).sudo()
        return bool(version) and not version.kept_at_order and version.label

    def _notify_by_email_prepare_rendering_context(self, *args, **kwargs):
        context = super()._notify_by_email_prepare_rendering_context(*args, **kwargs)
        label = self.with_context(lang=context.get("lang"))._sent_version_label() if len(self) == 1 else False
        if label:
            context["subtitles"] = [label, *context["subtitles"][1:]]
        return context
