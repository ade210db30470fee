from odoo import api, models
from odoo.tools import SQL

#: How many entries are held in memory at once.
BATCH = 500


class ResCompany(models.Model):
    """The check of the hash chain for those who have the right to export for a tax audit.

    Core's own report takes a right that nobody can be given without developer mode.
    """

    _inherit = "res.company"

    def _check_hash_chain(self):
        """Compute the hashes of all secured entries of this company anew.

        :return: for each journal and number range a dictionary: ``journal``, ``first`` and ``last`` (numbers), ``count``,
            and ``broken``: the number of the first entry that isn't as it was secured, or False
        """
        self.ensure_one()
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT journal_id, sequence_prefix FROM account_move
                 WHERE company_id = %s AND inalterable_hash IS NOT NULL
                 GROUP BY journal_id, sequence_prefix ORDER BY journal_id, sequence_prefix
                """,
                self.id,
            )
        )
        # sudo: the chain is whole or not, whatever its reader may see of the entries
        moves = self.env["account.move"].sudo()
        return [self._check_number_range(moves, journal_id, prefix) for journal_id, prefix in rows]

    @api.model
    def _check_number_range(self, moves, journal_id, prefix):
        chain = [("journal_id", "=", journal_id), ("sequence_prefix", "=", prefix), ("inalterable_hash", "!=", False)]
        result = {"journal": journal_id, "first": False, "last": False, "count": 0, "broken": False}
        previous, number = "", -1
        while not result["broken"]:
            moves.env.invalidate_all()
            batch = moves.search([*chain, ("sequence_number", ">", number)], order="sequence_number", limit=BATCH)
            if not batch:
                break
            result["first"] = result["first"] or batch[0].name
            for move in batch:
                version = int(move.inalterable_hash.split("$")[1]) if move.inalterable_hash.startswith("$") else 3
                computed = move.with_context(hash_version=version)._calculate_hashes(previous)[move]
                if computed != move.inalterable_hash:
                    result["broken"] = move.name
                    break
                previous, number = move.inalterable_hash, move.sequence_number
                result.update(last=move.name, count=result["count"] + 1)
        return result


class AuditExport(models.Model):
    _inherit = "kontor.audit.export"

    @api.model
    def action_check_hash_chain(self):
        """Check the hash chain of the company's sales journals, and say what was found.

        :return: the action that shows it
        :raises AccessError: without the right to export
        """
        self._ensure_export_right()
        results = self.env.company._check_hash_chain()
        broken = [result["broken"] for result in results if result["broken"]]
        if broken:
            message = self.env._("Not as it was secured: %s, and what follows it. Compare with a backup.", ", ".join(broken))
        elif results:
            message = self.env._(
                "%(count)s entries are as they were secured: %(ranges)s.",
                count=sum(result["count"] for result in results),
                ranges=", ".join(f"{result['first']} – {result['last']}" for result in results),
            )
        else:
            message = self.env._("No entry is secured yet. The chain begins with the next invoice that is posted.")
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "title": self.env._("Hash Chain of %s", self.env.company.name),
                "message": message,
                "type": "danger" if broken else "success" if results else "warning",
                "sticky": True,
            },
        }
