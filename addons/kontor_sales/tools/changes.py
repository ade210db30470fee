"""What a write would change, for guards that refuse changes and not the same value once more."""

from odoo import models


def changed_fields(record, values, names):
    """Return which of these fields would have another value after a write.

    :param record: one record
    :param dict values: as ``write`` takes them
    :param names: names of fields among them
    :return: list of names
    """
    return [name for name in names if _changes(record, name, values[name])]


def _changes(record, name, value):
    field, present = record._fields[name], record[name]
    if field.type in ("one2many", "many2many"):
        return record.env["account.move"]._field_will_change(record, {name: value}, name)
    if field.type == "many2one":
        return present.id != (value.id if isinstance(value, models.BaseModel) else value or False)
    new = field.convert_to_record(field.convert_to_cache(value, record, validate=False), record)
    if field.type == "monetary":
        currency = record[field.get_currency_field(record)] or record.env.company.currency_id
        return not currency.is_zero((present or 0.0) - (new or 0.0))
    return (present or False) != (new or False)
