from odoo import api, models

from ...tools.issuing import ISSUE, issuing
from ...tools.server_work import QUOTATION, allows
from ..framework.frozen_values import frozen_values

#: By which reports an order goes out: beside Odoo's own, the one that its quotation builder adds to the menu.
REPORTS = ("sale.report_saleorder", "sale.report_saleorder_raw")
#: What a version of a quotation freezes but its paper doesn't say, or not as terms of the order.
UNSAID_FIELDS = {"user_id", "pricelist_id", "picking_policy"}
UNSAID_LINE_FIELDS = {
    "sequence",
    "technical_price_unit",
    "technical_discount",
    "given_price_uom_id",
    "discount_given",
    "customer_lead",
}


class SaleOrder(models.Model):
    """The Auftragsbestätigung is kept as it was sent; of an order that changes afterwards it is another version."""

    _name = "sale.order"
    _inherit = ["sale.order", "kontor.issued.mixin"]

    def _issued_kind(self, report):
        if report.report_name not in REPORTS:
            return super()._issued_kind(report)
        if self.state == "sale":
            return "order_confirmation"
        # one that is being issued is kept when it is: see sale.order.version
        return "quotation" if self._is_frozen() and not allows(self, QUOTATION) else False

    def _issued_open_kind(self):
        return "order_confirmation" if self.state == "sale" else super()._issued_open_kind()

    def _get_issued_paper(self):
        """Return the confirmation of this order that was issued last, as superuser; empty for quotations, and before."""
        self.ensure_one()
        issued = self.env["kontor.issued.document"].sudo()  # sudo: the customer sees when their paper was issued
        kind = self._issued_open_kind()
        return issued._latest_issued(self.sudo(), {self.id: kind}).get(self.id, issued) if kind else issued

    def _issued_number(self, kind):
        return self.issued_version_id.quotation_number or self.name if kind == "quotation" else self.name

    def _issued_title(self, kind):
        if kind != "quotation":
            return self._get_document_title()
        return self.issued_version_id.with_context(lang=self._get_lang()).label

    def _get_document_title(self):
        """Name the version of an order that was changed after it had been confirmed, as its paper does."""
        title = super()._get_document_title()
        version = self.state == "sale" and self.with_context(lang=self._get_lang())._printed_version_text()
        return f"{title} {version}" if version else title

    def _issued_fixed_version(self, kind):
        return self.issued_version_id.number if kind == "quotation" else super()._issued_fixed_version(kind)

    def _issued_file(self, kind):
        version = self.issued_version_id
        if kind != "quotation":
            return super()._issued_file(kind)
        name = f"{self._issued_title(kind)}.pdf".replace("/", "-")
        return version.attachment_id, {"res_model": version._name, "res_id": version.id, "name": name}

    def _issued_content(self, kind):
        """Return the positions, prices, texts, terms and chosen addresses of the order; the name of nobody."""
        if kind != "order_confirmation":
            return super()._issued_content(kind)
        header = [name for name in self._version_header_fields() if name not in UNSAID_FIELDS]
        names = [name for name in self._version_line_fields() if name not in UNSAID_LINE_FIELDS]
        # what was paid in advance is no term of the order
        lines = self.order_line.filtered(lambda line: not line.is_downpayment)
        return {
            "header": {**frozen_values(self, header), "currency_id": self.currency_id.id},
            "lines": [frozen_values(line, names) for line in lines],
        }


class SaleOrderVersion(models.Model):
    _inherit = "sale.order.version"

    def _store_pdf(self):  # pylint: disable=missing-return  # it returns nothing
        super()._store_pdf()
        self.invalidate_recordset(["attachment_id"])
        self._keep_as_issued()

    @api.model
    def _keep_as_issued(self):
        """List versions that have their PDFs among what was issued, without storing those once more."""
        # sudo: the server keeps what was issued
        issues = [
            {"document": version.order_id, "kind": "quotation", "attachment": version.attachment_id}
            for version in self.sudo()
            if version.attachment_id and version.order_id.issued_version_id == version
        ]
        with issuing(ISSUE):
            return self.env["kontor.issued.document"]._keep_issued(issues)
