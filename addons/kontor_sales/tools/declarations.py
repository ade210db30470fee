"""What an addon declares, each thing in one place: everything else follows from the declaration.

Declarations come from an inheritable method of a model (``_reasons``, ``_conditions``, ``_lock_events``), which addons
extend with ``super()``. The model checks them all in ``_register_hook``: what was forgotten is told when the registry is
loaded, not when the first user comes across it.
"""

from dataclasses import dataclass, field

EFFECTS = ("none", "warn", "block")


class DeclarationError(Exception):
    """A declaration lacks something, or contradicts another one: a mistake in the code of an addon."""


def by_code(declarations):
    """Return declarations by their code, in the order in which they were made."""
    return {declaration.code: declaration for declaration in declarations}


def check_declarations(title, declarations, problems):
    """Refuse declarations that share a code or have a problem of their own.

    :param str title: what is declared, and by which method
    :param problems: function that returns the problems of one declaration, a list of texts
    :raises DeclarationError: naming all of them
    """
    found = []
    codes = [declaration.code for declaration in declarations]
    found += [f"“{code}” is declared twice" for code in dict.fromkeys(codes) if codes.count(code) > 1]
    found += [f"“{declaration.code}”: {text}" for declaration in declarations for text in problems(declaration)]
    if found:
        raise DeclarationError("\n– ".join([f"{title}:", *found]))


@dataclass(frozen=True)
class BlockReason:
    """A reason that speaks against operations (``kontor.block.rule._reasons``).

    :param code: stored in rules, releases and on the work list
    :param name: for the user, translated
    :param rights: xmlids of the groups that release it; the first one unless the document's reason names another
    :param effects: ``{operation: effect}``, what it does unless a rule says otherwise: a row of the table for each. An
        operation that isn't named here is never touched by this reason.
    :param manager: xmlid of the group that sets the effects, beside the administrators of the settings
    :param fixed: no rule softens it; each reason of a document says its ``effect`` itself
    :param on_change: it closes the document: it also stops changes by which the document doesn't grow
    """

    code: str
    name: str
    rights: tuple
    effects: dict = field(default_factory=dict)
    manager: str = "base.group_system"
    fixed: bool = False
    on_change: bool = False

    def problems(self, operations):
        """Return what is wrong with this declaration, a list of texts.

        :param operations: the operations that exist
        """
        found = [f"no {part}" for part in ("code", "name", "rights", "manager") if not getattr(self, part)]
        if isinstance(self.rights, str):
            found.append("the rights are not a tuple")
        if self.fixed and self.effects:
            found.append("it is fixed, so that it has no effects")
        if not self.fixed and not self.effects:
            found.append("no effect for any operation, and it is not fixed")
        for operation, effect in self.effects.items():
            if operation not in operations:
                found.append(f"there is no operation “{operation}”")
            if effect not in EFFECTS:
                found.append(f"no effect for “{operation}”: {effect!r} is none of {', '.join(EFFECTS)}")
        return found
