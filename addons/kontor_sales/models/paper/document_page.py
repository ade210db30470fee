from odoo import fields, models

#: Where documents say their day, from the most to the least binding.
DAYS = ("invoice_date", "date_done", "date_approve", "date_order", "scheduled_date", "date")


class ResCompany(models.Model):
    """What stands on the pages of a document besides its text: the address field, and the head of following pages."""

    _inherit = "res.company"

    def _get_window_partner(self, record):
        """Return whom a document is addressed to (hook): a ``res.partner``, or none where it has an address of its own.

        :param record: the printed record, in its language
        """
        self.ensure_one()
        partners = self.env["res.partner"]
        if record._name == "res.partner":
            return record
        if record._name == "sale.order":
            return record.partner_invoice_id if record.env.context.get("proforma") else record.partner_id
        if record._name in ("account.move", "kontor.supply.proof"):
            return record.partner_id
        if record._name == "stock.picking":
            return record.move_ids[:1].partner_id if record.should_print_delivery_address() else record.partner_id
        return partners

    def _get_window_lines(self, record):
        """Return the lines of a document's address field, or None where its template knows better.

        :param record: the printed record, or what else the template has in its place
        :return: list of str, or None
        """
        if not isinstance(record, models.BaseModel) or len(record) != 1:
            return None
        partner = self._get_window_partner(record.sudo())  # sudo: the warehouse prints without reading orders and customers
        if not partner:
            return None
        has_contact = "contact_id" in record._fields and record._fields["contact_id"].comodel_name == "res.partner"
        # sudo: likewise
        contact = record.sudo().contact_id if has_contact else self.env["res.partner"]
        return partner._get_window_lines(self.country_id, contact)

    def _get_following_page(self, record):
        """Return what the pages after the first say of a document besides its title (DIN 5008, GoBD).

        :param record: the printed record
        :return: dict: ``number`` (str or False), ``date``, ``partner`` (str); empty where there is no record
        """
        if not isinstance(record, models.BaseModel) or len(record) != 1:
            return {}
        record = record.sudo()  # sudo: as for the address
        days = [record[name] for name in DAYS if name in record._fields and record[name]]
        partner = self._get_window_partner(record)
        number = record.name if "name" in record._fields and record._name != "res.partner" else False
        return {
            "number": number if number != "/" else False,
            "date": fields.Date.to_date(days[0]) if days else fields.Date.context_today(record),
            "partner": partner.commercial_partner_id.name or partner.name or "",
        }


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    def _render_template(self, template, values=None):
        """Write the addresses as on paper: no country at home, others in capitals."""
        docs = (values or {}).get("docs")
        company = self.env.company
        if isinstance(docs, models.BaseModel) and "company_id" in docs._fields:
            company = docs[:1].sudo().company_id or company  # sudo: whose paper it is, is no secret
        paper = self.with_context(home_country_id=company.country_id.id)
        return super(IrActionsReport, paper)._render_template(template, values=values)
