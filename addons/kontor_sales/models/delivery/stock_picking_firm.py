from odoo import models
from odoo.exceptions import UserError

from ...tools.changes import changed_fields
from ...tools.server_work import DELIVERY, outside

#: What a delivery or receipt that is done says: what went where, for whom, and when.
FIRM_FIELDS = frozenset(
    (
        "company_id",
        "date_done",
        "location_dest_id",
        "location_id",
        "name",
        "owner_id",
        "partner_id",
        "picking_type_id",
        "sale_id",
        "state",
    )
)
FIRM_MOVE_FIELDS = frozenset(
    (
        "company_id",
        "date",
        "location_dest_id",
        "location_id",
        "partner_id",
        "picking_id",
        "product_id",
        "product_uom",
        "product_uom_qty",
        "quantity",
        "sale_line_id",
        "state",
    )
)
FIRM_MOVE_LINE_FIELDS = frozenset(
    (
        "date",
        "location_dest_id",
        "location_id",
        "lot_id",
        "lot_name",
        "move_id",
        "owner_id",
        "package_id",
        "picking_id",
        "product_id",
        "product_uom_id",
        "quantity",
        "state",
    )
)


class StockPicking(models.Model):
    """Done means firm: what came from a supplier or went to a customer is corrected by a return or another delivery."""

    _inherit = "stock.picking"

    def _filter_firm(self):
        """Return those of these transfers that are done with the outside, and that the server isn't doing just now."""
        # sudo: the rule holds whatever the user may read of the transfer
        done = outside(self, DELIVERY).sudo().exists().filtered(lambda picking: picking.state == "done")
        return done.filtered(
            lambda picking: {picking.location_id.usage, picking.location_dest_id.usage} & {"customer", "supplier"}
        )

    def _refuse_firm(self, what):
        """Refuse a change of transfers that are done.

        :param str what: what would change, in the reader's language
        :raises UserError: naming the transfer and the right way
        """
        if self.env.su:
            return
        for picking in self._filter_firm():
            raise UserError(
                self.env._(
                    "%(delivery)s is done; what it says can't be changed any more (%(what)s). It is corrected by a"
                    " return, or by another delivery.",
                    delivery=picking.display_name,
                    what=what,
                )
            )

    def _guard_firm(self, change):
        if change.operation == "write":
            _refuse_firm_changes(self, change.vals, FIRM_FIELDS, lambda picking: picking)
        elif change.operation == "unlink":
            self._refuse_firm(self.env._("deletion"))
        return super()._guard_firm(change)


def _refuse_firm_changes(records, values, names, picking_of):
    """Refuse values that would change something of transfers that are done.

    :param records: transfers, or parts of them
    :param dict values: as ``write`` takes them
    :param names: the names of the fields that are firm
    :param picking_of: returns the transfer of a record
    :raises UserError: naming the transfer, the fields and the right way
    """
    names = values.keys() & names & records._fields.keys()
    if not names or records.env.su:
        return
    # sudo: as in _filter_firm; what isn't done yet is looked at no further
    for record in records.sudo().filtered(lambda record: record.state == "done"):
        changed = picking_of(record)._filter_firm() and changed_fields(record, values, names)
        if changed:
            labels = sorted(record._fields[name]._description_string(records.env) for name in changed)
            picking_of(record).with_env(records.env)._refuse_firm(", ".join(labels))


class StockMove(models.Model):
    _inherit = "stock.move"

    def _guard_firm(self, change):
        pickings = self.env["stock.picking"]
        # sudo: as in _filter_firm
        moves = self.sudo()
        if change.operation == "write":
            _refuse_firm_changes(self, change.vals, FIRM_MOVE_FIELDS, lambda move: move.picking_id)
            target = pickings.browse(change.ids("picking_id"))
            if target and moves.picking_id - target:
                target._refuse_firm(self.env._("another position"))
        elif change.operation == "unlink":
            done = moves.filtered(lambda move: move.state == "done").picking_id
            done.with_env(self.env)._refuse_firm(self.env._("deletion of a position"))
        else:
            ids = change.ids("picking_id") | {self.env.context.get("default_picking_id")} - {None, False}
            pickings.browse(ids)._refuse_firm(self.env._("another position"))
        return super()._guard_firm(change)


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    def _guard_firm(self, change):
        if change.operation == "write":
            _refuse_firm_changes(
                self, change.vals, FIRM_MOVE_LINE_FIELDS, lambda line: line.picking_id or line.move_id.picking_id
            )
        elif change.operation == "unlink":
            # sudo: as in _filter_firm
            done = self.sudo().filtered(lambda line: line.state == "done")
            (done.picking_id | done.move_id.picking_id).with_env(self.env)._refuse_firm(self.env._("another quantity"))
        else:
            moves = self.env["stock.move"].browse(change.ids("move_id"))
            pickings = self.env["stock.picking"].browse(change.ids("picking_id")) | moves.picking_id
            pickings._refuse_firm(self.env._("another quantity"))
        return super()._guard_firm(change)
