from odoo.addons.kontor_sales.tests.paper.test_pictures import DAY, PaperCase
from odoo.tests import tagged

from ..common import DunningCase

LETTER, OPEN_ITEMS = "kontor_dunning.action_report_letter", "kontor_dunning.action_report_statement"


@tagged("post_install", "-at_install", "kontor_once")
class TestDunningPictures(PaperCase, DunningCase):
    """What dunned customers get looks as it did: it is compared with a picture (001-3)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.date = DAY
        # No account, no code to scan: a code of the same content is drawn in more than one way.
        cls.company.partner_id.bank_ids.active = False
        cls.env["res.partner"].create(
            {
                "name": "Erika Kern",
                "salutation": "ms",
                "street": "Werftstraße 22",
                "zip": "26721",
                "city": "Emden",
                "parent_id": cls.customer.id,
                "type": "invoice",
                "lang": "de_DE",
            }
        )
        sequence = cls.env["ir.sequence"].search(
            [("code", "=", "kontor.dunning.letter"), ("company_id", "in", (False, cls.company.id))],
            order="company_id",
            limit=1,
        )
        sequence.write({"use_date_range": False, "number_next": 90001})

    def test_001_3_letters_and_open_items(self):
        invoices = [
            self._invoice(20 + number, amount, name=f"RE/2026/9005{number}")
            for number, amount in enumerate((1047.3, 746.73, 43.79))
        ]
        with self._on_the_day():
            first = self._dun()
        self.assertLooksAsBefore("level_1", LETTER, first, __file__)
        self._part_payment(invoices[0], 418.92, self._after(10))
        second = self._dun(self._after(30))
        self.assertEqual(second.level_id, self.dunning)
        self.assertLooksAsBefore("level_2", LETTER, second, __file__)
        final = self._dun(self._after(60))
        self.assertEqual(final.level_id, self.final)
        self.assertLooksAsBefore("level_3", LETTER, final, __file__)
        with self._on_the_day():
            self.assertLooksAsBefore("open_items", OPEN_ITEMS, self.customer, __file__)
