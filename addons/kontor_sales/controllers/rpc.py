import xmlrpc.client

from odoo import api
from odoo.addons.rpc.controllers import RPC
from odoo.http import request, route
from odoo.modules.registry import Registry

from ..tools import conflicts


def in_words_of_call(error, service, method, args):
    """Return what a call over RPC is answered when it got no turn, in the language of its context.

    :param Exception error: one of ``conflicts.CONFLICTS``
    :param str service: ``object`` calls methods of models; the others have no user yet
    :param str method: ``execute_kw``, with keyword arguments, or ``execute``
    :param args: database, user, password, model, method, arguments, keyword arguments
    :return: a ``UserError``; the error as it is for another service
    """
    if service != "object":
        return error
    db, uid, *_rest = args
    context = (method == "execute_kw" and len(args) > 6 and args[6] or {}).get("context") or {}
    with Registry(db).cursor(readonly=True) as cr:  # the call's own transaction has ended
        return conflicts.in_words(error, api.Environment(cr, uid, {"lang": context.get("lang")}))


class KontorRPC(RPC):
    """A conflict with other calls is answered with a sentence as any refusal, not with a traceback."""

    def _xmlrpc(self, service):
        try:
            return super()._xmlrpc(service)
        except conflicts.CONFLICTS as error:
            args, method = xmlrpc.client.loads(request.httprequest.get_data(), use_datetime=True)
            raise in_words_of_call(error, service, method, args) from None

    @route()
    def jsonrpc(self, service, method, args):
        try:
            return super().jsonrpc(service, method, args)
        except conflicts.CONFLICTS as error:
            raise in_words_of_call(error, service, method, args) from None
