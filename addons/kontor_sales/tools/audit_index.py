"""index.xml of the export for a tax audit, as the Beschreibungsstandard für die Datenträgerüberlassung (GDPdU) says it."""

from lxml import etree

DTD_NAME = "gdpdu-01-09-2004.dtd"

#: The grammar of the Beschreibungsstandard, written down element by element.
DTD = """<?xml version="1.0" encoding="UTF-8"?>
<!-- Beschreibungsstandard für die Datenträgerüberlassung (GDPdU), Stand 01.09.2004: die Grammatik der index.xml.
     Sie wurde nach der Beschreibung des Standards niedergeschrieben; die gleichnamige Datei der Finanzverwaltung kann an
     ihre Stelle gelegt werden, ohne dass sich an index.xml etwas ändert. -->
<!ELEMENT DataSet (Version, DataSupplier?, Command*, Media+, Command*)>
<!ELEMENT Version (#PCDATA)>
<!ELEMENT DataSupplier (Name, Location, Comment)>
<!ELEMENT Command (#PCDATA)>
<!ELEMENT Media (Name, Command*, Table+, Command*)>
<!ELEMENT Table (URL, Name?, Description?, Validity?, (ANSI | Macintosh | OEM | UTF16 | UTF7 | UTF8)?,
                 (DecimalSymbol, DigitGroupingSymbol)?, SkipNumBytes?, Range?, Epoch?, (VariableLength | FixedLength))>
<!ELEMENT URL (#PCDATA)>
<!ELEMENT Name (#PCDATA)>
<!ELEMENT Location (#PCDATA)>
<!ELEMENT Comment (#PCDATA)>
<!ELEMENT Description (#PCDATA)>
<!ELEMENT Validity (Range, Format?)>
<!ELEMENT Range (From, (To | Length)?)>
<!ELEMENT FixedRange (From, (To | Length))>
<!ELEMENT From (#PCDATA)>
<!ELEMENT To (#PCDATA)>
<!ELEMENT Length (#PCDATA)>
<!ELEMENT Format (#PCDATA)>
<!ELEMENT ANSI EMPTY>
<!ELEMENT Macintosh EMPTY>
<!ELEMENT OEM EMPTY>
<!ELEMENT UTF16 EMPTY>
<!ELEMENT UTF7 EMPTY>
<!ELEMENT UTF8 EMPTY>
<!ELEMENT DecimalSymbol (#PCDATA)>
<!ELEMENT DigitGroupingSymbol (#PCDATA)>
<!ELEMENT SkipNumBytes (#PCDATA)>
<!ELEMENT Epoch (#PCDATA)>
<!ELEMENT VariableLength (ColumnDelimiter?, RecordDelimiter?, TextEncapsulator?,
                          ((VariablePrimaryKey+, VariableColumn*) | VariableColumn+), ForeignKey*)>
<!ELEMENT FixedLength ((Length | RecordDelimiter)?, ((FixedPrimaryKey+, FixedColumn*) | FixedColumn+), ForeignKey*)>
<!ELEMENT ColumnDelimiter (#PCDATA)>
<!ELEMENT RecordDelimiter (#PCDATA)>
<!ELEMENT TextEncapsulator (#PCDATA)>
<!ELEMENT VariablePrimaryKey (Name, Description?, (Numeric | (AlphaNumeric, MaxLength?) | Date), Map*)>
<!ELEMENT VariableColumn (Name, Description?, (Numeric | (AlphaNumeric, MaxLength?) | Date), Map*)>
<!ELEMENT FixedPrimaryKey (Name, Description?, (Numeric | AlphaNumeric | Date), Map*, FixedRange)>
<!ELEMENT FixedColumn (Name, Description?, (Numeric | AlphaNumeric | Date), Map*, FixedRange)>
<!ELEMENT Numeric ((ImpliedAccuracy | Accuracy)?)>
<!ELEMENT ImpliedAccuracy (#PCDATA)>
<!ELEMENT Accuracy (#PCDATA)>
<!ELEMENT AlphaNumeric EMPTY>
<!ELEMENT MaxLength (#PCDATA)>
<!ELEMENT Date (Format?)>
<!ELEMENT Map (Description?, From, To)>
<!ELEMENT ForeignKey (Name+, References, Alias*)>
<!ELEMENT References (#PCDATA)>
<!ELEMENT Alias (From, To)>
"""


def index_xml(tables, supplier, location, comment, medium):
    """Return index.xml, as bytes.

    :param tables: ``AuditTable`` in the order of the files
    :param str supplier: name of the company
    :param str location: its address
    :param str comment: period, day and what a reader must know
    :param str medium: name of the medium
    """
    root = etree.Element("DataSet")
    _add(root, "Version", "1.0")
    source = etree.SubElement(root, "DataSupplier")
    for tag, value in (("Name", supplier), ("Location", location), ("Comment", comment)):
        _add(source, tag, value)
    media = etree.SubElement(root, "Media")
    _add(media, "Name", medium)
    for table in tables:
        _add_table(media, table)
    return etree.tostring(
        root,
        xml_declaration=True,
        encoding="UTF-8",
        pretty_print=True,
        doctype=f'<!DOCTYPE DataSet SYSTEM "{DTD_NAME}">',
    )


def _add(parent, tag, text=None):
    element = etree.SubElement(parent, tag)
    element.text = text
    return element


def _add_table(media, table):
    node = etree.SubElement(media, "Table")
    _add(node, "URL", f"{table.code}.csv")
    _add(node, "Name", table.code)
    _add(node, "Description", table.title)
    _add(node, "UTF8")
    _add(node, "DecimalSymbol", ",")
    _add(node, "DigitGroupingSymbol", ".")
    # the first line has the names of the columns
    _add(_add(node, "Range"), "From", "2")
    layout = _add(node, "VariableLength")
    _add(layout, "ColumnDelimiter", ";")
    _add(layout, "RecordDelimiter", "\r\n")
    _add(layout, "TextEncapsulator", '"')
    for number, column in enumerate(table.columns):
        _add_column(_add(layout, "VariableColumn" if number else "VariablePrimaryKey"), column)
    for column in table.columns:
        if column.references:
            key = _add(layout, "ForeignKey")
            _add(key, "Name", column.name)
            _add(key, "References", column.references)


def _add_column(node, column):
    _add(node, "Name", column.name)
    if column.kind == "number":
        numeric = _add(node, "Numeric")
        if column.accuracy:
            _add(numeric, "Accuracy", str(column.accuracy))
    elif column.kind == "date":
        _add(_add(node, "Date"), "Format", "DD.MM.YYYY")
    else:
        _add(node, "AlphaNumeric")
