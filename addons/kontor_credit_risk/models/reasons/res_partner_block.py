from odoo import api, fields, models
from odoo.addons.kontor_sales.tools.company_values import spread_over_companies
from odoo.addons.kontor_sales.tools.records import check_ids
from odoo.exceptions import UserError
from odoo.tools import SQL

from .block_rule import MANUAL_BLOCK_GROUPS

#: The customer's master data that only the credit management may change.
PROTECTED_FIELDS = ("manual_block", "manual_block_reason", "workshop_allowed")


class ResPartner(models.Model):
    """A customer's manual block, and who may set and lift it (003-25…31)."""

    _inherit = "res.partner"

    manual_block = fields.Selection(
        [
            ("none", "None"),
            ("delivery", "Delivery Block"),
            ("order", "Delivery and Order Block"),
            ("quotation", "Delivery, Order and Quotation Block"),
        ],
        company_dependent=True,
        copy=True,
        prefetch=True,
        tracking=True,
        help="Holds for the orders, deliveries and quotations of this company alone.",
        groups="base.group_user",
    )
    manual_block_reason = fields.Char(
        string="Reason for the Block",
        company_dependent=True,
        copy=True,
        prefetch=True,
        tracking=True,
        groups="base.group_user",
    )
    workshop_allowed = fields.Boolean(
        string="Workshop",
        company_dependent=True,
        copy=True,
        prefetch=True,
        help="Workshop orders are taken even under an order block.",
        groups="base.group_user",
    )

    def _auto_init(self):
        # also in a database whose addon was updated without its scripts
        spread_over_companies(self.env.cr, "res_partner", *PROTECTED_FIELDS)
        return super()._auto_init()

    @api.model
    def _commercial_fields(self):
        return super()._commercial_fields() + list(PROTECTED_FIELDS)

    @api.model
    def _partner_groups(self):
        return [*super()._partner_groups(), "kontor_credit_risk.group_credit_manager"]

    @api.model
    def _company_decisions(self):
        return super()._company_decisions() + list(PROTECTED_FIELDS)

    # -- showing it -----------------------------------------------------------------------------------------------

    @api.depends("manual_block")
    def _compute_credit_panel(self):
        return super()._compute_credit_panel()

    def _get_credit_status(self):
        """Show the manual block instead of the open items' status (003-25)."""
        self.ensure_one()
        if self.manual_block and self.manual_block != "none":
            labels = dict(self._fields["manual_block"]._description_selection(self.env))
            return {"code": self.manual_block, "label": labels[self.manual_block], "severity": "danger"}
        return super()._get_credit_status()

    # -- who may write ----------------------------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_credit_rights({name: vals.get(name) for name in PROTECTED_FIELDS if vals.get(name)})
        return super().create(vals_list)

    def write(self, vals):
        self._check_credit_rights(vals)
        return super().write(vals)

    def _check_credit_rights(self, vals):
        """Refuse a change of blocks to users without the right.

        :raises UserError:
        """
        if self.env.su:
            return
        changed = [name for name in PROTECTED_FIELDS if name in vals and self._changes_credit_data(name, vals[name])]
        if not changed:
            return
        missing = self._get_missing_block_rights(vals)
        if not missing:
            return
        raise UserError(
            "\n".join(
                [
                    self.env._(
                        "You can't change “%(field)s” of a customer; it belongs to the credit management.",
                        field=self._fields[changed[0]]._description_string(self.env),
                    ),
                    *self.env["kontor.block.mixin"]._get_changer_texts(missing, any_of="manual_block" not in vals),
                ]
            )
        )

    def _get_missing_block_rights(self, vals):
        """Return which rights the user lacks to change the blocks of these customers, as xmlids of groups.

        A block is set, changed and lifted with the right to release it (003-26…28); for what goes with it any of these
        rights will do. The credit management changes all of it.
        """
        user = self.env.user
        if user.has_group("kontor_credit_risk.group_credit_manager"):
            return set()
        # sudo: only to compare
        blocks = [*self.sudo().mapped("manual_block"), vals["manual_block"]] if "manual_block" in vals else []
        needed = {group for block, group in MANUAL_BLOCK_GROUPS.items() if block in blocks}
        if needed:
            return {xmlid for xmlid in needed if not user.has_group(xmlid)}
        return set() if self._may_block_customers() else set(MANUAL_BLOCK_GROUPS.values())

    @api.model
    def _may_block_customers(self, block=None):
        """Tell whether the user may block customers by hand.

        :param str block: in this way; None: in any
        """
        groups = [MANUAL_BLOCK_GROUPS[block]] if block else set(MANUAL_BLOCK_GROUPS.values())
        return any(map(self.env.user.has_group, ["kontor_credit_risk.group_credit_manager", *groups]))

    @api.model
    def _split_block_rights(self):
        """Let the strongest block's own right begin where the common one ends; the update to it calls this (003-29…31)."""
        common, own = (MANUAL_BLOCK_GROUPS[block] for block in ("order", "quotation"))
        self.env.ref(own).user_ids |= self.env.ref(common).all_user_ids
        blocked = SQL(
            "SELECT p.id, block.key::int FROM res_partner p, jsonb_each_text(p.manual_block) block"
            " WHERE block.value = 'quotation'"
        )
        self.env["kontor.release"].flush_model()
        self.env["kontor.blocked.document"].flush_model()
        self.env.cr.execute(
            SQL(
                """
                UPDATE kontor_release SET group_xmlid = %(own)s
                 WHERE reason_code = 'manual_block' AND group_xmlid = %(common)s
                   AND (partner_id, company_id) IN (%(blocked)s)
                """,
                own=own,
                common=common,
                blocked=blocked,
            )
        )
        self.env.cr.execute(
            SQL(
                """
                UPDATE kontor_blocked_document SET group_xmlids = REPLACE(group_xmlids, %(common)s, %(own)s)
                 WHERE state = 'open' AND reason_codes LIKE '%%,manual_block,%%'
                   AND reason_codes NOT LIKE '%%,delivery_stop,%%'
                   AND (partner_id, company_id) IN (%(blocked)s)
                """,
                own=f",{own},",
                common=f",{common},",
                blocked=blocked,
            )
        )
        self.env["kontor.release"].invalidate_model(["group_xmlid"])
        self.env["kontor.blocked.document"].invalidate_model(["group_xmlids"])

    def _changes_credit_data(self, name, value):
        """Tell whether a value changes anything; a contact takes what its customer has."""
        if not self:
            return value not in (False, None, "", "none")
        # sudo: only to compare
        partners = self.sudo()
        return any(
            partner[name] != value
            and (partner == partner.commercial_partner_id or partner.commercial_partner_id[name] != value)
            for partner in partners
        )

    def action_set_manual_block(self, block=None, reason=False, workshop_allowed=None):
        """Block customers by hand for the present company, or take the block off.

        :param str block: ``none`` ``delivery`` ``order`` ``quotation``
        :param reason: why; shown with the block
        :param workshop_allowed: are workshop orders taken under an order block (003-30); None: as before
        :return: True
        :raises UserError: when the user lacks the right, or the value is none of these
        """
        if not check_ids(self).exists():
            raise UserError(self.env._("Choose at least one customer."))
        values = dict(self._fields["manual_block"]._description_selection(self.env))
        if not isinstance(block, str) or block not in values:
            raise UserError(
                self.env._("“%(block)s” is no block. Possible are: %(blocks)s.", block=block, blocks=", ".join(values))
            )
        self.check_access("read")
        customers = self.commercial_partner_id
        vals = {"manual_block": block, "manual_block_reason": block != "none" and reason or False}
        if workshop_allowed is not None:
            vals["workshop_allowed"] = bool(workshop_allowed)
        customers._check_credit_rights(vals)
        # sudo: who may block customers need not be able to edit their other data
        customers.sudo().write(vals)
        return True

    def action_open_block_dialog(self):
        """Return the dialog in which the customer's manual block is changed.

        :raises UserError: when this isn't exactly one customer
        """
        self._ensure_one_customer()
        customer = self.commercial_partner_id
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Block: %(customer)s (%(company)s)", customer=customer.name, company=self.env.company.name)
            if len(self.env.user.company_ids) > 1
            else self.env._("Block: %s", customer.name),
            "res_model": "kontor.customer.block",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_partner_id": customer.id,
                "default_manual_block": customer.manual_block,
                "default_reason": customer.manual_block_reason,
                "default_workshop_allowed": customer.workshop_allowed,
            },
        }
