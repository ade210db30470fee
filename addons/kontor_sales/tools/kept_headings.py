"""Headings of positions that never end a page.

wkhtmltopdf keeps neither rows nor groups of rows together, whatever the style sheet says; it only doesn't break a row. So
a heading is moved into the row of the position that it heads: above all its cells, as wide as the table.
"""

import math

from lxml import etree, html
from reportlab.pdfbase.pdfmetrics import stringWidth

#: What the rows of headings are called, how wide a line is (in letters' heights), and on how many lines a heading may stand:
#: longer ones stay rows.
HEADING, WIDTH, LINES = ("o_line_section", "o_line_subsection"), 52, 2


def keep_headings(content):
    """Return a report's HTML with the headings of its DIN 5008 tables in the rows that follow them.

    :param content: str or bytes, as the report was rendered
    :return: str, or ``content`` itself where there is no heading
    """
    mark = b"o_line_" if isinstance(content, bytes) else "o_line_"
    if mark not in content:
        return content
    root = html.fromstring(content, parser=html.HTMLParser(encoding="utf-8"))
    for body in root.iterfind(".//tbody"):
        if _has_class(body.getparent(), "o_main_table") and any(
            _has_class(item, "din_page_pdf") for item in body.iterancestors()
        ):
            _keep_together(body)
    return html.tostring(root, encoding="unicode")


def _keep_together(body):
    headings = []
    for row in list(body.iterfind("tr")):
        lines = _count_lines(row) if any(_has_class(row, name) for name in HEADING) else 0
        if 0 < lines <= LINES:
            headings.append((row, lines))
            continue
        cells = row.findall("td")
        for number, cell in enumerate(cells):
            for heading, lines in reversed(headings):
                _put_above(cell, heading, lines, with_text=not number)
        for heading, _lines in headings:
            body.remove(heading)
        headings = []


def _count_lines(row):
    """Return how many lines a heading takes, one with line ends too many."""
    if any(True for _br in row.iter("br")):
        return LINES + 1
    cells = [cell for cell in row.iterfind("td") if not _has_class(cell, "d-none")]
    # the papers' own font is about as wide as this one, which needs no file
    width = sum(stringWidth(cell.text_content().strip(), "Helvetica-Bold", 1) for cell in cells)
    return max(math.ceil(width / WIDTH), 1)


def _put_above(cell, heading, lines, with_text):
    """Give a cell the room of a heading above its text; the first one shows the heading in it."""
    room = etree.Element("div", {"class": "o_kontor_heading_room" + (" o_kontor_two_lines" if lines > 1 else "")})
    if with_text:
        shown = etree.SubElement(room, "div", {"class": f"o_kontor_heading {heading.get('class')}"})
        for part in reversed([item for item in heading.iterfind("td") if not _has_class(item, "d-none")]):
            own = "float-end" if _has_class(part, "o_price_total") else "text-nowrap" if lines == 1 else "text-wrap"
            piece = etree.SubElement(shown, "div", {"class": own})
            piece.text = part.text
            piece.extend(list(part))
    room.tail, cell.text = cell.text, None
    cell.insert(0, room)


def _has_class(element, name):
    return name in (element.get("class") or "").split()
