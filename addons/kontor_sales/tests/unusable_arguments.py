"""Every public method of an addon, called as anybody over RPC could call it."""

import inspect

from odoo.exceptions import AccessDenied, UserError
from odoo.models import MAGIC_COLUMNS
from odoo.service.model import call_kw, get_public_method
from odoo.tests import new_test_user
from odoo.tools import mute_logger

#: What a caller may send for any argument.
VALUES = (None, "x", 5, -1.5, float("nan"), True, [], {}, [["a"]], "2025-13-45")
#: Ids on which a caller may call a method, and that are nobody's: none, what is no id, and of what is long gone.
NOBODY = ([], [0], [None], [False], ["x"], [-1], [999999999])
#: Odoo's own methods, which an addon only extends.
CORE = {"create", "write", "unlink", "copy", "init", "button_draft"}


def public_methods(env, addon):
    """Return the methods that an addon adds and RPC reaches: a list of (model, name)."""
    found = set()
    for model, cls in env.registry.items():
        if cls._abstract and not model.startswith("kontor."):
            continue
        for base in cls.__mro__:
            if base.__module__.startswith(f"odoo.addons.{addon}."):
                found |= {
                    (model, name)
                    for name, value in vars(base).items()
                    if not name.startswith("_")
                    and name not in CORE
                    and inspect.isfunction(value)
                    and not getattr(value, "_api_private", False)
                }
    return sorted(found)


def _is_own(env, model, name):
    """Tell whether a method is none of Odoo's that Kontor extends."""
    return all(
        base.__module__.startswith("odoo.addons.kontor_") or "." not in base.__module__
        for base in env.registry[model].__mro__
        if name in vars(base)
    )


def tracebacks(env, addon, roles):
    """Call all public methods of an addon with no, unknown and present records and with unusable arguments.

    :param dict roles: name of a role → its groups
    :return: list of strings, one for each way of a call that ended otherwise than with data or a refusal
    """
    users = [new_test_user(env, f"caller_{role}", groups=groups) for role, groups in roles.items()]
    env.flush_all()
    faults = set()
    for model, name in public_methods(env, addon):
        if not _is_own(env, model, name):  # Odoo answers for its own methods
            continue
        function = getattr(env.registry[model], name)
        parameters = [
            parameter
            for parameter in list(inspect.signature(function).parameters.values())[1:]
            if parameter.kind == parameter.POSITIONAL_OR_KEYWORD
        ]
        complete = all(parameter.default is not parameter.empty for parameter in parameters)
        arguments = [*([[]] if complete else []), *([value] * len(parameters) for value in VALUES if parameters)]
        some = [] if env[model]._abstract else env[model].search([], limit=1).ids
        records = [None] if getattr(function, "_api_model", False) else [*NOBODY, some]
        for user in users:
            for ids in records:
                for values in arguments:
                    fault = _fault(env, user, model, name, values if ids is None else [ids, *values])
                    if fault:
                        faults.add(f"{model}.{name}: {fault}")
    return sorted(faults)


def writes(env, addon, roles, but=()):
    """Try to create, change and delete records of an addon's own stored models without the right for it.

    :param dict roles: name of a role → its groups
    :param but: models that these roles may write
    :return: list of strings, one for each attempt that was not refused; none of them stays
    """
    users = {role: new_test_user(env, f"writer_{role}", groups=groups) for role, groups in roles.items()}
    env.flush_all()
    done = []
    for model in sorted(env.registry):
        if not env[model]._auto or env[model]._transient or env[model]._abstract or model in but:
            continue
        if not model.startswith("kontor.") or env[model]._original_module != addon:
            continue
        record = env[model].search([], limit=1)
        values = {name: False for name, field in env[model]._fields.items() if field.store and name not in MAGIC_COLUMNS}
        for role, user in users.items():
            own = env(user=user.id, su=False)[model]
            attempts = [("create", [dict(list(values.items())[:1])])]
            if record:
                attempts += [("write", [record.ids, values]), ("unlink", [record.ids])]
            done += [f"{role} {name} {model}" for name, arguments in attempts if not _is_refused(env, own, name, arguments)]
    return done


def _is_refused(env, model, name, arguments):
    """Tell whether a call is refused with a sentence; nothing stays of what it did."""
    env.cr.execute("SAVEPOINT attempt")
    try:
        with mute_logger("odoo.sql_db", "odoo.models", "odoo.addons.base.models.ir_rule"):
            call_kw(model, name, arguments, {})
        return False
    except UserError:
        return True
    finally:
        env.cr.execute("ROLLBACK TO SAVEPOINT attempt; RELEASE SAVEPOINT attempt")
        env.transaction.clear()


def _fault(env, user, model, name, arguments):
    """Return what was wrong with the answer to a call; nothing stays of what it did."""
    env.cr.execute("SAVEPOINT call")
    try:
        own = env(user=user.id, su=False)
        get_public_method(own[model], name)
        with mute_logger("odoo.sql_db", "odoo.models", "odoo.addons.base.models.ir_rule"):
            answer = call_kw(own[model], name, arguments, {})
            own.flush_all()
        return "None" if answer is None else ""
    except (UserError, AccessDenied):
        return ""
    except Exception as error:  # whatever it is, it is what the test is for
        return f"{type(error).__name__}: {error}"[:200]
    finally:
        env.cr.execute("ROLLBACK TO SAVEPOINT call; RELEASE SAVEPOINT call")
        env.transaction.clear()
