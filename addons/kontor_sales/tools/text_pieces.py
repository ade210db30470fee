"""A long text in pieces, each of which may stand on another page.

wkhtmltopdf never breaks a table row: what doesn't fit goes to the next page as a whole, and half a page stays empty. So a
position with a long text is printed as several rows.
"""

import re

#: How many printed lines a piece has at most, and how many characters stand on one.
LINES, WIDTH = 6, 58


def split_text(text, lines=LINES, width=WIDTH):
    """Return a text in pieces: at the ends of lines, and inside of long paragraphs at those of sentences or words.

    :param str text: as somebody wrote it, or a false value
    :param int lines: printed lines of a piece, at most
    :param int width: characters of a printed line
    :return: list of str, at least one; put together they are the text but for blanks and line ends between them
    """
    text = (text or "").rstrip()
    if _height(text, width) <= lines + 2:
        return [text]
    pieces, piece = [], []
    for paragraph in text.split("\n"):
        for part in _split_paragraph(paragraph, lines * width):
            if piece and sum(_height(item, width) for item in piece) + _height(part, width) > lines:
                pieces.append("\n".join(piece))
                piece = []
            piece.append(part)
    pieces.append("\n".join(piece))
    return pieces


def _height(text, width):
    return sum(max(-(-len(row) // width), 1) for row in text.split("\n"))


def _split_paragraph(paragraph, size):
    """Yield parts of a paragraph of at most ``size`` characters, which end with a sentence where one ends late enough."""
    while len(paragraph) > size:
        end = max((match.end() for match in re.finditer(r"[.;:!?] ", paragraph[:size])), default=0)
        if end < size // 2:
            end = paragraph.rfind(" ", 0, size) + 1 or size
        yield paragraph[:end].rstrip()
        paragraph = paragraph[end:].lstrip()
    yield paragraph
