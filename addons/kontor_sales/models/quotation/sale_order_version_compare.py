from odoo import models
from odoo.exceptions import UserError

from ...tools.records import check_ids, is_record_id

#: The figures and texts of a position that are compared, with the labels of their fields, in the form's order.
COMPARED_LINE_FIELDS = (
    "name",
    "special_request",
    "quantity",
    "uom_name",
    "price_unit",
    "tax_names",
    "discount",
    "price_subtotal",
)


class SaleOrderVersion(models.Model):
    """Comparing any two versions of a quotation (004-8)."""

    _inherit = "sale.order.version"

    def compare_with(self, version_id):
        """Compare this version with another one of the same quotation: old is the other, new is this.

        :param int version_id: the other version
        :return: ``{'header': [{'field', 'label', 'old', 'new'}], 'lines': [{'change': 'added'|'removed'|'changed',
            'name', 'fields': [{'field', 'label', 'old', 'new'}]}], 'amount_untaxed': {'old', 'new', 'difference'},
            'amount_total': {…}}``; amounts in the quotation's currency, net and gross
        :raises UserError: when called on several versions, or with one of another quotation
        """
        if len(check_ids(self)) != 1:
            raise UserError(self.env._("Choose exactly one version to compare."))
        self.check_access("read")
        other = self.browse(version_id if is_record_id(version_id) else 0).exists()
        if not other or other.order_id != self.order_id:
            raise UserError(
                self.env._("%(version)s can only be compared with a version of its own quotation.", version=self.label)
            )
        return self._compare(other)

    def _compare(self, other):
        """Return what differs between two versions, stored or not; see ``compare_with``."""
        return {
            "header": self._compare_header(other),
            "lines": self._compare_lines(other),
            "amount_untaxed": self._compare_amount(other, "amount_untaxed"),
            "amount_total": self._compare_amount(other, "amount_total"),
        }

    def _compare_amount(self, other, name):
        old, new = other[name], self[name]
        return {"old": old, "new": new, "difference": self.currency_id.round(new - old)}

    def _compare_header(self, other):
        order_fields = self.env["sale.order"]._fields
        # PostgreSQL keeps the keys of what is frozen by their length; people read them in the order of the form
        frozen = {**(other.header or {}), **(self.header or {})}
        ordered = dict.fromkeys(name for name in self.env["sale.order"]._version_header_fields() if name in frozen)
        return [
            {
                "field": name,
                "label": order_fields[name]._description_string(self.env) if name in order_fields else name,
                "old": (other.header or {}).get(name, ""),
                "new": (self.header or {}).get(name, ""),
            }
            for name in {**ordered, **frozen}
            if (other.header or {}).get(name, "") != (self.header or {}).get(name, "")
        ]

    def _compare_lines(self, other):
        changes = []
        for old, new in self._paired_lines(other):
            differences = self._line_differences(old, new)
            if differences:
                change = "changed" if old and new else "added" if new else "removed"
                changes.append({"change": change, "name": (new or old).name, "fields": differences})
        return changes

    def _paired_lines(self, other):
        """Return pairs of an old and a new position, in the order of the new version; one of them may be missing.

        Positions belong together when they come from the same line of the quotation; what was restored from an
        earlier version, when product or heading are the same.
        """
        empty = self.env["sale.order.version.line"]
        left = {line.source_line: line for line in other.line_ids}
        pairs, unmatched = [], []
        for line in self.line_ids:
            old = left.pop(line.source_line, empty)
            pairs.append((old, line))
            if not old:
                unmatched.append(len(pairs) - 1)
        by_content = {}
        for old in left.values():
            by_content.setdefault(old._pairing_key(), []).append(old)
        for index in unmatched:
            line = pairs[index][1]
            candidates = by_content.get(line._pairing_key())
            if candidates:
                old = candidates.pop(0)
                left.pop(old.source_line)
                pairs[index] = (old, line)
        return pairs + [(old, empty) for old in left.values()]

    def _line_differences(self, old, new):
        """Return the compared fields in which two positions differ; a missing position counts as empty text and 0."""
        line_fields = self.env["sale.order.version.line"]._fields

        def shown(line, name):
            empty = "" if line_fields[name].type in ("char", "text") else 0.0
            return line[name] or empty

        return [
            {
                "field": name,
                "label": line_fields[name]._description_string(self.env),
                "old": shown(old, name),
                "new": shown(new, name),
            }
            for name in COMPARED_LINE_FIELDS
            if shown(old, name) != shown(new, name)
        ]


class SaleOrderVersionLine(models.Model):
    _inherit = "sale.order.version.line"

    def _pairing_key(self):
        """Return what makes two positions of different versions the same one: product, or heading and text."""
        return (self.display_type, self.product_id.id, False if self.product_id else self.name)
