import xmlrpc.client

from odoo import api
from odoo.addons.rpc.controllers import RPC
from odoo.exceptions import AccessDenied, MissingError, UserError
from odoo.http import request, route
from odoo.modules.registry import Registry

from ..tools import conflicts
from ..tools.records import text_about_ids, unusable_ids


def in_words_of_call(error, service, method, args):
    """Return what a call over RPC is answered when it got no turn, or was on what is no record, in its own language.

    Most methods of Kontor check the ids themselves (``check_ids``), on every way; what is no list of ids at all doesn't even
    reach them, and what Odoo calls before them stumbles over it.

    :param Exception error: what ended the call
    :param str service: ``object`` calls methods of models; the others have no user yet
    :param str method: ``execute_kw``, with keyword arguments, or ``execute``
    :param args: database, user, password, model, method, arguments, keyword arguments
    :return: a ``UserError``; the error as it is for another service, and for one that says enough
    """
    is_missing = isinstance(error, MissingError)
    if service != "object" or len(args) < 5 or isinstance(error, UserError | AccessDenied) and not is_missing:
        return error
    wrong = [] if isinstance(error, conflicts.CONFLICTS) else _unusable_ids_of_call(method, args)
    if not isinstance(error, conflicts.CONFLICTS) and not wrong and not is_missing:
        return error
    db, uid, *_rest = args
    context = (method == "execute_kw" and len(args) > 6 and args[6] or {}).get("context") or {}
    with Registry(db).cursor(readonly=True) as cr:  # the call's own transaction has ended
        env = api.Environment(cr, uid, {"lang": context.get("lang")})
        if is_missing and not wrong:
            wrong = _missing_ids_of_call(env, method, args)
            if not wrong:  # another record than those that were called on: Odoo names it
                return error
        return UserError(text_about_ids(env, args[3], wrong)) if wrong else conflicts.in_words(error, env)


def _unusable_ids_of_call(method, args):
    """Return what a call sent in place of its records' ids and that can't be one; nothing for a method without records."""
    return unusable_ids(_ids_of_call(method, args))


def _missing_ids_of_call(env, method, args):
    """Return the ids of records that a call was for, and that don't exist (any more)."""
    ids = _ids_of_call(method, args)
    # sudo: that a record is gone was found out already; Odoo hides nobody's records behind that
    return sorted(set(ids) - set(env[args[3]].sudo().browse(ids).exists().ids)) if ids else []


def _ids_of_call(method, args):
    """Return what a call sent as its records' ids, whatever it is; nothing for a method without records."""
    db, model, name, arguments = args[0], args[3], args[4], args[5:]
    if method == "execute_kw":
        arguments = arguments[0] if arguments else ()
    registry = Registry(db)
    function = getattr(registry[model], name, None) if model in registry else None
    if function is None or getattr(function, "_api_model", False) or not arguments:
        return []
    ids = arguments[0]
    if isinstance(ids, list | tuple):
        return ids
    return [ids] if ids else []  # Odoo takes a single id, too


def _answer(error, service, method, args):
    """Raise the sentence for an error, if there is one; see ``in_words_of_call``."""
    answer = in_words_of_call(error, service, method, args)
    if answer is not error:
        raise answer from None


class KontorRPC(RPC):
    """A conflict with other calls, or a call on no records, is answered with a sentence, not with a traceback."""

    def _xmlrpc(self, service):
        try:
            return super()._xmlrpc(service)
        except Exception as error:
            args, method = xmlrpc.client.loads(request.httprequest.get_data(), use_datetime=True)
            _answer(error, service, method, args)
            raise

    @route()
    def jsonrpc(self, service, method, args):
        try:
            return super().jsonrpc(service, method, args)
        except Exception as error:
            _answer(error, service, method, args)
            raise
