from odoo.tests import Form, tagged

from ..common import OrderCase


@tagged("post_install", "-at_install")
class TestCustomerLanguage(OrderCase):
    """003-3: a new customer is written to in the language of their country; what somebody chose stays."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for code in ("de_DE", "en_GB"):
            cls.env["res.lang"]._activate_lang(code)
        cls.german = cls.env["res.partner"].with_context(lang="de_DE")

    def _country(self, code):
        return self.env.ref(f"base.{code}")

    def test_003_3_entered_by_import_or_from_a_shop(self):
        for code, expected in (("fr", "en_GB"), ("it", "en_GB"), ("us", "en_US"), ("at", "de_DE"), ("ch", "de_DE")):
            partner = self.german.create({"name": "Neu", "country_id": self._country(code).id})
            self.assertEqual(partner.lang, expected, code)
            contact = self.german.create({"name": "Kontakt", "parent_id": partner.id})
            self.assertEqual(contact.lang, expected, "a contact is written to like the company")
        result = self.german.load(
            ["name", "country_id"], [["Importé SA", self._country("fr").with_context(lang="de_DE").name]]
        )
        self.assertEqual(self.german.browse(result["ids"]).lang, "en_GB")

    def test_003_3_what_somebody_chose_stays(self):
        chosen = self.german.create({"name": "Neu", "country_id": self._country("fr").id, "lang": "de_DE"})
        self.assertEqual(chosen.lang, "de_DE")
        chosen.country_id = self._country("it")
        self.assertEqual(chosen.lang, "de_DE", "an existing customer who moves keeps the language")
        by_context = self.german.with_context(default_lang="de_DE").create(
            {"name": "N", "country_id": self._country("fr").id}
        )
        self.assertEqual(by_context.lang, "de_DE")

    def test_003_3_entered_by_hand(self):
        with Form(self.german) as form:
            form.name = "Dupont SA"
            form.country_id = self._country("fr")
            self.assertEqual(form.lang, "en_GB")
            form.country_id = self._country("at")
            self.assertEqual(form.lang, "de_DE", "a country that was chosen by mistake leaves no language behind")
        with Form(self.german) as form:
            form.name = "Dupont SA"
            form.lang = "en_US"
            form.country_id = self._country("fr")
        self.assertEqual(form.record.lang, "en_US")
