"""Documents as pictures: each kind has one that it is compared with, so that nothing moves without being noticed.

The pictures lie beside the tests that make them, in ``pictures/``. To renew them after a change that is meant:
``KONTOR_RENEW_PICTURES=1 ./kontor test --tags /kontor_sales:TestPictures`` (and the classes of the other addons).
"""

import base64
import io
import os
import pathlib
import tempfile

from odoo.tests import HttpCase
from odoo.tools import config
from PIL import Image, ImageChops, ImageFilter

#: Dots per inch of the pictures: a line of text is a line, letters can't be read.
DPI = 50
#: How many pages of a document a picture shows.
PAGES = 3
#: How much a dot may differ (of 255), after both pictures were blurred by a dot, and how many dots may differ more.
SHADE, SHARE = 60, 0.001


class PictureCase(HttpCase):
    """Compares PDFs with the pictures that are kept of them: their first pages, side by side."""

    @classmethod
    def _lay_out_company(cls):
        """Give the company the paper of the pictures: nothing on it comes from the database."""
        company = cls.env.company
        company.write(
            {
                "name": "Muster Großhandel GmbH",
                "street": "Hafenstraße 1",
                "street2": False,
                "zip": "20457",
                "city": "Hamburg",
                "country_id": cls.env.ref("base.de").id,
                "vat": "DE136695976",
                "company_registry": "HRB 1234",
                "phone": "+49 40 123456",
                "email": "post@muster.example",
                "report_header": False,
                "report_footer": "Amtsgericht Hamburg<br/>Geschäftsführung: Erika Muster",
                "company_details": "Muster Großhandel GmbH<br/>Hafenstraße 1<br/>20457 Hamburg",
                "logo": base64.b64encode(cls._mark()),
                "font": "Roboto",
                "primary_color": "#1d4f7c",
                "secondary_color": "#444444",
                "has_position_column": True,
                "external_report_layout_id": cls.env.ref("l10n_din5008.external_layout_din5008").id,
                "paperformat_id": cls.env.ref("l10n_din5008.paperformat_euro_din").id,
                "document_text_ids": [(5, 0, 0)],
            }
        )

    @staticmethod
    def _mark():
        stream = io.BytesIO()
        Image.new("RGB", (240, 60), "#1d4f7c").save(stream, "PNG")
        return stream.getvalue()

    def assertLooksAsBefore(self, name, report, records, folder):
        """Check a document's pages against its picture; the difference is written beside the test's screenshots.

        :param str name: of the picture
        :param str report: XML id of the report
        :param records: what is printed
        :param str folder: path of the test's module
        """
        reports = self.env["ir.actions.report"].with_context(force_report_rendering=True)
        self.env.flush_all()
        self.env.invalidate_all()
        picture = self._picture(reports._render_qweb_pdf(report, records.ids)[0])
        kept = pathlib.Path(folder).parent / "pictures" / f"{name}.png"
        if os.environ.get("KONTOR_RENEW_PICTURES"):
            kept.parent.mkdir(exist_ok=True)
            picture.quantize(16).save(kept, optimize=True)
            return
        self.assertTrue(kept.exists(), f"{kept} is missing: KONTOR_RENEW_PICTURES=1 makes it")
        expected = Image.open(kept).convert("L")
        share = self._difference(expected, picture)
        if share > SHARE:
            target = pathlib.Path(config["screenshots"] or tempfile.gettempdir()) / "pictures"
            target.mkdir(parents=True, exist_ok=True)
            # what is new is red, what is gone is blue
            Image.merge("RGB", (expected, ImageChops.lighter(expected, picture), picture)).save(target / f"{name}.diff.png")
            picture.save(target / f"{name}.new.png")
            self.fail(
                f"{name} looks different: {share:.2%} of its dots differ, {SHARE:.2%} may. Old, new and difference: {kept}, "
                f"{target}/{name}.new.png, {target}/{name}.diff.png. Is the change meant? KONTOR_RENEW_PICTURES=1 keeps it."
            )

    def _picture(self, content):
        import pypdfium2

        document = pypdfium2.PdfDocument(content)
        pages = [
            document[number].render(scale=DPI / 72, grayscale=True).to_pil().convert("L")
            for number in range(min(len(document), PAGES))
        ]
        picture = Image.new("L", (sum(page.width for page in pages), pages[0].height), 255)
        for number, page in enumerate(pages):
            picture.paste(page, (number * page.width, 0))
        return picture

    def _difference(self, expected, picture):
        """Return the share of dots that differ; 1.0 where the pages differ in size."""
        if expected.size != picture.size:
            return 1.0
        smooth = ImageFilter.BoxBlur(1)
        difference = ImageChops.difference(expected.filter(smooth), picture.filter(smooth))
        different = sum(count for shade, count in enumerate(difference.histogram()) if shade > SHADE)
        return different / (expected.width * expected.height)
