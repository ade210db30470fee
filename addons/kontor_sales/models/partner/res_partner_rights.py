from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools.changes import changed_fields

#: What decides about money: it isn't changed by those who may only enter customers.
TERMS = (
    "property_payment_term_id",
    "property_supplier_payment_term_id",
    "credit_limit",
    "use_partner_credit_limit",
    "property_account_receivable_id",
    "property_account_payable_id",
)


class ResPartner(models.Model):
    """Sales clerks enter and change prospects, customers and their contacts (000-11).

    Payment terms, limits and accounts keep the rights they have; blocks and bank accounts have their own. Suppliers, the
    company itself and colleagues aren't theirs, either.
    """

    _inherit = "res.partner"

    may_change_terms = fields.Boolean(
        compute="_compute_may_change_terms", help="The user may change payment terms, limits and accounts."
    )

    @api.depends_context("uid")
    def _compute_may_change_terms(self):
        self.may_change_terms = self._may_change_all_partners()

    @api.model
    def _partner_groups(self):
        """Return the xmlids of the groups that change partners of every kind, terms included; an addon adds its own."""
        return [
            "base.group_partner_manager",
            "sales_team.group_sale_manager",
            "stock.group_stock_manager",
            "account.group_account_user",
            "account.group_account_manager",
        ]

    @api.model
    def _may_change_all_partners(self):
        return self.env.su or self.env.user.has_groups(",".join(self._partner_groups()))

    @api.model_create_multi
    def create(self, vals_list):
        if not self._may_change_all_partners():
            names = self._terms_fields()
            for vals in vals_list:
                # a default in the context is a value, too
                self._refuse_terms([name for name in names if vals.get(name, self.env.context.get(f"default_{name}"))])
        self._refuse_customer_state(vals_list)
        return super().create(vals_list)

    def write(self, vals):
        if not self._may_change_all_partners():
            self._refuse_partners_of_others()
            names = [name for name in self._terms_fields() if name in vals]
            for partner in self.sudo() if names else ():  # sudo: only to compare
                self._refuse_terms(changed_fields(partner, vals, names))
        self._refuse_customer_state([vals])
        return super().write(vals)

    def copy_data(self, default=None):
        vals_list = super().copy_data(default)
        if not self._may_change_all_partners():
            for vals in vals_list:
                for name in self._terms_fields():
                    if name not in (default or {}):
                        vals.pop(name, None)
        return vals_list

    @api.model
    def _terms_fields(self):
        """Return the names of the fields that decide about money; an addon adds its own."""
        return list(TERMS)

    def _refuse_customer_state(self, vals_list):
        """Refuse to say who is a customer: orders and invoices do.

        :raises UserError:
        """
        if self.env.su:
            return
        # sudo: only to compare; a new partner is a prospect
        present = set(self.sudo().mapped("customer_state")) or {"prospect"}
        if any(vals.get("customer_state") not in {None, *present} for vals in vals_list):
            raise UserError(
                self.env._("A prospect becomes a customer with the first order or invoice, and isn't made one by hand.")
            )

    @api.model
    def _refuse_terms(self, names):
        """Refuse to change terms.

        :param names: the fields; none is fine
        :raises UserError: naming the first one, and who may change it
        """
        for name in names:
            raise UserError(
                self.env._(
                    "You enter and change customers, but not “%(field)s”. %(who)s",
                    field=self._fields[name]._description_string(self.env),
                    who=self._text_who_changes_partners(),
                )
            )

    def _refuse_partners_of_others(self):
        """Refuse to change partners that aren't customers or prospects.

        :raises UserError: naming the first one, and who may change it
        """
        # sudo: what kind of partner it is
        partners = self.sudo()
        for partner in partners:
            customer = partner.commercial_partner_id
            if customer.supplier_rank and not customer.customer_rank and customer.customer_state != "customer":
                text = self.env._("%s is a supplier; sales changes customers and prospects.", customer.display_name)
            elif customer.ref_company_ids:
                text = self.env._("%s is your own company.", customer.display_name)
            elif any(user._is_internal() and user != self.env.user for user in partner.user_ids):
                text = self.env._("%s is a colleague.", partner.display_name)
            else:
                continue
            raise UserError(self.env._("%(reason)s %(who)s", reason=text, who=self._text_who_changes_partners()))

    @api.model
    def _text_who_changes_partners(self):
        # sudo: the names of groups, for somebody who may not read them
        groups = [self.env.ref(xmlid).sudo().full_name for xmlid in self._partner_groups()[:2]]
        return self.env._("Who has one of these rights changes it: %s.", ", ".join(groups))
