from odoo import api, models

#: Companies that keep books in these countries get the ways of paying that are usual there.
COUNTRIES = ("DE", "AT", "CH")
#: Ways to receive money on the company's bank account. The first one is what is proposed.
BANK_KINDS = ("transfer", "direct_debit", "cod", "paypal", "card")
#: What Odoo's only line of a journal becomes, by the journal's type.
USUAL_KINDS = {"bank": "transfer", "cash": "cash", "credit": "card"}


class AccountJournal(models.Model):
    """Journals whose lines are the ways in which customers really pay (000-13): transfer, direct debit, cash on delivery,
    PayPal and credit card on the bank account, cash on the cash box."""

    _inherit = "account.journal"

    @api.model_create_multi
    def create(self, vals_list):
        journals = super().create(vals_list)
        journals._set_up_payment_kinds()
        return journals

    def write(self, vals):
        res = super().write(vals)
        if vals.keys() & {"type", "currency_id"}:
            self._set_up_payment_kinds()
        return res

    def _set_up_payment_kinds(self):
        """Give these journals the ways of paying that they haven't been given before.

        The company's first bank account gets all of them, another one the transfer. A line that somebody named stays as
        it is; a journal of which one line has a kind is left alone: what was removed there stays removed.
        """
        for journal in self.sorted(lambda journal: (journal.sequence, journal.id)):
            # sudo: whoever creates a journal gets its ways of paying, and may see no more of the company for that
            journal = journal.sudo()
            country = journal.company_id.account_fiscal_country_id.code
            if journal.type in USUAL_KINDS and country in COUNTRIES:
                journal._name_payment_kinds()

    def _name_payment_kinds(self):
        """Say of each line what it is, and add the missing ones to the company's first bank account."""
        self.ensure_one()
        lines = self.inbound_payment_method_line_ids | self.outbound_payment_method_line_ids
        if not lines or any(lines.mapped("payment_kind")):
            return
        # a journal may be for one way of paying, and called like it
        usual = lines._payment_kind_named(self.name) or USUAL_KINDS[self.type]
        for line in lines:
            if line._has_core_name():
                line._become_payment_kind(usual)
            else:
                line.payment_kind = line._payment_kind_named(line.name)
        if self.type == "bank" and usual == "transfer":
            self._add_bank_kinds()

    def _add_bank_kinds(self):
        """Add the ways to receive money that the company has nowhere yet, unless another bank account has got them."""
        lines = self.env["account.payment.method.line"]
        others = lines.search(
            [
                ("journal_id.company_id", "=", self.company_id.id),
                ("journal_id", "!=", self.id),
                ("payment_method_id.payment_type", "=", "inbound"),
                ("payment_kind", "!=", False),
            ]
        )
        if "transfer" in others.filtered(lambda line: line.journal_id.type == "bank").mapped("payment_kind"):
            return
        own = self.inbound_payment_method_line_ids
        known = {*own.mapped("payment_kind"), *others.mapped("payment_kind")}
        last = max(own.mapped("sequence"), default=0)
        for kind in BANK_KINDS:
            if kind in known:
                continue
            last += 1
            lines.create(
                {
                    "payment_method_id": self.env.ref("account.account_payment_method_manual_in").id,
                    "journal_id": self.id,
                    "payment_account_id": own[:1].payment_account_id.id,
                    "sequence": last,
                }
            )._become_payment_kind(kind)
        self.invalidate_recordset(["inbound_payment_method_line_ids"])

    # Core makes the lines anew when the currency changes: customers and payments would lose their way of paying.

    def _compute_inbound_payment_method_line_ids(self):
        kept = self._keep_payment_kinds("inbound_payment_method_line_ids")
        return super(AccountJournal, self - kept)._compute_inbound_payment_method_line_ids()

    def _compute_outbound_payment_method_line_ids(self):
        kept = self._keep_payment_kinds("outbound_payment_method_line_ids")
        return super(AccountJournal, self - kept)._compute_outbound_payment_method_line_ids()

    def _keep_payment_kinds(self, name):
        """Leave the lines of these journals as they are, where they have kinds that fit the journal's type.

        :param str name: field with the lines
        :return: the journals for which nothing is to be done
        """
        kept = self.browse()
        for journal in self:
            lines = journal[name]
            kinds = set(filter(None, lines.mapped("payment_kind")))
            if not kinds or journal.type not in USUAL_KINDS or (journal.type == "cash") != ("cash" in kinds):
                continue
            for line in lines:
                currency = line.payment_account_id.currency_id
                if currency and currency != journal.currency_id:
                    line.payment_account_id = False
            journal[name] = lines
            kept |= journal
        return kept


class AccountChartTemplate(models.AbstractModel):
    _inherit = "account.chart.template"

    def _post_load_data(self, template_code, company, template_data):
        res = super()._post_load_data(template_code, company, template_data)
        # by now the country of the books is known
        self.env["account.journal"].search([("company_id", "=", company.id)])._set_up_payment_kinds()
        return res
