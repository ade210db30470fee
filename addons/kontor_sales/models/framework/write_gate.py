"""The write gate: what may be written on orders, deliveries and invoices, decided in one place.

``GUARDS`` is the list, in the order in which the guards ask; nothing else decides an order. Every ``create``, ``write`` and
``unlink`` of a model behind the gate asks all of them before anything happens, for sales and purchasing alike, whoever
writes and on whatever way: the form, core's own buttons and wizards, RPC on the document and on its lines, imports, jobs.

How a guard is added
    1. Put its name into ``GUARDS`` where it has to ask, and a neutral ``_guard_<name>`` into ``WriteGate``.
    2. Override ``_guard_<name>(change)`` on the models that it guards, in the file of its concern, and end it with
       ``return super()…``. It raises a ``UserError``, or returns nothing. ``change`` says what is going to be written
       (``Change``); for a ``create`` the guard is asked on no records.
    3. A guard lets the server's own work pass by ``server_work.allows(record, kind)`` or ``outside(records, kind)``, never
       by a context key. What follows from a step is written inside the work of the step that caused it.

How a model gets behind the gate
    In ``models/gate`` of the addon that knows the model: inherit ``kontor.write.gate`` and let ``create``, ``write`` and
    ``unlink`` go through it. That room is imported last, so that the gate asks before any other addon's code.
"""

from contextlib import contextmanager

from odoo import api, models, tools
from odoo.exceptions import UserError

from ...tools.server_work import STATE, allows, cover_created

#: Who asks, in this order.
GUARDS = (
    "access",  # who doesn't see a document isn't told by the next ones what is the matter with it
    "figures",  # figures and statuses that follow from documents: nobody writes them
    "revival",  # what is cancelled stays cancelled
    "issued",  # an issued quotation stays what the customer was offered
    "locks",  # document locks; they name a setting, and close more than the next ones do
    "law",  # nothing is added to an order that was invoiced completely
    "firm",  # what is posted, done or sent stays what it says
    "source",  # an imported order stays the shop's order
    "customer",  # another customer comes with all that depends on him
    "rights",  # who may change what was agreed
    "blocks",  # reasons that forbid this step; a document that grows is judged again at the end (_watch_change)
    "sending",  # what is called sent is issued; a block that forbids it names its own reason
)


class Change:
    """What is about to be written on records of one model."""

    __slots__ = ("names", "operation", "records", "vals_list")

    def __init__(self, operation, vals_list=()):
        """Describe a change.

        :param str operation: ``create`` ``write`` ``unlink``
        :param vals_list: the values: a list of dicts; one for ``write``, none for ``unlink``
        """
        self.operation, self.vals_list = operation, vals_list
        #: The names of all fields that get a value.
        self.names = vals_list[0].keys() if len(vals_list) == 1 else {name for vals in vals_list for name in vals}
        #: What was created, as soon as it is; otherwise None.
        self.records = None

    @property
    def vals(self):
        """The values of a ``write``; nothing for other operations."""
        return self.vals_list[0] if self.operation == "write" else {}

    def ids(self, name):
        """Return the ids that a many2one gets by this change.

        :param str name: the field
        """
        return {vals[name] for vals in self.vals_list if vals.get(name)}

    def int_ids(self, name):
        """Return what ``ids`` does, without what is no id: before the values are checked.

        :return: list
        """
        values = [vals.get(name) for vals in self.vals_list if isinstance(vals, dict)]
        return list({value for value in values if type(value) is int and value > 0})


