from freezegun import freeze_time
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .fake_vies import FakeVies
from .test_tax_matrix import TaxCase

VALID = {
    "countryCode": "AT",
    "vatNumber": "U12345675",
    "requestDate": "2026-12-01T10:00:00.000Z",
    "valid": True,
    "requestIdentifier": "WAPIAAAAY1",
    "name": "Tischlerei Huber GmbH",
    "address": "Ring 1\n1010 Wien",
    "traderNameMatch": "VALID",
    "traderCityMatch": "INVALID",
    "traderStreetMatch": "NOT_PROCESSED",
}


@tagged("post_install", "-at_install")
class TestVatCheck(TaxCase):
    """The VAT id of a customer in the EU is checked with VIES, and the answer is kept as a proof (§ 6a Abs. 4 UStG)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.buyer = cls._buyer("AT", city="Wien", zip="1010")

    def setUp(self):
        super().setUp()
        self.vies = FakeVies()
        self.addCleanup(self.vies.close)
        self.vies.answer = VALID
        self.env["ir.config_parameter"].set_param("kontor_sales.vies_service", self.vies.url)

    def _check(self, user=None):
        return self.buyer.with_user(user or self.clerk).check_vat_id()

    def test_a_valid_answer_is_kept_with_its_number(self):
        """Asked with our own VAT id and the customer's address, so that the service gives a number and compares."""
        answer = self._check()
        check = self.env["kontor.vat.check"].browse(answer["check_id"])
        path, asked = self.vies.asked[0]
        self.assertEqual(path, "/rest-api/check-vat-number")
        self.assertEqual((asked["countryCode"], asked["vatNumber"]), ("AT", "U12345675"))
        self.assertEqual((asked["requesterMemberStateCode"], asked["requesterNumber"]), ("DE", "811569869"))
        self.assertEqual((asked["traderName"], asked["traderCity"]), (self.buyer.name, "Wien"))
        self.assertEqual(check.result, "valid")
        self.assertEqual((check.request_identifier, check.answered_name), ("WAPIAAAAY1", "Tischlerei Huber GmbH"))
        self.assertEqual(check.matches, "name: VALID, city: INVALID")
        self.assertEqual(check.user_id, self.clerk)
        self.assertIn("WAPIAAAAY1", check.raw_answer)
        self.assertEqual(self.buyer.vat_check_state, "valid")
        self.assertIn("WAPIAAAAY1", self.buyer.vat_check_text)

    def test_an_invalid_number_is_told(self):
        """Whether the service knows it not, or says that it can't be one."""
        for answer in ({"valid": False}, {"actionSucceed": False, "errorWrappers": [{"error": "INVALID_INPUT"}]}):
            self.vies.answer = answer
            self.assertEqual(self._check()["result"], "invalid")
            self.assertEqual(self.buyer.vat_check_state, "invalid")

    def test_a_service_that_cannot_be_reached_blocks_nothing(self):
        """It is kept that it was tried; an answer that there was before still counts."""
        self.vies.answer = {"actionSucceed": False, "errorWrappers": [{"error": "MS_UNAVAILABLE"}]}
        answer = self._check()
        self.assertEqual(answer["result"], "unreachable")
        self.assertIn("MS_UNAVAILABLE", answer["text"])
        self.vies.answer = "<html>Bad Gateway</html>"
        self.assertEqual(self._check()["result"], "unreachable")
        self.assertEqual(self.buyer.vat_check_state, "unreachable")
        self.vies.answer = VALID
        self._check()
        self.env["ir.config_parameter"].set_param("kontor_sales.vies_service", "http://localhost:9")
        self.assertEqual(self._check()["result"], "unreachable")
        self.assertEqual(self.buyer.vat_check_state, "valid")

    def test_another_vat_id_or_too_many_days_make_it_void(self):
        """A check is one of a VAT id and of a day."""
        self._check()
        with freeze_time("2027-12-31"):
            self.buyer.invalidate_recordset()
            self.assertEqual(self.buyer.vat_check_state, "outdated")
            self.company.vat_check_days = 0
            self.buyer.invalidate_recordset()
            self.assertEqual(self.buyer.vat_check_state, "valid")
        self.buyer.vat = "ATU33864707"
        self.assertEqual(self.buyer.vat_check_state, "never")

    def test_a_customer_who_was_renamed_is_asked_about_again(self):
        """What was confirmed is that the VAT id is the one of somebody else; and a name that doesn't fit is told."""
        self.vies.answer = {**VALID, "traderNameMatch": "INVALID"}
        self.assertIn("differs from the customer's data: name, city", self._check()["text"])
        order = self._order((self.drill, 1), partner_id=self.buyer.id)
        self.assertIn("is valid, but the service knows another name, city", order.tax_warning)
        self.vies.answer = {**VALID, "traderCityMatch": "VALID"}
        self._check()
        order.invalidate_recordset()
        self.assertFalse(order.tax_warning)
        known = self.buyer.name
        self.buyer.name = "Huber Möbel AG"
        self.assertEqual(self.buyer.vat_check_state, "outdated")
        self.assertIn(f"asked about “{known}”", self.buyer.vat_check_text)
        order.invalidate_recordset()
        self.assertIn("under another name", order.tax_warning)

    def test_nobody_changes_a_proof(self):
        """Neither an administrator nor the server's own rights."""
        check = self.env["kontor.vat.check"].browse(self._check()["check_id"])
        admin = self.env.ref("base.user_admin")
        for work in (
            lambda: check.with_user(admin).write({"result": "valid"}),
            lambda: check.with_user(admin).unlink(),
            lambda: check.with_user(admin).create({"partner_id": self.buyer.id}),
            lambda: check.sudo().write({"result": "valid"}),
            lambda: check.sudo().unlink(),
        ):
            self.assertRaises(UserError, work)

    def test_who_may_check(self):
        """Whoever sells or bills; and there must be something to ask."""
        keeper = new_test_user(self.env, "kontor_keeper", groups="stock.group_stock_user")
        with self.assertRaisesRegex(AccessError, "check VAT ids"):
            self._check(keeper)
        swiss = self._buyer("CH")
        with self.assertRaisesRegex(UserError, "no VAT id of another country of the EU"):
            swiss.with_user(self.clerk).check_vat_id()
        self.assertEqual(swiss.vat_check_state, "missing")
