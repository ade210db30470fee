from odoo import models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _get_lang(self):
        """Return the language that the order's documents and portal pages are in; core's is the customer's own."""
        return self.partner_id._get_written_language(super()._get_lang())


class StockPicking(models.Model):
    _inherit = "stock.picking"

    def _get_report_lang(self):
        # sudo: the warehouse prints without having the right to read customers
        return self.sudo().partner_id._get_written_language(super()._get_report_lang())


class MailTemplate(models.Model):
    _inherit = "mail.template"

    def _render_lang(self, res_ids, engine="inline_template"):
        """Write the mail that a document goes with in the document's language."""
        langs = super()._render_lang(res_ids, engine=engine)
        model = self.render_model
        if model not in self.env["ir.actions.report"]._written_models():
            return langs
        records = self.env[model].browse(langs)
        return {
            # sudo: who sends a document need not have the right to read its customer
            record.id: record.sudo().partner_id._get_written_language(langs[record.id]) if langs[record.id] else False
            for record in records
        }


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    def _written_models(self):
        """Return the models whose documents and mails are in one of the languages of documents (hook)."""
        return ("sale.order", "stock.picking", "account.move")
