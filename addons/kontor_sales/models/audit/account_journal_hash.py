from odoo import api, models


class AccountJournal(models.Model):
    """Sales journals of German books secure what is posted by a chain of hashes (GoBD Rz. 107, § 146 Abs. 4 AO).

    Whoever creates a journal may decide otherwise; core refuses to switch it off once an entry is secured.
    """

    _inherit = "account.journal"

    @api.model_create_multi
    def create(self, vals_list):
        journals = super().create(vals_list)
        undecided = self.browse(
            journal.id
            for journal, values in zip(journals, vals_list, strict=True)
            if "restrict_mode_hash_table" not in values
        )
        undecided._set_up_hash_chain()
        return journals

    def _set_up_hash_chain(self):
        """Switch on the hash chain of those of these journals that are sales journals of German books.

        Entries that are posted already stay as they are: the chain begins with the next one (``_get_chain_info``).
        """
        # sudo: whoever creates a journal or a company gets what the law asks for, and may see no more for that
        self.sudo().filtered(
            lambda journal: (
                journal.type == "sale" and not journal.restrict_mode_hash_table and journal.company_id._keeps_german_books()
            )
        ).restrict_mode_hash_table = True


class AccountChartTemplate(models.AbstractModel):
    _inherit = "account.chart.template"

    def _post_load_data(self, template_code, company, template_data):
        res = super()._post_load_data(template_code, company, template_data)
        # by now the country of the books is known
        company._set_up_audit()
        return res
