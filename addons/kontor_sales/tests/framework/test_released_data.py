from unittest.mock import patch

from odoo.tests import TransactionCase, tagged

from ...tools import released_data
from ...tools.released_data import bring_up_to_date, take_away

OLD = {"en_US": "Shipping", "de_DE": "Versand"}


@tagged("post_install", "-at_install")
class TestReleasedData(TransactionCase):
    """What a release changes in records that Odoo doesn't touch again reaches databases that are there."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("de_DE")
        cls.status = cls.env.ref("kontor_sales.order_status_delivery")

    def write_names(self, **names):
        """Let the status have these names, and no others."""
        for lang, name in {**OLD, **names}.items():
            self.status.with_context(lang=lang).name = name

    def names(self):
        """Return what the database has, without Odoo's stand-ins for what isn't translated."""
        self.env.flush_all()
        self.env.cr.execute("SELECT name FROM order_status WHERE id = %s", [self.status.id])
        return self.env.cr.fetchone()[0]

    def test_untouched_value_follows_the_release(self):
        """Where a value is still that of the release before, it becomes that of the file."""
        self.status.sequence = 99
        done = bring_up_to_date(self.env.cr, "kontor_sales", {"order_status_delivery": {"sequence": 99}})
        self.assertEqual(done, ["order_status_delivery"])
        self.status.invalidate_recordset()
        self.assertEqual(self.status.sequence, 30)
        flag = self.env["ir.model.data"].search([("module", "=", "kontor_sales"), ("name", "=", "order_status_delivery")])
        self.assertTrue(flag.noupdate)

    def test_changed_value_stays(self):
        """What somebody changed stays, and the log names it; other fields of the record follow all the same."""
        self.status.write({"sequence": 42})
        self.write_names()
        changes = {"order_status_delivery": {"sequence": 99, "name": OLD}}
        with patch.object(released_data._logger, "info") as log:
            bring_up_to_date(self.env.cr, "kontor_sales", changes)
        self.assertEqual(log.call_args.args[1:], ("kontor_sales", "order_status_delivery", "sequence"))
        self.status.invalidate_recordset()
        self.assertEqual(self.status.sequence, 42)
        self.assertEqual(self.names()["en_US"], "Delivery")

    def test_translations_make_room(self):
        """Of a text nobody changed the old translation goes; the new one is loaded right after a migration."""
        self.write_names()
        bring_up_to_date(self.env.cr, "kontor_sales", {"order_status_delivery": {"name": OLD}})
        self.assertEqual(self.names()["en_US"], "Delivery")
        self.assertNotIn("de_DE", self.names())
        self.env["ir.module.module"].search([("name", "=", "kontor_sales")])._update_translations("de_DE")
        self.assertEqual(self.names()["de_DE"], "Lieferung")

    def test_changed_translation_keeps_the_text(self):
        """A text that somebody changed in one language stays in all."""
        self.write_names(de_DE="Unterwegs")
        self.assertFalse(bring_up_to_date(self.env.cr, "kontor_sales", {"order_status_delivery": {"name": OLD}}))
        self.assertEqual(self.names()["de_DE"], "Unterwegs")
        self.assertEqual(self.names()["en_US"], "Shipping")

    def test_relations_are_compared_by_name(self):
        """A relation says the external id of what it pointed to."""
        report = self.env.ref("kontor_sales.order_status_report_order")
        report.report_id = self.env.ref("stock.action_report_delivery")
        changes = {"order_status_report_order": {"report_id": "stock.action_report_delivery"}}
        self.assertTrue(bring_up_to_date(self.env.cr, "kontor_sales", changes))
        report.invalidate_recordset()
        self.assertEqual(report.report_id, self.env.ref("sale.action_report_saleorder"))
        self.assertFalse(bring_up_to_date(self.env.cr, "kontor_sales", changes))

    def test_missing_record_is_created(self):
        """A record that is new in a release and isn't created by an update comes when the migration names it."""
        self.env.ref("kontor_sales.order_status_report_cancel").unlink()
        self.assertEqual(
            bring_up_to_date(self.env.cr, "kontor_sales", {"order_status_report_cancel": {}}), ["order_status_report_cancel"]
        )
        created = self.env.ref("kontor_sales.order_status_report_cancel")
        self.assertEqual(created.status_id, self.env.ref("kontor_sales.order_status_cancel"))

    def test_deleted_record_stays_deleted(self):
        """A change of a record that somebody deleted brings nothing back."""
        self.env.ref("kontor_sales.order_status_report_cancel").unlink()
        changes = {"order_status_report_cancel": {"report_id": "stock.action_report_delivery"}}
        self.assertFalse(bring_up_to_date(self.env.cr, "kontor_sales", changes))
        self.assertFalse(self.env.ref("kontor_sales.order_status_report_cancel", raise_if_not_found=False))

    def test_names_that_no_file_has(self):
        """A typing error in a migration is noticed by whoever writes it."""
        for changes in ({"order_status_sent": {}}, {"order_status_order": {"colour": 1}}):
            with self.assertRaisesRegex(ValueError, "no data file has"):
                bring_up_to_date(self.env.cr, "kontor_sales", changes)

    def test_take_away(self):
        """What no file has any more goes, unless it is in use."""
        self.assertEqual(take_away(self.env.cr, "kontor_sales", "order_status_report_cancel", "never_there"),
                         ["order_status_report_cancel"])  # fmt: skip
        self.assertFalse(self.env.ref("kontor_sales.order_status_report_cancel", raise_if_not_found=False))
        # Statuses are never deleted.
        with patch.object(released_data._logger, "info") as log:
            self.assertFalse(take_away(self.env.cr, "kontor_sales", "order_status_order"))
        log.assert_called_once()
        self.assertTrue(self.env.ref("kontor_sales.order_status_order"))
