"""PDF/A-3 with an e-invoice in it: what makes a ZUGFeRD invoice of the PDF that wkhtmltopdf and the carry-over wrote.

Level B: it looks the same everywhere and for ever. ISO 19005-3 wants all fonts embedded with the right widths, one colour
profile, no scripts, every annotation printed, an identification in XMP, and the relation of each embedded file to the page.
"""

import hashlib
import io
import struct
import zlib
from datetime import UTC, datetime

from markupsafe import escape
from odoo.tools import file_open
from odoo.tools.pdf import (
    ArrayObject,
    ByteStringObject,
    DecodedStreamObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    OdooPdfFileReader,
    OdooPdfFileWriter,
    createStringObject,
)

#: What ZUGFeRD 2 calls the file in the PDF, and the profile that Kontor writes.
FILENAME = "factur-x.xml"
PROFILE = "EXTENDED"
#: Odoo writes itself into each PDF; XMP must say the same.
PRODUCER = "Odoo"
#: Flag of an annotation: it is printed (ISO 32000-1, table 165).
PRINTED = 4


def write_e_invoice(content, xml, *, title, author, language):
    """Make a ZUGFeRD invoice of a PDF.

    :param bytes content: PDF as it was printed, all of whose fonts are embedded
    :param bytes xml: the invoice as CII
    :param str title: what the document is called
    :param str author: who issued it
    :param str language: as in HTML, ``de-DE``
    :return: bytes, PDF/A-3b
    """
    writer = OdooPdfFileWriter()
    writer.cloneReaderDocumentRoot(OdooPdfFileReader(io.BytesIO(content), strict=False))
    writer._header = b"%PDF-1.7"
    now = datetime.now(UTC).replace(microsecond=0)
    for number in range(writer.getNumPages()):
        _mend_page(writer.getPage(number))
    root = writer._root_object
    for name in ("/OpenAction", "/AA", "/StructTreeRoot", "/MarkInfo"):
        root.pop(NameObject(name), None)
    root[NameObject("/OutputIntents")] = ArrayObject([_colour_profile(writer)])
    root[NameObject("/Lang")] = createStringObject(language)
    _embed(writer, xml, now)
    _describe(writer, title, author, now)
    digest = ByteStringObject(hashlib.md5(content + xml, usedforsecurity=False).digest())
    writer._set_id(ArrayObject((digest, digest)))
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


# -- pages --------------------------------------------------------------------------------------------------------


def _mend_page(page):
    """Make what lies on a page fit: links that are printed, pictures as they are, fonts with the widths of their glyphs."""
    for reference in page["/Annots"].get_object() if "/Annots" in page else ():
        annotation = reference.get_object()
        annotation[NameObject("/F")] = NumberObject(PRINTED)
        annotation.pop(NameObject("/AA"), None)
    _mend_resources(page["/Resources"].get_object() if "/Resources" in page else {}, set())


def _mend_resources(resources, seen):
    """Mend the pictures and fonts that a page or a form on it uses."""
    for font in resources["/Font"].get_object().values() if "/Font" in resources else ():
        _set_widths(font.get_object())
    for reference in resources["/XObject"].get_object().values() if "/XObject" in resources else ():
        item = reference.get_object()
        if id(item) in seen:
            continue
        seen.add(id(item))
        if item.get("/Subtype") == "/Image":
            for picture in (item, item["/SMask"].get_object() if "/SMask" in item else item):
                picture.pop(NameObject("/Interpolate"), None)
        elif "/Resources" in item:
            _mend_resources(item["/Resources"].get_object(), seen)


def _set_widths(font):
    """Write the widths of a composite font's glyphs as they are in its file; wkhtmltopdf rounds them otherwise."""
    if "/DescendantFonts" not in font:
        return
    for reference in font["/DescendantFonts"].get_object():
        descendant = reference.get_object()
        descriptor = descendant["/FontDescriptor"].get_object()
        if "/FontFile2" not in descriptor:
            continue
        widths = _glyph_widths(descriptor["/FontFile2"].get_object().get_data())
        descendant[NameObject("/W")] = ArrayObject([NumberObject(0), ArrayObject(map(NumberObject, widths))])
        descendant[NameObject("/CIDToGIDMap")] = NameObject("/Identity")


def _glyph_widths(data):
    """Return the widths of all glyphs of a TrueType font, in thousandths of its size.

    :param bytes data: the font
    :return: list of int
    """
    (count,) = struct.unpack_from(">H", data, 4)
    records = (struct.unpack_from(">4sLLL", data, 12 + 16 * number) for number in range(count))
    tables = {tag: offset for tag, _checksum, offset, _length in records}
    (units,) = struct.unpack_from(">H", data, tables[b"head"] + 18)
    (glyphs,) = struct.unpack_from(">H", data, tables[b"maxp"] + 4)
    (metrics,) = struct.unpack_from(">H", data, tables[b"hhea"] + 34)
    advances = [struct.unpack_from(">H", data, tables[b"hmtx"] + 4 * number)[0] for number in range(metrics)]
    # all further glyphs are as wide as the last one
    advances += advances[-1:] * (glyphs - metrics)
    return [round(1000 * advance / units) for advance in advances]


# -- the document -------------------------------------------------------------------------------------------------


def _colour_profile(writer):
    """Return the reference of the output intent: what red, green and blue are."""
    with file_open("tools/data/files/sRGB2014.icc", mode="rb") as file:
        profile = _stream(zlib.compress(file.read()), {"/Filter": NameObject("/FlateDecode"), "/N": NumberObject(3)})
    return writer._addObject(
        DictionaryObject(
            {
                NameObject("/Type"): NameObject("/OutputIntent"),
                NameObject("/S"): NameObject("/GTS_PDFA1"),
                NameObject("/OutputConditionIdentifier"): createStringObject("sRGB IEC61966-2.1"),
                NameObject("/Info"): createStringObject("sRGB IEC61966-2.1"),
                NameObject("/DestOutputProfile"): writer._addObject(profile),
            }
        )
    )


