from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Domain


class IssuedDocument(models.Model):
    """Who may read a document reads what was issued of it, and nobody else; companies are a record rule."""

    _inherit = "kontor.issued.document"

    @api.model
    def _archived_models(self):
        """Return the models whose documents are kept; other addons add theirs."""
        return ("sale.order", "stock.picking", "account.move", "kontor.supply.proof")

    @api.model
    def _search(self, domain, *args, bypass_access=False, **kwargs):
        if not (self.env.su or bypass_access):
            domain = Domain(domain) & self._readable_domain()
        return super()._search(domain, *args, bypass_access=bypass_access, **kwargs)

    def _readable_domain(self):
        """Return the domain of what was issued of documents that the user may read."""
        domains = []
        for name in self._archived_models():
            documents = self.env[name].with_context(active_test=False)
            if documents.has_access("read"):
                domains.append(Domain("res_model", "=", name) & Domain("res_id", "in", documents._search(Domain.TRUE)))
        return Domain.OR(domains)

    def _check_access(self, operation):
        result = super()._check_access(operation)
        if result or self.env.su or operation != "read":
            return result
        forbidden = self.browse()
        # sudo: only whose document it is
        for name, rows in self.sudo().grouped("res_model").items():
            known = name in self._archived_models()
            readable = set(self.env[name].browse(rows.mapped("res_id"))._filtered_access("read").ids) if known else ()
            forbidden |= rows.filtered(lambda row, readable=readable: row.res_id not in readable).sudo(False)
        if not forbidden:
            return None
        return forbidden, lambda: AccessError(
            self.env._("You may not read the document of which this was issued, and so not what was issued of it.")
        )
