"""What a version of a quotation holds, as JSON takes it, and back (004-7, 004-9)."""

from odoo import Command


def frozen_values(record, names):
    """Return field values as JSON takes them: ids for relations, ISO text for dates.

    :param record: one record
    :param list names: names of its fields
    :return: ``{name: value}``; see ``thawed_values`` for the way back
    """
    frozen = {}
    for name in names:
        field, value = record._fields[name], record[name]
        if field.type == "many2one":
            frozen[name] = value.id
        elif field.type == "many2many":
            frozen[name] = value.ids
        elif field.type in ("date", "datetime"):
            frozen[name] = field.to_string(value) if value else False
        else:
            frozen[name] = value if isinstance(value, (bool, int, float)) else str(value or "") or False
    return frozen


def thawed_values(model, values):
    """Return what ``frozen_values`` gave, as ``write`` and ``create`` take it.

    :param model: the model of the record
    :param dict values: ``{name: value}``
    """
    return {
        name: [Command.set(value)] if model._fields[name].type == "many2many" else value for name, value in values.items()
    }
