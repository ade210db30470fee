from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...tools.changes import changed_fields


def _without_unchanged(records, values, secured):
    """Return values without those that core refuses on secured entries though they change nothing: an import sends all.

    :param records: entries, or lines of entries
    :param dict values: as ``write`` takes them
    :param secured: those of the entries that have a hash
    """
    names = values.keys() & set(records._get_integrity_hash_fields()) if secured else ()
    if not names:
        return values
    changed = {name for record in records for name in changed_fields(record, values, names)}
    return {name: value for name, value in values.items() if name not in names or name in changed}


class AccountMove(models.Model):
    """Core's hash chain, made fit for journals that are in use: several users post at once, and older entries are there."""

    _inherit = "account.move"

    def write(self, vals):
        return super().write(_without_unchanged(self, vals, self.filtered("inalterable_hash")))

    def _check_posting(self):
        res = super()._check_posting()
        for move in self.filtered(lambda move: move.posted_before and move.restrict_mode_hash_table):
            obstacle = move._get_number_obstacle()
            if obstacle:
                raise UserError(obstacle)
        return res

    def _get_number_obstacle(self):
        """Say why a draft that was posted before can't be posted again: its number lies before those that are secured.

        :return: a sentence for the user, or False
        """
        self.ensure_one()
        if not self.name or self.name == "/":
            return False
        number, _hash = self._read_chain_end()
        if self.sequence_number > number:
            return False
        return self.env._(
            "%(document)s has a number from before the hash chain of the journal “%(journal)s”; later ones are secured. "
            "Cancel this draft and make the document anew: it gets the next number.",
            document=self.name,
            journal=self.journal_id.display_name,
        )

    # -- the chain ------------------------------------------------------------------------------------------------

    def _get_chain_info(self, force_hash=False, include_pre_last_hash=False, early_stop=False):
        info = super()._get_chain_info(force_hash, include_pre_last_hash, early_stop)
        if not info or early_stop or force_hash or not self.company_id[:1]._keeps_german_books():
            return info
        moves = info["moves"]
        number, last_hash = moves[:1]._read_chain_end() if moves else (0, False)
        if last_hash:
            # what another transaction has secured meanwhile isn't in this one's view of the database
            moves = moves.filtered(lambda move: move.sequence_number > number)
            gap = moves[-1:].sequence_number - number != len(moves)
        else:
            # The chain begins here: what was posted before it stays as it is, with the holes that it may have.
            moves &= self
            gap = False
        warnings = info.get("warnings", set()) - {"gap"} | ({"gap"} if gap and moves else set())
        return {
            **info,
            "previous_hash": last_hash,
            "moves": moves,
            "remaining_moves": self - moves,
            "warnings": warnings if moves else warnings | {"no_document"},
        }

    def _read_chain_end(self):
        """Read number and hash of the last secured entry in this entry's journal and number range.

        :return: number and hash; 0 and False where nothing is secured yet
        """
        self.ensure_one()
        self.flush_model(["journal_id", "sequence_prefix", "sequence_number", "inalterable_hash"])
        # sudo: one's own view, whoever may read entries and journals
        move = self.sudo()
        end = SQL(
            """
            SELECT sequence_number, inalterable_hash
              FROM account_move
             WHERE journal_id = %s AND sequence_prefix = %s AND inalterable_hash IS NOT NULL
             ORDER BY sequence_number DESC LIMIT 1
            """,
            move.journal_id.id,
            move.sequence_prefix,
        )
        own = self.env.execute_query(end)
        # Numbers are given one after the other: core waits until the number before is committed. But a transaction sees
        # the database as it was when it began, without the entry that it has waited for.
        with self.env.registry.cursor(readonly=False) as cr:
            cr.execute(end)
            committed = cr.fetchall()
        return max([*own, *committed], default=(0, False))


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def write(self, vals):
        return super().write(_without_unchanged(self, vals, self.move_id.filtered("inalterable_hash")))


class ValidateAccountMove(models.TransientModel):
    """Core leaves out of a batch what would be secured, unless somebody ticks it: here that is what posting means."""

    _inherit = "validate.account.move"

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        if "force_hash" in fields:
            values["force_hash"] = True
        return values
