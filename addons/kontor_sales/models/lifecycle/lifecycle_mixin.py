import math

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...tools.records import check_ids, is_record_id
from ...tools.server_work import STATE, allows, server_work


class LifecycleMixin(models.AbstractModel):
    """A document whose status is a stored compute from its documents, for both sides: customers and suppliers.

    What inherits it declares ``lifecycle_status`` (a selection in the order of its life) and ``lifecycle_label`` once more,
    and says which records stand for its statuses, how the facts are found, and what they mean.
    """

    _name = "kontor.lifecycle.mixin"
    _inherit = ["kontor.write.gate"]
    _description = "Document with a Life of Statuses"

    #: Models of the statuses, of the transition table and of the print log.
    _status_model = None
    _transition_model = None
    _print_model = None
    #: The stored fields that follow from the documents, ``lifecycle_status`` first. Nobody writes them.
    _status_fields = ()
    #: The states of core's ``state`` in which the document is still open to its writers.
    _open_states = ("draft", "sent")

    # Each side has its own statuses, and its own name for them.
    lifecycle_status = fields.Selection(lambda self: [], compute="_compute_lifecycle_status", store=True)
    lifecycle_label = fields.Char("Order Status", compute="_compute_lifecycle_label")

    # -- the stored compute ---------------------------------------------------------------------------------------

    def _compute_lifecycle_status(self):
        """Derive the status fields of all waiting orders from their documents, with one query and one update."""
        stored = self.filtered(lambda order: isinstance(order.id, int))
        first = self._status_codes()[0]
        for order in self - stored:  # an order on the screen that isn't saved yet
            for name in self._status_fields:
                order[name] = order._origin[name] if order._origin else name == "lifecycle_status" and first
        if not stored:
            return
        # The ORM would call this once per thousand orders and write a hundred at a time. All that waits is done at
        # once instead, so that the number of queries doesn't depend on the number of orders.
        waiting = stored | self.env.records_to_compute(self._fields["lifecycle_status"]).filtered(
            lambda order: isinstance(order.id, int)
        )
        facts = waiting._get_status_facts()
        for name in self._status_fields:
            self.env.remove_to_compute(self._fields[name], waiting)
        rows = [(order_id, *self._status_values(fact).values()) for order_id, fact in facts.items()]
        waiting._store_status(rows)

    def _get_status_facts(self):
        """Collect what the status depends on, for all these orders in one query.

        :return: ``{order_id: {fact: value}}``, see ``_status_facts_query``
        """
        self._flush_status_sources()
        facts = {row["id"]: row for row in self.env.execute_query_dict(self._status_facts_query())}
        return {order_id: facts[order_id] for order_id in self.ids if order_id in facts}

    def _flush_status_sources(self):
        """Write pending changes of everything that ``_status_facts_query`` reads."""
        raise NotImplementedError

    def _status_facts_query(self):
        """Return the query for the facts: one row per order, with ``id`` and what ``_status_values`` judges."""
        raise NotImplementedError

    @api.model
    def _status_values(self, facts):
        """Return the values of ``_status_fields``, in that order, for the facts about one order."""
        raise NotImplementedError

    def _store_status(self, rows):
        """Store computed statuses, and show them to whoever read the orders in this transaction.

        The update goes straight to the table: it is the ORM's own flush of these computed fields, as one statement
        whatever the number of orders.

        :param rows: tuples ``(order_id, *values of _status_fields)``
        :return: list of tuples of those that were written: ``(order_id, *columns of _stored_with_status)``
        """
        if not rows:
            return []
        assignments, anyway, returned = self._stored_with_status()
        columns = [SQL.identifier(name) for name in self._status_fields]
        new = [
            SQL("new.%s::%s", column, SQL(self._fields[name].column_type[0]))
            for name, column in zip(self._status_fields, columns)
        ]
        self.env.cr.execute(
            SQL(
                "UPDATE %(table)s o SET %(changes)s FROM (VALUES %(rows)s) AS new(id, %(columns)s)"
                " WHERE o.id = new.id AND ((%(old)s) IS DISTINCT FROM (%(new)s) OR %(anyway)s) RETURNING %(returned)s",
                table=SQL.identifier(self._table),
                changes=SQL(", ").join([SQL("%s = %s", column, value) for column, value in zip(columns, new)] + assignments),
                anyway=SQL(" OR ").join([SQL("FALSE"), *anyway]),
                returned=SQL(", ").join([SQL("o.id"), *returned]),
                rows=SQL(", ").join(SQL("%s", row) for row in rows),
                columns=SQL(", ").join(columns),
                old=SQL(", ").join(SQL("o.%s", column) for column in columns),
                new=SQL(", ").join(new),
            )
        )
        written = self.env.cr.fetchall()
        for position, name in enumerate(self._status_fields, start=1):
            field = self._fields[name]
            for row in rows:
                field._update_cache(self.browse(row[0]), row[position])
        self.invalidate_recordset(["lifecycle_label"], flush=False)
        return written

    @api.model
    def _stored_with_status(self):
        """Return what else is written with a status by the same statement: hook.

        :return: three lists of ``SQL``, about the order ``o`` and the ``new`` status: assignments; conditions under which
            an order is written although its status stays; columns to be returned of those that were written
        """
        return [], [], []

    # -- names ----------------------------------------------------------------------------------------------------

    @api.model
    def _status_codes(self):
        """Return the codes of the statuses in the order of the life."""
        return [code for code, _name in self._fields["lifecycle_status"].selection]

    def _status_code(self):
        """Return the present status's code; a new document stands at the first one."""
        return self.lifecycle_status or self._status_codes()[0]

    @api.model
    def _order_statuses(self):
        """Return the records of the statuses by code, in the user's language."""
        # sudo: names of statuses are shown to everybody who may see an order, portal users too
        return self.env[self._status_model].sudo()._by_code()

    def _status_text(self, names):
        """Return the name of this order's status as shown (kontor_dunning adds the level).

        :param dict names: ``{code: translated name}``
        """
        return names.get(self._status_code(), "")

    @api.depends("lifecycle_status")
    @api.depends_context("lang")
    def _compute_lifecycle_label(self):
        """Name the status, with "(D)" when the order was already printed in it (001-14)."""
        names = {code: status.name for code, status in self._order_statuses().items()}
        printed = {
            (order.id, status)
            # sudo: whether a document was printed is no secret from those who may read the order
            for order, status in self.env[self._print_model]
            .sudo()
            ._read_group([("order_id", "in", self.ids)], ["order_id", "status"])
        }
        for order in self:
            order.lifecycle_label = order._status_text(names)
            if (order._origin.id, order.lifecycle_status) in printed:
                order.lifecycle_label += " (D)"

    # -- the guard ------------------------------------------------------------------------------------------------

    def _state_work(self):
        """Open these documents while the work behind a change of their ``state`` is done, so that it may be written."""
        return server_work(self, STATE)

    def _is_state_work(self):
        """Tell whether the document work behind a change of all these documents is being done; see ``_state_work``."""
        return allows(self, STATE)

    # What the gate asks: each side lets its own writes go through it, in its room ``gate``.

    def _guard_figures(self, change):
        for vals in change.vals_list:
            self._refuse_written_status(vals)
        return super()._guard_figures(change)

    def _guard_revival(self, change):
        if change.vals.get("state", "cancel") != "cancel":
            self._refuse_revival()
        return super()._guard_revival(change)

    def _guard_created(self):
        self._refuse_created_status()
        return super()._guard_created()

    @api.model
    def _work_fields(self):
        """Return more fields that only the server's own work sets: hook, each room adds its own (001-1)."""
        return ()

    def _refuse_written_status(self, vals):
        """Refuse values that claim a status instead of doing the work that leads there.

        :raises UserError: when ``vals`` contains a computed status, or a state that only document work may set
        """
        # The server's own code runs as superuser or inside _state_work(); no user and no RPC call does.
        if self.env.su or self._is_state_work():
            return
        claimed = [name for name in (*self._status_fields, *self._work_fields()) if name in vals]
        if claimed:
            raise UserError(self._written_status_refusal(self._fields[claimed[0]]._description_string(self.env)))
        if "state" in vals:
            unchanged = self and all(order.state == vals["state"] for order in self)
            still_open = vals["state"] in self._open_states and all(order.state in self._open_states for order in self)
            if not (unchanged or still_open):
                raise UserError(self._written_state_refusal())

    @api.model
    def _written_status_refusal(self, field):
        """Return the sentence that refuses to write a computed status; each side calls its documents by their names.

        :param str field: how the field is called
        """
        return self.env._(
            "“%(field)s” follows from the documents of an order and can't be written. Use “Change Status”"
            " (change_status) instead.",
            field=field,
        )

    @api.model
    def _written_state_refusal(self):
        """Return the sentence that refuses to write core's ``state``; see ``_written_status_refusal``."""
        return self.env._(
            "The state of an order can't be written: confirming, delivering, invoicing and cancelling are"
            " done by their documents. Use “Change Status” (change_status) instead."
        )

    def _refuse_created_status(self):
        """Refuse new orders that claim a status by defaults, which any RPC caller may send in the context.

        :raises UserError:
        """
        for order in self:
            claimed = {name: order[name] for name in self._work_fields() if order[name]}
            if order.state not in self._open_states:
                claimed["state"] = order.state
            self.browse()._refuse_written_status(claimed)  # on no order: none of them had this state before

    def _refuse_revival(self):
        """Refuse to revive cancelled orders (001-9: duplicate them instead).

        :raises UserError:
        """
        cancelled = self.filtered(lambda order: order.state == "cancel")
        # Server code may repair an order as superuser; no user and no RPC call runs as one.
        if cancelled and not self.env.su:
            raise UserError(cancelled._revival_refusal())

    def _revival_refusal(self):
        """Return the sentence that refuses to revive these orders; see ``_written_status_refusal``."""
        return self.env._(
            "%(orders)s: A cancelled order stays cancelled. Duplicate it instead.", orders=", ".join(self.mapped("name"))
        )

    # -- bad input ------------------------------------------------------------------------------------------------

    def _ensure_one_order(self):
        """Answer a call on no order, or on several, with a sentence instead of a traceback.

        :raises UserError:
        """
        check_ids(self)
        if len(self) != 1 or not self.exists():
            raise UserError(self.env._("Choose exactly one order; this call is for %(count)s.", count=len(self)))

    @api.model
    def _parse_date(self, value, label):
        """Return a date from what a caller sent: a date, an ISO string, or nothing (None).

        :raises UserError: when it isn't a date
        """
        if not value:
            return None
        try:
            return self.env["account.move"]._fields["invoice_date"].to_date(value)
        except (ValueError, TypeError) as error:
            raise UserError(
                self.env._("%(label)s: “%(value)s” is not a date (YYYY-MM-DD).", label=label, value=value)
            ) from error

    @api.model
    def _parse_text(self, value, label):
        """Return a text from what a caller sent: a text, or nothing (None).

        :raises UserError: when it isn't a text
        """
        if not value:
            return None
        if not isinstance(value, str):
            raise UserError(self.env._("%(label)s: “%(value)s” is not a text.", label=label, value=value))
        return value

    @api.model
    def _parse_record(self, model, record_id, label):
        """Return the record for an id that a caller sent; none for None or False.

        :raises UserError: when there is no such record, or the user may not see it
        """
        if record_id is None or record_id is False:
            return self.env[model]
        record = self.env[model].browse(record_id if is_record_id(record_id) else 0).exists()
        if not record or not record.has_access("read"):
            raise UserError(self.env._("%(label)s: there is no record %(id)s.", label=label, id=record_id))
        return record

    def _parse_quantities(self, quantities, label, lines):
        """Check that what a caller sent are quantities of these lines.

        :param quantities: ``[{'line_id', 'quantity'}]``
        :param str label: what the quantities are for
        :param lines: the lines that may be named
        :return: ``{line: quantity}``
        :raises UserError: naming the line and what is wrong with it
        """
        if not isinstance(quantities, (list, tuple)) or not quantities:
            raise UserError(self.env._("%(label)s: expected a list of line_id and quantity.", label=label))
        wanted = {}
        for item in quantities:
            line_id = item.get("line_id") if isinstance(item, dict) else None
            quantity = item.get("quantity") if isinstance(item, dict) else None
            line = lines.filtered(lambda line, line_id=line_id: line.id == line_id)
            if not is_record_id(line_id) or not line or line in wanted:
                raise UserError(
                    self.env._(
                        "%(label)s: line %(line)s doesn't belong to %(order)s, or is given twice.",
                        label=label,
                        line=line_id,
                        order=", ".join(self.mapped("name")),
                    )
                )
            # the second comparison keeps out what is no finite number: nothing compares with NaN
            if isinstance(quantity, bool) or not isinstance(quantity, (int, float)) or not 0 <= quantity < math.inf:
                raise UserError(
                    self.env._(
                        "%(label)s: “%(quantity)s” is no quantity for “%(line)s”.",
                        label=label,
                        quantity=quantity,
                        line=line.name,
                    )
                )
            wanted[line] = quantity
        return wanted
