"""What an addon declares, each thing in one place: everything else follows from the declaration.

Declarations come from an inheritable method of a model (``_reasons``, ``_conditions``, ``_lock_events``), which addons
extend with ``super()``. The model checks them all in ``_register_hook``: what was forgotten is told when the registry is
loaded, not when the first user comes across it.
"""

import inspect
from collections.abc import Callable
from dataclasses import dataclass, field

EFFECTS = ("none", "warn", "block")


class DeclarationError(Exception):
    """A declaration lacks something, or contradicts another one: a mistake in the code of an addon."""


def by_key(declarations):
    """Return declarations by what tells them apart (their code), in the order in which they were made."""
    return {declaration.key: declaration for declaration in declarations}


def missing(declaration, *parts):
    """Return a text for each of some parts that a declaration leaves empty."""
    return [f"no {part}" for part in parts if not getattr(declaration, part)]


def check_declarations(title, declarations, problems):
    """Refuse declarations that can't be told apart or have a problem of their own.

    :param str title: what is declared, and by which method
    :param problems: function that returns the problems of one declaration, a list of texts
    :raises DeclarationError: naming all of them
    """
    keys = [declaration.key for declaration in declarations]
    found = [f"“{key}” is declared twice" for key in dict.fromkeys(keys) if keys.count(key) > 1]
    found += [f"“{declaration.key}”: {text}" for declaration in declarations for text in problems(declaration)]
    if found:
        raise DeclarationError("\n– ".join([f"{title}:", *found]))


def options_of(model, name):
    """Return what a method of a model takes beside the record: the names of all its definitions.

    :param model: class of the model in the registry
    :param str name: of the method
    :return: ``(names, whether one of the definitions takes any name)``; none for a method that doesn't exist
    """
    names, anything = set(), False
    for owner in model.__mro__:
        if name in vars(owner):
            parameters = list(inspect.signature(vars(owner)[name]).parameters.values())[1:]
            anything |= any(parameter.kind == parameter.VAR_KEYWORD for parameter in parameters)
            names |= {parameter.name for parameter in parameters if parameter.kind != parameter.VAR_KEYWORD}
    return names, anything


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

    @property
    def key(self):
        return self.code

    def problems(self, operations):
        """Return what is wrong with this declaration, a list of texts.

        :param operations: the operations that exist
        """
        found = missing(self, "code", "name", "rights", "manager")
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


@dataclass(frozen=True)
class PrintCondition:
    """For which orders a status prints a document (``order.status.report._conditions``).

    :param code: stored in the print assignment
    :param name: for the user, translated
    :param applies: function of one ``sale.order``
    """

    code: str
    name: str
    applies: Callable

    @property
    def key(self):
        return self.code

    def problems(self):
        """Return what is wrong with this declaration, a list of texts."""
        return missing(self, "code", "name") + ([] if callable(self.applies) else ["nothing tells when it applies"])


@dataclass(frozen=True)
class LockEvent:
    """An event after which a kind of document can be locked (``kontor.document.lock._lock_events``).

    :param document: code of the kind of document
    :param code: stored in the settings; events of several documents may share it, and then their name, too
    :param name: for the user, translated
    :param sequence: its place among the events of the document; leave gaps
    :param happened: function of the document, as superuser: whether the event lies behind it
    """

    document: str
    code: str
    name: str
    sequence: int
    happened: Callable

    @property
    def key(self):
        return f"{self.document}.{self.code}"

    def problems(self, documents, others):
        """Return what is wrong with this declaration, a list of texts.

        :param documents: the kinds of documents that exist
        :param others: all declarations
        """
        found = missing(self, "code", "name", "sequence")
        if not callable(self.happened):
            found.append("nothing tells whether it has happened")
        if self.document not in documents:
            found.append(f"there is no document “{self.document}”")
        for other in others:
            if other.code == self.code and other.name != self.name:
                found.append(f"“{other.key}” has another name")
            if other.document == self.document and other.code != self.code and other.sequence == self.sequence:
                found.append(f"“{other.key}” has the same sequence")
        return found
