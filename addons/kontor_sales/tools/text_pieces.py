"""A long text in pieces, each of which may stand on another page.

wkhtmltopdf never breaks a table row: what doesn't fit goes to the next page as a whole, and half a page stays empty. So a
position with a long text is printed as several rows.
"""

import re

#: How many printed lines a piece has at most, and how many characters stand on one.
LINES, WIDTH = 6, 60


def split_text(text, lines=LINES, width=WIDTH):
    """Return a text in pieces: at the ends of lines, and inside of long paragraphs at those of sentences or words.

    :param str text: as somebody wrote it, or a false value
    :param int lines: printed lines of a piece, at most
    :param int width: characters of a printed line
    :return: list of str, at least one; put together they are the text but for blanks and line ends between them
    """
    text = (text or "").rstrip()
    pieces, piece, room = [], [], lines
    # a piece more for a line or two would look odd
    paragraphs = text.split("\n") if _height(text, width) > lines + 3 else []
    for paragraph in paragraphs:
        while _height(paragraph, width) > room:
            # what has no end within a whole piece is cut where the piece ends
            end = _last_end(paragraph, room * width) or (0 if piece else room * width)
            if end:
                piece.append(paragraph[:end].rstrip())
            pieces.append("\n".join(piece))
            paragraph, piece, room = paragraph[end:].lstrip(), [], lines
        piece.append(paragraph)
        room -= _height(paragraph, width)
    return [*pieces, "\n".join(piece)] if paragraphs else [text]


def _height(text, width):
    """Return how many printed lines a text takes."""
    return sum(max(-(-len(row) // width), 1) for row in text.split("\n"))


def _last_end(paragraph, size):
    """Return where the last sentence ends within ``size`` characters, or the last word; 0 where it is better not cut."""
    sentence = max((match.end() for match in re.finditer(r"[.;:!?] ", paragraph[:size])), default=0)
    return sentence if sentence > size // 2 else paragraph.rfind(" ", 0, size) + 1
