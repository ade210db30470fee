import io
from itertools import count
from unittest.mock import patch

from reportlab.pdfgen import canvas

from ..common import OrderCase


class PrintingCase:
    """Printing without wkhtmltopdf: each PDF that is made differs from every other one."""

    def setUp(self):
        super().setUp()
        reports = type(self.env["ir.actions.report"])
        self.rendered = count(1)
        self.patch_run = patch.object(reports, "_run_wkhtmltopdf", self._make_pdf)
        self.patch_run.start()
        self.addCleanup(self.patch_run.stop)

    def _make_pdf(self, bodies, **kwargs):
        """Stand in for wkhtmltopdf: a page for each document, with a number of its own."""
        stream = io.BytesIO()
        sheet = canvas.Canvas(stream)
        number = next(self.rendered)
        for body in bodies:
            sheet.drawString(50, 700, f"PDF {number}: {len(body)} characters")
            sheet.showPage()
        sheet.save()
        return stream.getvalue()

    def _print(self, report, records, user=None):
        """Print by a report, as the button, the menu and the report's address do."""
        reports = self.env["ir.actions.report"].with_user(user or self.clerk).with_context(force_report_rendering=True)
        return reports._render_qweb_pdf(report, records.ids)[0]

    def _issued(self, records, kind=None):
        """Return what was issued of documents, from the first to the last."""
        domain = [("res_model", "=", records._name), ("res_id", "in", records.ids)]
        if kind:
            domain.append(("kind", "=", kind))
        return self.env["kontor.issued.document"].search(domain, order="id")


class ArchiveCase(PrintingCase, OrderCase):
    """Sales documents that are printed without wkhtmltopdf."""
