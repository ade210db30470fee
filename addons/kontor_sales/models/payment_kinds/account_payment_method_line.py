from odoo import api, fields, models

#: What a way of paying is, whatever it is called.
PAYMENT_KINDS = [
    ("transfer", "Bank Transfer"),
    ("direct_debit", "Direct Debit"),
    ("cod", "Cash on Delivery"),
    ("cash", "Cash"),
    ("paypal", "PayPal"),
    ("card", "Credit Card"),
    ("other", "Other"),
]


class AccountPaymentMethodLine(models.Model):
    """Zahlungsarten: Odoo's lines of payment methods, which say what they are and are named in each language (000-13)."""

    _inherit = "account.payment.method.line"

    # Company and customer see it on their documents, each in their own language.
    name = fields.Char(translate=True)
    payment_kind = fields.Selection(
        PAYMENT_KINDS,
        string="Way of Payment",
        help="What this way of paying is. The deliveries of an order that is paid on delivery go out with a"
        " cash-on-delivery invoice.",
    )

    @api.model
    def _payment_kind_names(self):
        """Return what new lines are called in the language of this environment, ``{kind: name}``."""
        return {
            "transfer": self.env._("Bank Transfer"),
            "direct_debit": self.env._("Direct Debit"),
            "cod": self.env._("Cash on Delivery"),
            "cash": self.env._("Cash"),
            "paypal": self.env._("PayPal"),
            "card": self.env._("Credit Card"),
        }

    @api.model
    def _all_payment_kind_names(self):
        """Return what the kinds are called in each installed language, ``{language: {kind: name}}``."""
        return {
            code: self.with_context(lang=code)._payment_kind_names() for code, _name in self.env["res.lang"].get_installed()
        }

    @api.model
    def _payment_kind_named(self, name):
        """Return the kind that a name means in one of the installed languages, or False.

        :param str name: name of a payment method, a journal or a payment provider; may be empty
        """
        wanted = (name or "").strip().casefold()
        for names in self._all_payment_kind_names().values():
            for kind, known in names.items():
                if wanted == known.casefold():
                    return kind
        return False

    def _become_payment_kind(self, kind):
        """Make these lines a way of paying, named as it is called in each language.

        :param str kind: a kind that has a name of its own
        """
        self.payment_kind = kind
        for lang, names in self._all_payment_kind_names().items():
            self.with_context(lang=lang).name = names[kind]

    def _has_core_name(self):
        """Tell whether this line is still called as Odoo calls the lines of a new journal ("Manual Payment")."""
        self.ensure_one()
        method = self.payment_method_id
        langs = [code for code, _name in self.env["res.lang"].get_installed()]
        known = {method.with_context(lang=lang).name for lang in langs} | {"Manual Payment"}
        return method.code == "manual" and (not self.name or self.name in known)
