"""The mark on a copy of an issued document: what was sent stays as it is, and the mark is laid over its pages."""

import functools
import io

from odoo.tools import file_path
from odoo.tools.pdf import OdooPdfFileReader, PdfFileReader, PdfFileWriter

from .pdf_a import FILENAME, write_e_invoice

FONT = "KontorCopyStamp"
FONT_SIZE = 14
#: From the upper right corner of the page, in points: above the address field, beside the logo's line.
FROM_RIGHT, FROM_TOP = 28, 20


def stamp_copy(content, text):
    """Mark each page of a PDF.

    :param bytes content: the PDF as it was issued
    :param str text: the mark, in the reader's language
    :return: bytes of another PDF
    """
    reader = OdooPdfFileReader(io.BytesIO(content), strict=False)
    writer = PdfFileWriter()
    writer.cloneReaderDocumentRoot(reader)
    overlays = {}
    for number in range(writer.getNumPages()):
        page = writer.getPage(number)
        size = float(page.mediabox.width), float(page.mediabox.height)
        if size not in overlays:
            overlays[size] = _overlay(size, text)
        page.merge_page(overlays[size])
    stream = io.BytesIO()
    writer.write(stream)
    return _as_issued(stream.getvalue(), reader)


def _as_issued(stamped, reader):
    """Return a copy in the form of what was issued: of a ZUGFeRD invoice again PDF/A-3, which the stamp's writer unmakes."""
    xml = dict(reader.getAttachments()).get(FILENAME)
    if not xml:
        return stamped
    said = reader.metadata or {}
    language = reader.trailer["/Root"].get("/Lang") or "de-DE"
    return write_e_invoice(
        stamped, xml, title=said.get("/Title") or "", author=said.get("/Author") or "", language=str(language)
    )


def _overlay(size, text):
    """Return a page of a size, in points, with the mark in its upper right corner."""
    # imported here, as Odoo does: it takes a moment, and few processes print copies
    from reportlab.pdfgen import canvas

    _register_font()
    stream = io.BytesIO()
    # no other font, which wouldn't be embedded
    sheet = canvas.Canvas(stream, pagesize=size, initialFontName=FONT)
    sheet.setFont(FONT, FONT_SIZE)
    sheet.drawRightString(size[0] - FROM_RIGHT, size[1] - FROM_TOP, text)
    sheet.showPage()
    sheet.save()
    return PdfFileReader(stream, strict=False).getPage(0)


@functools.lru_cache(maxsize=1)
def _register_font():
    """Make a font known that is embedded into the PDF and has all letters of Europe."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    pdfmetrics.registerFont(TTFont(FONT, file_path("web/static/fonts/sign/NotoSans-Reg.ttf")))
