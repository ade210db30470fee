"""Carry-over sums on documents of several pages: what the QWeb template says, and what is written onto the PDF.

Only the finished PDF knows where its pages end. So each printed amount carries an invisible link that says how much the
amounts up to there come to; once the pages are made, the links show which sum each page ends with. It is written below
the last line of that page and above the first line of the next one, and the links are taken away.
"""

import base64
import functools
import io
import json

from odoo.tools import file_path, format_amount
from odoo.tools.pdf import ArrayObject, NameObject, PdfFileReader, PdfFileWriter

#: What the address of these links begins with.
SCHEME = "kontor-carry-over:"
POINTS_PER_MM = 72 / 25.4
FONT = "KontorCarryOver"
FONT_SIZE = 8
#: Free space between the body and its sum, in points: at the page's end, and at the beginning of the next one.
GAP_BELOW, GAP_ABOVE = 10, 4


class CarryOver:
    """The running sum of one document while its template is rendered."""

    def __init__(self, env, currency):
        """Start at zero.

        :param env: an environment in the document's language
        :param currency: the ``res.currency`` of its amounts
        """
        self.env, self.currency, self.total = env, currency, 0.0

    def row(self, amount):
        """Count an amount that is printed here, and return the address of its link.

        :param float amount: in the document's currency
        :return: str
        """
        self.total = self.currency.round(self.total + amount)
        return _address(
            {
                "sum": format_amount(self.env, self.total, self.currency),
                "end_of_page": self.env._("Subtotal"),
                "next_page": self.env._("Carried forward"),
            }
        )

    def end(self):
        """Return the address of the link where the totals stand, after which nothing is carried over."""
        return _address({})


def _address(data):
    return SCHEME + base64.urlsafe_b64encode(json.dumps(data).encode()).decode()


def write_carry_over(content, margin_top, margin_bottom):
    """Write the sums of a PDF with such links where its pages end and begin, and take the links away.

    :param bytes content: a PDF of one or more documents, as wkhtmltopdf made it
    :param float margin_top: millimetres above the body of a page
    :param float margin_bottom: millimetres below it
    :return: bytes
    """
    writer = PdfFileWriter()
    # with the outline: Odoo splits a PDF of several documents by it
    writer.cloneReaderDocumentRoot(PdfFileReader(io.BytesIO(content), strict=False))
    carried, texts_by_page = {}, {}
    for number in range(writer.getNumPages()):
        page = writer.getPage(number)
        texts = []
        if carried:
            top = float(page.mediabox.height) - margin_top * POINTS_PER_MM + GAP_ABOVE
            texts.append((carried["x"], top, f"{carried['next_page']}  {carried['sum']}"))
        for x, data in _take_links(page):
            carried = {**data, "x": x} if data else {}
        if carried:
            bottom = margin_bottom * POINTS_PER_MM - GAP_BELOW
            texts.append((carried["x"], bottom, f"{carried['end_of_page']}  {carried['sum']}"))
        if texts:
            texts_by_page[number] = texts
    for number, overlay in _overlays(texts_by_page, writer).items():
        page = writer.getPage(number)
        page.merge_page(overlay)
        page.compress_content_streams()
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def _take_links(page):
    """Remove our links from a page, and return them from its top to its end.

    :return: list of ``(x, data)``: where the amount ends, in points, and what its link says
    """
    found, others = [], ArrayObject()
    for reference in page["/Annots"].get_object() if "/Annots" in page else ():
        annotation = reference.get_object()
        uri = annotation["/A"].get_object()["/URI"] if "/A" in annotation and "/URI" in annotation["/A"].get_object() else ""
        if str(uri).startswith(SCHEME):
            left, bottom, right, top = (float(value) for value in annotation["/Rect"].get_object())
            data = json.loads(base64.urlsafe_b64decode(str(uri)[len(SCHEME) :].encode()))
            found.append((-max(bottom, top), len(found), max(left, right), data))
        else:
            others.append(reference)
    if found:
        page[NameObject("/Annots")] = others
    return [(x, data) for _height, _index, x, data in sorted(found, key=lambda item: item[:2])]


def _overlays(texts_by_page, writer):
    """Return what is to be laid over the pages: pages of the same size, which share one embedded font.

    :param dict texts_by_page: ``{page number: [(x, y, text)]}``; a text ends at x, y is its base line, in points from
        the lower left corner
    :return: ``{page number: page}``
    """
    if not texts_by_page:
        return {}
    # imported here, as Odoo does: it takes a moment, and few processes print
    from reportlab.pdfgen import canvas

    _register_font()
    stream = io.BytesIO()
    # without a font of its own each page would name Helvetica, which isn't embedded
    sheet = canvas.Canvas(stream, initialFontName=FONT, initialFontSize=FONT_SIZE)
    for number, texts in texts_by_page.items():
        size = writer.getPage(number).mediabox
        sheet.setPageSize((float(size.width), float(size.height)))
        sheet.setFont(FONT, FONT_SIZE)
        for x, y, text in texts:
            sheet.drawRightString(x, y, text)
        sheet.showPage()
    sheet.save()
    reader = PdfFileReader(stream, strict=False)
    return {number: reader.getPage(index) for index, number in enumerate(texts_by_page)}


@functools.lru_cache(maxsize=1)
def _register_font():
    """Make a font known that is embedded into the PDF, which an e-invoice (PDF/A) needs, and has all currency signs."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    pdfmetrics.registerFont(TTFont(FONT, file_path("web/static/fonts/sign/NotoSans-Reg.ttf")))
