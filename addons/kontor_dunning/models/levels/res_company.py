from odoo import api, fields, models

#: Where the German charts of accounts book other income and other interest: SKR03, SKR04.
FEE_ACCOUNTS = ("2700", "2705", "2709", "4830", "4839")
INTEREST_ACCOUNTS = ("2650", "7110")


class ResCompany(models.Model):
    _inherit = "res.company"

    dunning_book_charges = fields.Boolean(string="Book Dunning Charges")
    dunning_charge_journal_id = fields.Many2one("account.journal", string="Journal for Dunning Charges")
    dunning_fee_account_id = fields.Many2one("account.account", string="Account for Dunning Fees")
    dunning_interest_account_id = fields.Many2one("account.account", string="Account for Default Interest")

    @api.model_create_multi
    def create(self, vals_list):
        companies = super().create(vals_list)
        companies.filtered(lambda company: not company.parent_id)._init_dunning_procedure()
        return companies

    def _init_dunning_procedure(self):
        """Give companies without a dunning procedure a copy of the one that comes with the addon."""
        # sudo: whoever creates a company need not have the right to configure dunning
        procedures = self.env["kontor.dunning.procedure"].sudo().with_context(active_test=False)
        model = self.env.ref("kontor_dunning.procedure_standard", raise_if_not_found=False)
        if not model:
            return
        model = model.sudo()  # it may belong to a company that is not his
        has_own = procedures.search([("company_id", "in", self.ids)]).company_id
        for company in self - has_own:
            model.copy({"company_id": company.id, "name": model.name})

    def _init_dunning_accounts(self):
        """Choose the accounts for charges where the chart of accounts is a German one, and nothing is chosen yet."""
        for company in self:
            # sudo: as above
            accounts = self.env["account.account"].with_company(company).sudo()
            for field, codes in (
                ("dunning_fee_account_id", FEE_ACCOUNTS),
                ("dunning_interest_account_id", INTEREST_ACCOUNTS),
            ):
                if not company[field]:
                    company[field] = accounts.search(
                        [
                            ("code", "in", codes),
                            ("account_type", "in", ("income", "income_other")),
                            ("company_ids", "in", company.ids),
                        ],
                        order="code",
                        limit=1,
                    )
