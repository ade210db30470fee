from odoo.tests import TransactionCase, tagged

from .common import RULES, find_broken_rules


@tagged("post_install", "-at_install")
class TestPostedEInvoices(TransactionCase):
    """All invoices of the database keep the rules: the demo company's, where the tests run on it."""

    def test_004_19_all_posted_invoices_are_valid(self):
        moves = self.env["account.move"].search(
            [("state", "=", "posted"), ("move_type", "in", ["out_invoice", "out_refund"])]
        )
        documents, refused = [], []
        for edi_format in RULES:
            builder = self.env["res.partner"]._get_edi_builder(edi_format)
            for move in moves:
                if move._get_einvoice_obstacles(edi_format):
                    refused.append(move)
                    continue
                xml, errors = builder._export_invoice(move)
                self.assertFalse(errors, f"{move.name} {edi_format}")
                documents.append((move.name, edi_format, xml))
        self.assertFalse(broken := find_broken_rules(documents), "\n".join(broken))
        self.assertLessEqual(len(refused), len(moves) / 20)
