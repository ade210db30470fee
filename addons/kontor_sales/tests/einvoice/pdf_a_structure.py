"""What PDF/A-3b and ZUGFeRD want of a PDF, as far as its structure tells; veraPDF isn't to be had from a registry."""

import io
import logging

import pikepdf
from fontTools.ttLib import TTFont
from lxml import etree

# It warns of the date that Qt writes into fonts.
logging.getLogger("fontTools").setLevel(logging.ERROR)

NAMESPACES = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "pdfaid": "http://www.aiim.org/pdfa/ns/id/",
    "fx": "urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#",
    "pdfaSchema": "http://www.aiim.org/pdfa/ns/schema#",
    "pdfaProperty": "http://www.aiim.org/pdfa/ns/property#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "pdf": "http://ns.adobe.com/pdf/1.3/",
}
FORBIDDEN_ACTIONS = {"/JavaScript", "/Launch", "/Sound", "/Movie", "/ResetForm", "/ImportData", "/Hide", "/SetOCGState"}
SYMBOLIC = 4
PRINTED, HIDDEN = 4, 1 | 2 | 32


def find_problems(content):
    """Look through a ZUGFeRD invoice.

    :param bytes content: the PDF
    :return: list of texts; empty when nothing is wrong
    """
    with pikepdf.open(io.BytesIO(content)) as pdf:
        problems = [*_check_file(pdf, content), *_check_metadata(pdf), *_check_attachment(pdf)]
        for number, page in enumerate(pdf.pages, start=1):
            problems += [f"page {number}: {text}" for text in _check_page(page)]
    return problems


def _check_file(pdf, content):
    head, comment = content.split(b"\n", 2)[:2]
    if head.strip() != b"%PDF-1.7" or not comment.startswith(b"%") or sum(byte > 127 for byte in comment) < 4:
        yield f"header {head!r} {comment!r}"
    if pdf.is_encrypted:
        yield "encrypted"
    if len(pdf.trailer.get("/ID", ())) != 2:
        yield "no ID"
    for name in ("/OpenAction", "/AA", "/AcroForm", "/OCProperties", "/Perms", "/Requirements"):
        if name in pdf.Root:
            yield f"catalog has {name}"
    if "/Names" in pdf.Root and set(pdf.Root.Names.keys()) - {"/EmbeddedFiles", "/Dests"}:
        yield f"names: {list(pdf.Root.Names.keys())}"
    yield from _check_colours(pdf)
    if any("/LZWDecode" in str(item.get("/Filter")) for item in pdf.objects if isinstance(item, pikepdf.Stream)):
        yield "LZW"


def _check_colours(pdf):
    intents = pdf.Root.get("/OutputIntents", ())
    if len(intents) != 1 or intents[0].S != "/GTS_PDFA1" or intents[0].DestOutputProfile.N != 3:
        yield "no output intent"
    elif intents[0].DestOutputProfile.read_bytes()[36:40] != b"acsp":
        yield "the output intent holds no colour profile"


def _check_metadata(pdf):
    if "/Metadata" not in pdf.Root or "/Filter" in pdf.Root.Metadata:
        yield "no readable XMP"
        return
    tree = etree.fromstring(pdf.Root.Metadata.read_bytes())
    wanted = {
        "pdfaid:part": "3",
        "pdfaid:conformance": "B",
        "fx:DocumentType": "INVOICE",
        "fx:DocumentFileName": "factur-x.xml",
        "fx:Version": "1.0",
        "fx:ConformanceLevel": "EXTENDED",
        "pdf:Producer": str(pdf.docinfo.get("/Producer")),
        "dc:title//rdf:li": str(pdf.docinfo.get("/Title")),
        "dc:creator//rdf:li": str(pdf.docinfo.get("/Author")),
    }
    for name, value in wanted.items():
        found = tree.xpath(f".//{name}/text()", namespaces=NAMESPACES)
        if found != [value]:
            yield f"XMP {name} is {found}, not {value}"
    described = tree.xpath(".//pdfaSchema:property//pdfaProperty:name/text()", namespaces=NAMESPACES)
    if set(described) != {"DocumentFileName", "DocumentType", "Version", "ConformanceLevel"}:
        yield f"XMP describes {described}"
    if tree.xpath(".//pdfaSchema:namespaceURI/text()", namespaces=NAMESPACES) != [NAMESPACES["fx"]]:
        yield "XMP describes another schema"