class WriteGate(models.AbstractModel):
    """A model behind the gate; see the top of this file."""

    _name = "kontor.write.gate"
    _description = "Write Gate"

    # -- the guards, each one overridden where its concern is at home ----------------------------------------------------

    def _guard_access(self, change):
        """Refuse a change of what the user doesn't see.

        :raises AccessError:
        """

    def _guard_figures(self, change):
        """Refuse values for what follows from something else, and for statuses that only document work sets.

        :raises UserError:
        """
        if not self.env.su and not allows(self, STATE):
            figures = self._get_cached_figures()
            initial = self._get_initial_figures() if change.operation == "create" else {}
            self._refuse_figures(
                [
                    name
                    for vals in change.vals_list
                    for name, value in vals.items()
                    if name in figures and (name not in initial or value != initial[name])
                ]
            )
            if change.operation == "create":
                # a caller may send defaults in the context
                defaults = {name[8:] for name in self.env.context if name.startswith("default_")}
                self._refuse_figures([name for name in defaults if name in figures])

    def _guard_revival(self, change):
        """Refuse to bring a cancelled document back.

        :raises UserError:
        """

    def _guard_issued(self, change):
        """Refuse to change an issued quotation (004-7).

        :raises UserError:
        """

    def _guard_firm(self, change):
        """Refuse to change what a document says that is posted, done or sent.

        :raises UserError:
        """

    def _guard_locks(self, change):
        """Refuse to change what a setting locks (002-17).

        :raises UserError:
        """

    def _guard_law(self, change):
        """Refuse to add something to an order that was invoiced completely (001-2).

        :raises UserError:
        """

    def _guard_source(self, change):
        """Refuse to change where a document comes from (004-2).

        :raises UserError:
        """

    def _guard_customer(self, change):
        """Refuse another customer where it can't be changed, or not in this way (003-52).

        :raises UserError:
        """

    def _guard_rights(self, change):
        """Refuse a change to those who may write the document, but not this.

        :raises UserError:
        """

    def _guard_blocks(self, change):
        """Refuse a step that a reason forbids (003-25 … 003-28).

        :raises UserError:
        """

    def _guard_sending(self, change):
        """Refuse to call a document sent that was never issued (004-7).

        :raises UserError:
        """

    @contextmanager
    def _watch_change(self, change):
        """Do what has to be done around a change: remember what was before, and judge what has become of it.

        ``change.records`` holds what was created when the inner block is through.
        """
        yield

    def _guard_created(self):
        """Refuse new records that have got by defaults what nobody may write.

        :raises UserError:
        """

    # -- figures --------------------------------------------------------------------------------------------------------

    @api.model
    def _get_figures(self):
        """Return the names of the fields that nobody writes because they follow from something else.

        What an addon of Kontor stores as computed and read-only is one by that; core's are named by override.

        :return: set
        """
        return {
            name
            for name, field in self._fields.items()
            if field.store
            and field.compute
            and field.readonly
            and not field.related
            and not field.inverse
            and field._modules
            and all(module.startswith("kontor_") for module in field._modules)
        }

    @api.model
    def _get_initial_figures(self):
        """Return what figures say of each new record, where the screen sends it along; that claims nothing.

        :return: ``{name: value}``
        """
        return {}

    @api.model
    @tools.ormcache()
    def _get_cached_figures(self):
        return frozenset(self._get_figures())

    @api.model
    def _refuse_figures(self, names):
        """Refuse values for figures.

        :param names: the fields; none is fine
        :raises UserError: naming the first one
        """
        for name in names:
            raise UserError(
                self.env._(
                    "“%(field)s” follows from positions and documents and can't be written.",
                    field=self._fields[name]._description_string(self.env),
                )
            )

    # -- the gate -------------------------------------------------------------------------------------------------------

    def _ask_guards(self, change):
        """Ask all guards in the order of ``GUARDS``.

        :raises UserError: of the first one that refuses
        """
        for guard in GUARDS:
            getattr(self, f"_guard_{guard}")(change)

    def _create_through_gate(self, create, vals_list):
        """Create records if all guards let them; see ``create``.

        :param create: the method behind the gate
        """
        change, none = Change("create", vals_list), self.browse()
        none._ask_guards(change)
        with none._watch_change(change):
            change.records = create(vals_list)
            cover_created(change.records)
            change.records._guard_created()
        return change.records

    def _write_through_gate(self, write, vals):
        """Write on these records if all guards let it; see ``write``.

        :param write: the method behind the gate
        """
        if not self:  # core writes on what its filters have left, which may be nothing
            return write(vals)
        change = Change("write", [vals])
        self._ask_guards(change)
        with self._watch_change(change):
            return write(vals)

    def _unlink_through_gate(self, unlink):
        """Delete these records if all guards let it; see ``unlink``.

        :param unlink: the method behind the gate
        """
        if not self:  # core deletes what its filters have left, too
            return unlink()
        change = Change("unlink")
        self._ask_guards(change)
        with self._watch_change(change):
            return unlink()
