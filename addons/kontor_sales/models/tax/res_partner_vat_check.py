from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_datetime

from ...tools import vies
from ...tools.records import ensure_one_record
from ...tools.rights import BILLING, SALES, ensure_right


class ResPartner(models.Model):
    """Whether the VAT id of a customer was checked, with what result, and whether that still holds."""

    _inherit = "res.partner"

    vat_check_ids = fields.One2many("kontor.vat.check", "partner_id", string="Checks of the VAT ID")
    vat_check_state = fields.Selection(
        [
            ("missing", "No VAT ID of another EU country"),
            ("never", "Never Checked"),
            ("outdated", "To Check Again"),
            ("valid", "Valid"),
            ("invalid", "Invalid"),
            ("unreachable", "Service Not Reached"),
        ],
        string="VAT ID Check",
        compute="_compute_vat_check_state",
    )
    vat_check_text = fields.Char("Result of the Check", compute="_compute_vat_check_state")

    @api.depends("vat", "commercial_partner_id.name", "vat_check_ids")
    @api.depends_context("company", "lang")
    def _compute_vat_check_state(self):
        company = self.env.company
        latest = self._latest_vat_checks(company)
        for partner in self:
            owner = partner.commercial_partner_id
            check = latest.get((owner._origin.id, owner._compact_vat()))
            partner.vat_check_state = owner._state_of_check(check, company)
            partner.vat_check_text = owner._tell_check(check) if check else False

    def _compact_vat(self):
        """Return the VAT id as the service wants it: country and number without blanks and dots."""
        return "".join(sign for sign in (self.vat or "").upper() if sign.isalnum())

    def _latest_vat_checks(self, company):
        """Return the latest check of each customer and VAT id; a changed VAT id has none.

        :return: dict of (id, VAT id) → ``kontor.vat.check``; an answer goes before a later failure to get one
        """
        # sudo: who writes quotations may know whether a VAT id was checked, by whomever it was
        checks = self.env["kontor.vat.check"].sudo()
        found = checks.search(
            [("partner_id", "in", self.commercial_partner_id._origin.ids), ("company_id", "=", company.id)]
        )
        latest = {}
        for check in found:
            known = latest.setdefault((check.partner_id.id, check.vat), check)
            if known.result == "unreachable" and check.result != "unreachable":
                latest[check.partner_id.id, check.vat] = check
        return latest

    def _state_of_check(self, check, company):
        """Return the state of a VAT id; see ``vat_check_state``."""
        if not self._has_foreign_vat_id(company):
            return "missing"
        if not check:
            return "never"
        days = company.vat_check_days
        if days and check.checked_on < fields.Datetime.now() - timedelta(days=days):
            return "outdated"
        if check.asked_name and check.asked_name != self.name:
            return "outdated"  # what was confirmed is that the VAT id is another one's
        return check.result

    def _tell_check(self, check):
        """Say when a VAT id was checked, with what result and by whom."""
        if check.asked_name and check.asked_name != self.name:
            # what speaks against it comes first: the line may be cut
            return self.env._(
                "%(result)s on %(date)s, asked about “%(name)s”",
                result=dict(check._fields["result"]._description_selection(self.env))[check.result],
                date=format_datetime(self.env, check.checked_on, dt_format="short"),
                name=check.asked_name,
            )
        number = self.env._(", consultation number %s", check.request_identifier) if check.request_identifier else ""
        return self.env._(
            "%(result)s on %(date)s, asked by %(user)s%(number)s",
            result=dict(check._fields["result"]._description_selection(self.env))[check.result],
            date=format_datetime(self.env, check.checked_on, dt_format="short"),
            user=check.user_id.name,
            number=number,
        )

    def check_vat_id(self):
        """Ask the EU whether this customer's VAT id is valid, and keep the answer as a proof (§ 6a Abs. 4, § 18e UStG).

        Name and address of the customer are compared, where the customer's country does that.

        :return: dict with ``result`` ("valid", "invalid", "unreachable"), ``text`` (a sentence) and ``check_id``
        :raises AccessError: without the right to sell or to bill
        :raises UserError: where there is no VAT id of another country of the EU
        """
        ensure_one_record(self)
        ensure_right(self.env, self.env._("check VAT ids"), SALES, BILLING)
        owner, company = self.commercial_partner_id, self.env.company
        if not owner._has_foreign_vat_id(company):
            raise UserError(
                self.env._(
                    "%(customer)s has no VAT id of another country of the EU (%(vat)s); there is nothing to ask about."
                    " Enter it in the customer's form first, with its country: ATU12345675.",
                    customer=owner.display_name,
                    vat=owner.vat or "–",
                )
            )
        # sudo: the address of the service is a setting, and proofs are made by nobody but this method
        service = self.env["ir.config_parameter"].sudo().get_param("kontor_sales.vies_service") or vies.SERVICE
        requester = company.partner_id._compact_vat()
        trader = {"name": owner.name, "street": owner.street, "zip": owner.zip, "city": owner.city}
        answer = vies.ask(service, owner._compact_vat(), requester, trader)
        check = (
            self.env["kontor.vat.check"]
            .sudo()  # as above
            .create(
                {
                    "partner_id": owner.id,
                    "company_id": company.id,
                    "vat": owner._compact_vat(),
                    "checked_on": fields.Datetime.now(),
                    "result": answer["result"],
                    "asked_name": owner.name,
                    "request_identifier": answer["identifier"],
                    "answered_name": answer["name"],
                    "answered_address": answer["address"],
                    "matches": answer["matches"],
                    "problem": answer["problem"],
                    "requester_vat": requester,
                    "service": service,
                    "raw_answer": answer["raw"],
                    "user_id": self.env.uid,
                }
            )
        )
        owner.invalidate_recordset(["vat_check_state", "vat_check_text"])
        return {"result": check.result, "text": owner._result_of_check(check), "check_id": check.id}

    def _result_of_check(self, check):
        """Return the sentence for who has asked."""
        if check.result == "valid" and check._get_misfits():
            return self.env._(
                "The VAT id %(vat)s is valid, but what the service knows differs from the customer's data: %(misfits)s.",
                vat=check.vat,
                misfits=check._get_misfits(),
            )
        if check.result == "valid":
            return self.env._("The VAT id %(vat)s is valid. %(told)s", vat=check.vat, told=self._tell_check(check))
        if check.result == "invalid":
            return self.env._(
                "The VAT id %(vat)s isn't valid%(problem)s. Ask the customer for the right one; until"
                " then German VAT is due.",
                vat=check.vat,
                problem=f" ({check.problem})" if check.problem else "",
            )
        return self.env._(
            "The service of the EU couldn't be asked about %(vat)s (%(problem)s). Work goes on; check it again later.",
            vat=check.vat,
            problem=check.problem or "–",
        )

    def _get_vat_misfits(self):
        """Return what of this customer's name and address the service found wrong with a valid VAT id, as a text."""
        self.ensure_one()
        owner, company = self.commercial_partner_id, self.env.company
        check = self._latest_vat_checks(company).get((owner._origin.id, owner._compact_vat()))
        return check._get_misfits() if check and owner._state_of_check(check, company) == "valid" else ""

    def action_check_vat_id(self):
        """Check the VAT id from the customer's form, and show the answer."""
        answer = self.check_vat_id()
        kinds = {"valid": "success", "invalid": "danger", "unreachable": "warning"}
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": kinds[answer["result"]],
                "message": answer["text"],
                "sticky": answer["result"] != "valid",
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def action_open_vat_checks(self):
        """Open the checks of this customer's VAT ids."""
        ensure_one_record(self)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Checks of the VAT ID"),
            "res_model": "kontor.vat.check",
            "view_mode": "list,form",
            "domain": [("partner_id", "=", self.commercial_partner_id.id)],
            "context": {"create": False},
        }
