from odoo import api, models
from odoo.addons.kontor_sales.tools.formats import Formats
from odoo.tools import SQL, format_amount, format_date


class ResPartner(models.Model):
    """The credit risk's part of the customer header (003-11, 003-14…19, 003-23, 003-25)."""

    _inherit = "res.partner"

    @api.model
    def _header_contact_fields(self):
        return [*super()._header_contact_fields(), "contact_limit"]

    @api.model
    def _header_own_fields(self):
        return [*super()._header_own_fields(), "manual_block", "manual_block_reason"]

    def _header_columns(self, query, partners, contact):
        customer = SQL.identifier(query.table, "id")
        return super()._header_columns(query, partners, contact) | {
            "last_return": SQL(
                """(SELECT MAX(payment.returned_on) FROM account_payment payment
                      JOIN res_partner payer ON payer.id = payment.partner_id
                     WHERE payment.returned_on IS NOT NULL AND payment.company_id = %s
                       AND payer.commercial_partner_id = %s)""",
                self.env.company.id,
                customer,
            ),
            # the one that counts: the insured one that runs longest, else the latest
            "insurance": SQL(
                """(SELECT JSONB_BUILD_OBJECT('insurer', insurer.name, 'number', insurance.number,
                               'amount', insurance.amount, 'state', insurance.state,
                               'valid_until', insurance.valid_until,
                               'expired', COALESCE(insurance.valid_until < CURRENT_DATE, FALSE))
                      FROM kontor_credit_insurance insurance
                 LEFT JOIN res_partner insurer ON insurer.id = insurance.insurer_id
                     WHERE insurance.partner_id = %s AND insurance.company_id = %s
                  ORDER BY (insurance.state IN ('insured', 'reduced')
                            AND COALESCE(insurance.valid_until >= CURRENT_DATE, TRUE)) DESC,
                           insurance.valid_until DESC, insurance.id DESC
                     LIMIT 1)""",
                customer,
                self.env.company.id,
            ),
        }

    def _header_parts(self, data):
        row = self._get_credit_figures(self.env.company).get(self.id, {})
        return {
            **super()._header_parts(data),
            "limits": self._header_limits(row),
            "exposure": self._header_exposure(row),
            "status": self._header_status(row, data),
            "insurance": self._header_insurance(data["insurance"]),
        }

    def _header_contact(self, data):
        contact = super()._header_contact(data)
        if contact and data["contact_contact_limit"]:
            limit = format_amount(self.env, float(data["contact_contact_limit"]), self.env.company.currency_id)
            contact["limit"] = self.env._("Limit: %s", limit)
        return contact

    @api.model
    def _header_company_fields(self):
        return [*super()._header_company_fields(), "limit_decided_on"]

    def _header_exposure(self, row):
        """Return what the customer owes and has ordered, also where there is no limit.

        :return: ``{'open_items', 'open_orders', 'open_items_text', 'open_orders_text', 'undecided'}``; the last: is the
            user asked which limit counts for customers who have none?
        """
        currency, formats = self.env.company.currency_id, Formats(self.env)
        exposure = {name: currency.round(float(row.get(name) or 0)) for name in ("open_items", "open_orders")}
        texts = {f"{name}_text": formats.amount(value, currency) for name, value in exposure.items()}
        return {**exposure, **texts, "undecided": self.env.company._asks_for_default_limit()}

    def _header_limits(self, row):
        """Return the limits with what remains of them (003-15…17).

        :param dict row: the customer's figures
        :return: ``[{'kind', 'label', 'amount', 'valid_from', 'valid_to', 'ended', 'remaining', 'remaining_with_orders',
            'texts'}]``; ``ended``: the period is over, and no limit is valid; ``texts`` holds the amounts and the period as
            they are shown; a kind without a limit isn't listed
        """
        currency, formats = self.env.company.currency_id, Formats(self.env)
        labels = {"external": self.env._("Limit"), "internal": self.env._("Internal")}
        items, orders = float(row.get("open_items") or 0), float(row.get("open_orders") or 0)
        limits = []
        for kind, name in (("external", "limit"), ("internal", "internal_limit")):
            if row.get(name) is None:
                continue
            amount = float(row[name])
            values = {
                "amount": amount,
                "remaining": currency.round(amount - items),
                "remaining_with_orders": currency.round(amount - items - orders),
            }
            start, end = row.get(f"{name}_from"), row.get(f"{name}_to")
            period = f"{formats.date(start) or '…'} – {formats.date(end) or '…'}" if start or end else ""
            ended = row.get(f"{name}_ended") is not None
            if ended:
                period += f", {self._get_ended_text(end)}"
            texts = {key: formats.amount(value, currency) for key, value in values.items()}
            limits.append(
                {
                    "kind": kind,
                    "label": labels[kind],
                    "valid_from": start.isoformat() if start else False,
                    "valid_to": end.isoformat() if end else False,
                    "ended": ended,
                    **values,
                    "texts": {"period": period, **texts},
                }
            )
        return limits

    def _header_status(self, row, data):
        """Return the status: the manual block instead of that of the open items (003-25), the most severe one else.

        :return: ``{'code', 'label', 'severity', 'detail', 'last_return_date', 'last_return_text'}`` or False
        """
        returned = data["last_return"]
        status = {
            "code": "",
            "label": "",
            "severity": "",
            "detail": "",
            "last_return_date": returned.isoformat() if returned else "",
            "last_return_text": self.env._("Returned debit %s", format_date(self.env, returned)) if returned else "",
        }
        overdue = self._overdue_status(row)
        block = data["manual_block"] or "none"
        if block != "none":
            labels = dict(self._fields["manual_block"]._description_selection(self.env))
            status |= {"code": block, "severity": "danger", "detail": data["manual_block_reason"] or ""}
        elif overdue != "none":
            labels = dict(self._fields["overdue_status"]._description_selection(self.env))
            status |= {"code": overdue, "severity": "warning" if overdue == "overdue" else "danger"}
            amount = format_amount(self.env, float(row["overdue_amount"]), self.env.company.currency_id)
            status["detail"] = self.env._(
                "%(amount)s overdue since %(date)s", amount=amount, date=format_date(self.env, row["first_due"])
            )
        elif not returned:
            return False
        else:
            return status
        return status | {"label": labels[status["code"]]}

    def _header_insurance(self, insurance):
        """Return the status of the credit insurance (003-18), or False."""
        if not insurance:
            return False
        states = dict(self.env["kontor.credit.insurance"]._fields["state"]._description_selection(self.env))
        state = self.env._("expired") if insurance["expired"] else states[insurance["state"]]
        parts = [
            insurance["insurer"],
            insurance["number"],
            format_amount(self.env, insurance["amount"], self.env.company.currency_id),
            insurance["valid_until"] and self.env._("until %s", format_date(self.env, insurance["valid_until"])),
        ]
        return {
            **{key: insurance[key] or "" for key in ("insurer", "number", "state", "valid_until")},
            "amount": insurance["amount"],
            "expired": insurance["expired"],
            "label": state,
            "text": " · ".join(part for part in parts if part),
        }

    # -- what the figures are made of -----------------------------------------------------------------------------------

    @api.model
    def _header_actions(self):
        return super()._header_actions() | {
            f"credit_{what}": f"_header_action_credit_{what}"
            for what in ("limits", "open_items", "open_orders", "overdue", "insurance", "returns", "default_limit")
        }

    def _header_action_credit_default_limit(self, contact):
        return self.env.company.action_open_default_limit()

    def _header_action_credit_limits(self, contact):
        return self.action_open_credit_detail("limits")

    def _header_action_credit_open_items(self, contact):
        return self.action_open_credit_detail("open_items")

    def _header_action_credit_open_orders(self, contact):
        return self.action_open_credit_detail("open_orders")

    def _header_action_credit_overdue(self, contact):
        return self.action_open_credit_detail("overdue")

    def _header_action_credit_insurance(self, contact):
        return self.action_open_credit_detail("insurance")

    def _header_action_credit_returns(self, contact):
        return self.action_open_credit_detail("returns")
