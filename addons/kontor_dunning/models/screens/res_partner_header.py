from odoo import api, models
from odoo.tools import SQL


class ResPartner(models.Model):
    """The dunning's part of the customer header: the highest level, letters among the documents (003-12, 003-13)."""

    _inherit = "res.partner"

    @api.model
    def _document_kinds(self):
        return super()._document_kinds() | {
            "M": {
                "model": "kontor.dunning.letter",
                "domain": [("state", "!=", "draft")],
                "customer": "partner_id",
                "numbers": ["name"],
                "date": "date",
                "state": "state",
                "amount": "amount_total",
                "currency": "currency_id",
                "label": self.env._("Dunning Letter"),
            }
        }

    def _header_columns(self, query, partners, contact):
        # sudo: the same for everybody who sees the customer, as res.partner.dunning_level_id
        levels = self.env["kontor.dunning.level"].sudo()
        return super()._header_columns(query, partners, contact) | {
            "dunning": SQL(
                """(SELECT JSONB_BUILD_OBJECT('name', %(name)s, 'kind', level.kind)
                      FROM account_move move
                      JOIN kontor_dunning_level level ON level.id = move.dunning_level_id
                     WHERE move.commercial_partner_id = %(customer)s AND move.company_id = %(company)s
                  ORDER BY ARRAY_POSITION(ARRAY['reminder', 'dunning', 'final_demand'], level.kind::text) DESC,
                           level.sequence DESC, level.id DESC
                     LIMIT 1)""",
                name=levels._field_to_sql("level", "name", query),
                customer=SQL.identifier(query.table, "id"),
                company=self.env.company.id,
            )
        }

    def _header_parts(self, data):
        parts = super()._header_parts(data)
        if data["dunning"]:
            kind = data["dunning"]["kind"]
            parts["badges"] = [
                *parts["badges"],
                {
                    "code": "dunning",
                    "label": self.env._("Dunned: %s", data["dunning"]["name"]),
                    "severity": {"reminder": "info", "dunning": "warning"}.get(kind, "danger"),
                },
            ]
        return parts

    @api.model
    def _header_actions(self):
        return super()._header_actions() | {"dunning": "_header_action_dunning"}

    def _header_action_dunning(self, contact):
        return self.action_open_dunning_letters()