def _embed(writer, xml, now):
    """Put the XML into the document, as another form of what the pages say."""
    checksum = ByteStringObject(hashlib.md5(xml, usedforsecurity=False).digest())
    params = {"/Size": NumberObject(len(xml)), "/ModDate": createStringObject(_pdf_date(now)), "/CheckSum": checksum}
    file = _stream(
        xml,
        {
            "/Type": NameObject("/EmbeddedFile"),
            "/Subtype": NameObject("/text/xml"),
            "/Params": DictionaryObject({NameObject(name): value for name, value in params.items()}),
        },
    )
    reference = writer._addObject(file)
    specification = writer._addObject(
        DictionaryObject(
            {
                NameObject("/Type"): NameObject("/Filespec"),
                NameObject("/F"): createStringObject(FILENAME),
                NameObject("/UF"): createStringObject(FILENAME),
                NameObject("/Desc"): createStringObject("ZUGFeRD"),
                NameObject("/AFRelationship"): NameObject("/Alternative"),
                NameObject("/EF"): DictionaryObject({NameObject("/F"): reference, NameObject("/UF"): reference}),
            }
        )
    )
    names = ArrayObject([createStringObject(FILENAME), specification])
    root = writer._root_object
    root[NameObject("/AF")] = ArrayObject([specification])
    tree = root["/Names"].get_object() if "/Names" in root else DictionaryObject()
    tree.pop(NameObject("/JavaScript"), None)
    tree[NameObject("/EmbeddedFiles")] = DictionaryObject({NameObject("/Names"): names})
    root[NameObject("/Names")] = tree


def _describe(writer, title, author, now):
    """Say what the document is: in XMP, which PDF/A reads, and the same in the old place."""
    packet = XMP.format(
        title=escape(title),
        author=escape(author),
        producer=PRODUCER,
        date=now.strftime("%Y-%m-%dT%H:%M:%S+00:00"),
        filename=FILENAME,
        profile=PROFILE,
    )
    metadata = _stream(packet.encode(), {"/Type": NameObject("/Metadata"), "/Subtype": NameObject("/XML")})
    writer._root_object[NameObject("/Metadata")] = writer._addObject(metadata)
    writer.addMetadata(
        {
            "/Title": title,
            "/Author": author,
            "/Creator": PRODUCER,
            "/Producer": PRODUCER,
            "/CreationDate": _pdf_date(now),
            "/ModDate": _pdf_date(now),
        }
    )


def _stream(data, entries):
    """Return a stream object with these bytes and entries."""
    stream = DecodedStreamObject()
    stream.setData(data)
    stream.update({NameObject(name): value for name, value in entries.items()})
    return stream


def _pdf_date(moment):
    return moment.strftime("D:%Y%m%d%H%M%S+00'00'")


_PROPERTY = """
       <rdf:li rdf:parseType="Resource">
        <pdfaProperty:name>{}</pdfaProperty:name>
        <pdfaProperty:valueType>Text</pdfaProperty:valueType>
        <pdfaProperty:category>external</pdfaProperty:category>
        <pdfaProperty:description>{}</pdfaProperty:description>
       </rdf:li>"""

#: The identification as PDF/A-3b and as ZUGFeRD, and what the ZUGFeRD properties are (ISO 19005-3, 6.6.2.3.3).
XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
   <pdfaid:part>3</pdfaid:part>
   <pdfaid:conformance>B</pdfaid:conformance>
  </rdf:Description>
  <rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/">
   <dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
   <dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
  </rdf:Description>
  <rdf:Description rdf:about="" xmlns:pdf="http://ns.adobe.com/pdf/1.3/">
   <pdf:Producer>{producer}</pdf:Producer>
  </rdf:Description>
  <rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/">
   <xmp:CreatorTool>{producer}</xmp:CreatorTool>
   <xmp:CreateDate>{date}</xmp:CreateDate>
   <xmp:ModifyDate>{date}</xmp:ModifyDate>
  </rdf:Description>
  <rdf:Description rdf:about="" xmlns:fx="urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#">
   <fx:DocumentType>INVOICE</fx:DocumentType>
   <fx:DocumentFileName>{filename}</fx:DocumentFileName>
   <fx:Version>1.0</fx:Version>
   <fx:ConformanceLevel>{profile}</fx:ConformanceLevel>
  </rdf:Description>
  <rdf:Description rdf:about=""
    xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
    xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
    xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
   <pdfaExtension:schemas><rdf:Bag>
    <rdf:li rdf:parseType="Resource">
     <pdfaSchema:schema>Factur-X PDFA Extension Schema</pdfaSchema:schema>
     <pdfaSchema:namespaceURI>urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#</pdfaSchema:namespaceURI>
     <pdfaSchema:prefix>fx</pdfaSchema:prefix>
     <pdfaSchema:property><rdf:Seq>{properties}
     </rdf:Seq></pdfaSchema:property>
    </rdf:li>
   </rdf:Bag></pdfaExtension:schemas>
  </rdf:Description>
 </rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>""".replace(
    "{properties}",
    "".join(
        _PROPERTY.format(name, description)
        for name, description in (
            ("DocumentFileName", "name of the embedded XML invoice file"),
            ("DocumentType", "INVOICE"),
            ("Version", "The actual version of the Factur-X XML schema"),
            ("ConformanceLevel", "The conformance level of the embedded Factur-X data"),
        )
    ),
)
