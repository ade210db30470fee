from odoo import models


class StockPicking(models.Model):
    """The positions of a Lieferschein: ordered, delivered before, now, left, with units, texts and numbers of lots
    (000-5, 000-6)."""

    _inherit = "stock.picking"

    def _get_delivery_note(self):
        """Return what the delivery note of this transfer lists, in the language of the environment.

        :return: dict: ``rows`` (``number`` of the position on its order, or False; ``order``, its name where the transfer
            belongs to several; ``name``, ``request``, ``ordered``, ``before``, ``now``, ``left``, ``lots``, ``packages``,
            ``components``, ``tariff``: texts); ``missing``: positions of which nothing is in this transfer and something
            is left, the same; ``shows_progress``: whether ``ordered``, ``before`` and ``left`` say something
        """
        self.ensure_one()
        # sudo: the warehouse prints this document without having the right to read orders
        picking = self.sudo()
        moves = picking.move_ids.filtered(lambda move: move.state != "cancel" and move._moved_quantity())
        lines = moves.sale_line_id.sorted()
        numbers = lines.order_id._get_position_numbers()
        progress = picking.picking_type_code == "outgoing" and bool(lines)
        rows = []
        for line in lines:
            own = moves.filtered(lambda move: move.sale_line_id == line)  # noqa: B023
            rows.append({**picking._get_position_row(line, own), "number": numbers[line]})
        rows += [picking._get_move_row(move) for move in moves if not move.sale_line_id]
        missing = []
        if progress and picking.location_dest_id._is_outgoing():
            for line in (lines.order_id.order_line - lines).sorted():
                if line._is_stock_line():
                    row = {**picking._get_position_row(line, moves.browse()), "number": numbers[line]}
                    missing += [row] if row["left"] else []
        if len(lines.order_id) > 1:
            for row in rows + missing:
                row["order"] = row.get("line") and row["line"].order_id.name
        return {"rows": rows, "missing": missing, "shows_progress": progress}

    def _get_position_row(self, line, moves):
        """Return a position of an order as this transfer's note lists it; see ``_get_delivery_note``.

        :param line: ``sale.order.line``
        :param moves: this transfer's ``stock.move`` of it, none where nothing of it is in the transfer
        """
        now = line._quantity_of_moves(moves) if moves else 0.0
        before = self._get_delivered_before(line)
        left = max(line.product_uom_qty - before - now, 0.0)
        is_left = line.product_uom_id._compare_quantities(left, 0.0) > 0
        components = moves.filtered(lambda move: move.product_id != line.product_id)
        return {
            "line": line.with_env(self.env),
            "name": line.name,
            "request": line.special_request,
            "ordered": self._note_quantity(line.product_uom_qty, line.product_uom_id),
            "before": self._note_quantity(before, line.product_uom_id),
            "now": self._note_quantity(now, line.product_uom_id),
            "left": is_left and self._note_quantity(left, line.product_uom_id),
            "components": ", ".join(
                f"{self._note_quantity(move._moved_quantity(), move.product_uom)} {move.product_id.display_name}"
                for move in components.with_context(lang=self.env.lang)
            ),
            **self._get_note_details(moves),
        }

    def _get_move_row(self, move):
        """Return what moves without an order, as the note lists it; see ``_get_delivery_note``."""
        product = move.product_id.with_context(lang=self.env.lang)
        name, text = product.display_name, move.description_picking
        if text and text.startswith(name):  # a position's own text begins with the product's name
            name = text
        elif text and text != product.name:
            name = f"{name}\n{text}"
        return {
            "name": name,
            "request": move._get_special_request(),
            "now": self._note_quantity(move._moved_quantity(), move.product_uom),
            **self._get_note_details(move),
        }

    def _get_note_details(self, moves):
        """Return the lots, packages and tariff numbers of some of this transfer's moves, as texts."""
        details = moves.move_line_ids.filtered("quantity")
        lots = []
        for lot, lines in details.grouped("lot_id").items():
            if lot:
                quantity = sum(line.product_uom_id._compute_quantity(line.quantity, lot.product_id.uom_id) for line in lines)
                is_serial = lot.product_id.tracking == "serial"
                text = f"{lot.name} ({self._note_quantity(quantity, lot.product_id.uom_id)})"
                lots.append(lot.name if is_serial else text)
        packages = details.result_package_id
        is_abroad = self.partner_id.country_id and self.partner_id.country_id != self.company_id.country_id
        tariffs = moves.product_id.mapped("hs_code") if is_abroad and "hs_code" in moves.product_id._fields else []
        return {
            "lots": ", ".join(lots),
            "packages": ", ".join(packages.mapped("name")),
            "tariff": ", ".join(dict.fromkeys(tariff for tariff in tariffs if tariff)),
        }

    def _get_delivered_before(self, line):
        """Return how much of a position the customer had got when this transfer went out, in the position's unit.

        What came back by then is taken off; what comes later changes nothing on this note.
        """
        delivered = 0.0
        for transfer, moves in line.move_ids.filtered(lambda move: move.state == "done").grouped("picking_id").items():
            if not transfer or transfer == self:
                continue
            is_later = (transfer._delivered_at(), transfer.id) >= (self._delivered_at(), self.id)
            if self.state == "done" and is_later:
                continue
            out = moves.filtered(lambda move: move.location_dest_id._is_outgoing())
            back = moves.filtered(lambda move: move.location_id._is_outgoing())
            delivered += line._quantity_of_moves(out) if out else 0.0
            delivered -= line._quantity_of_moves(back) if back else 0.0
        return max(delivered, 0.0)

    def _note_quantity(self, quantity, uom):
        """Return a quantity with its unit, as the note prints it."""
        return uom.with_context(lang=self.env.lang)._quantity_text(quantity)