def _check_attachment(pdf):
    associated = pdf.Root.get("/AF", ())
    named = list(pdf.attachments)
    if named != ["factur-x.xml"] or len(associated) != 1:
        yield f"attachments: {named}, associated: {len(associated)}"
        return
    specification = associated[0]
    if specification.get("/AFRelationship") not in ("/Alternative", "/Data"):
        yield f"relation {specification.get('/AFRelationship')}"
    if str(specification.get("/F")) != "factur-x.xml" or str(specification.get("/UF")) != "factur-x.xml":
        yield "the attachment's name"
    file = specification.EF.F
    data = file.read_bytes()
    if file.get("/Type") != "/EmbeddedFile" or str(file.get("/Subtype")) != "/text/xml":
        yield f"the attachment is {file.get('/Subtype')}"
    if file.Params.Size != len(data) or not str(file.Params.ModDate).startswith("D:"):
        yield "the attachment's parameters"
    guideline = etree.fromstring(data).find(".//{*}GuidelineSpecifiedDocumentContextParameter/{*}ID").text
    if not guideline.endswith("factur-x.eu:1p0:extended"):
        yield f"the XML follows {guideline}"


def _check_page(page):
    for annotation in page.get("/Annots", ()):
        flags = int(annotation.get("/F", 0))
        if not flags & PRINTED or flags & HIDDEN:
            yield f"{annotation.Subtype} isn't printed"
        if "/A" in annotation and str(annotation.A.S) in FORBIDDEN_ACTIONS:
            yield f"action {annotation.A.S}"
    if "/AA" in page:
        yield "actions of the page"
    yield from _check_resources(page.Resources, set())


def _check_resources(resources, seen):
    for name, font in (resources.get("/Font") or {}).items():
        yield from (f"font {name} {font.get('/BaseFont')}: {text}" for text in _check_font(font))
    for state in (resources.get("/ExtGState") or {}).values():
        if "/TR" in state or "/HTP" in state or state.get("/BM", "/Normal") not in ("/Normal", "/Compatible"):
            yield f"graphics state {dict(state)}"
    for name, item in (resources.get("/XObject") or {}).items():
        if item.objgen in seen:
            continue
        seen.add(item.objgen)
        if item.Subtype == "/Image":
            yield from (f"picture {name}" for picture in (item, item.get("/SMask")) if _is_unfit(picture))
        elif item.Subtype != "/Form" or "/Ref" in item or "/OPI" in item:
            yield f"object {name}"
        elif "/Resources" in item:
            yield from _check_resources(item.Resources, seen)


def _is_unfit(picture):
    """Tell whether a picture is smoothed, has another one for printing, or is in colours that the profile doesn't know."""
    return picture is not None and bool(
        picture.get("/Interpolate") or "/Alternates" in picture or "CMYK" in str(picture.get("/ColorSpace"))
    )


def _check_font(font):
    if font.Subtype == "/Type0":
        (descendant,) = font.DescendantFonts
        yield from _check_composite(font, descendant)
    elif "/FontDescriptor" not in font or "/FontFile2" not in font.FontDescriptor:
        yield "not embedded"
    elif int(font.FontDescriptor.Flags) & SYMBOLIC:
        file = TTFont(io.BytesIO(font.FontDescriptor.FontFile2.read_bytes()))
        if "/Encoding" in font or len(file["cmap"].tables) != 1:
            yield f"symbolic, with encoding or {len(file['cmap'].tables)} tables"
        widths = list(font.Widths)
        for code, glyph in file["cmap"].tables[0].cmap.items():
            if int(font.FirstChar) <= code <= int(font.LastChar):
                said = float(widths[code - int(font.FirstChar)])
                real = 1000 * file["hmtx"].metrics[glyph][0] / file["head"].unitsPerEm
                if abs(said - real) > 1:
                    yield f"width of {code}: {said}, in the file {real}"
    elif font.get("/Encoding") not in ("/WinAnsiEncoding", "/MacRomanEncoding"):
        yield "no encoding"


def _check_composite(font, descendant):
    descriptor = descendant.get("/FontDescriptor", {})
    if "/FontFile2" not in descriptor:
        yield "not embedded"
        return
    if font.Encoding != "/Identity-H" or descendant.get("/CIDToGIDMap") != "/Identity":
        yield "no identity"
    file = TTFont(io.BytesIO(descriptor.FontFile2.read_bytes()))
    first, widths = descendant.W
    real = [1000 * file["hmtx"].metrics[glyph][0] / file["head"].unitsPerEm for glyph in file.getGlyphOrder()]
    if first != 0 or len(widths) != len(real):
        yield f"widths of {len(widths)} glyphs of {len(real)}"
    elif any(abs(float(said) - width) > 1 for said, width in zip(widths, real)):
        yield "widths differ from the file"
