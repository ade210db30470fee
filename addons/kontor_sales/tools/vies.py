"""Asks the VAT information exchange of the European Commission (VIES) about a VAT id, by its REST interface.

https://ec.europa.eu/taxation_customs/vies/#/technical-information
"""

import logging

import requests

_logger = logging.getLogger(__name__)

#: Where the service answers; the settings can name another address.
SERVICE = "https://ec.europa.eu/taxation_customs/vies/rest-api"
#: Seconds that a clerk waits at most.
TIMEOUT = 10
#: What the service says of a number that can't be one, instead of an answer.
UNUSABLE = {"INVALID_INPUT", "VAT_NUMBER_INVALID"}


def ask(service, vat, requester="", trader=None):
    """Ask whether a VAT id is valid. It never raises: a service that can't be reached is an answer, too.

    :param str service: address of the REST interface
    :param str vat: the VAT id with its country, "ATU12345675"
    :param str requester: own VAT id; only with it the service gives a consultation number, the proof of having asked
    :param dict trader: ``name``, ``street``, ``zip``, ``city`` that the service compares, where its country does
    :return: dict with ``result`` ("valid", "invalid", "unreachable"), ``identifier``, ``name``, ``address``, ``matches``
        (what of the trader fits: "name: VALID, …"), ``problem`` (code or text of a failure) and ``raw`` (the answer)
    """
    trader = trader or {}
    question = {
        "countryCode": vat[:2],
        "vatNumber": vat[2:],
        "requesterMemberStateCode": requester[:2],
        "requesterNumber": requester[2:],
        "traderName": trader.get("name", ""),
        "traderStreet": trader.get("street", ""),
        "traderPostalCode": trader.get("zip", ""),
        "traderCity": trader.get("city", ""),
    }
    try:
        response = requests.post(
            f"{service.rstrip('/')}/check-vat-number",
            json={key: value for key, value in question.items() if value},
            timeout=TIMEOUT,
        )
        raw = response.text
        answer = response.json()
    except (requests.exceptions.RequestException, ValueError) as error:
        _logger.info("VIES can't be reached: %s", error)
        return _answer("unreachable", problem=type(error).__name__, raw=str(error))
    if not isinstance(answer, dict):
        return _answer("unreachable", problem=str(response.status_code), raw=raw)
    return _read(answer, raw, response.status_code)


def _read(answer, raw, status):
    """Return what an answer of the service says; see ``ask``."""
    if isinstance(answer.get("valid"), bool):
        return _answer(
            "valid" if answer["valid"] else "invalid",
            identifier=answer.get("requestIdentifier"),
            name=answer.get("name"),
            address=answer.get("address"),
            matches=_matches(answer),
            raw=raw,
        )
    errors = [item.get("error") for item in answer.get("errorWrappers") or () if isinstance(item, dict)]
    problem = ", ".join(filter(None, errors)) or str(status)
    return _answer("invalid" if UNUSABLE & set(errors) else "unreachable", problem=problem, raw=raw)


def _matches(answer):
    """Return what of the trader's data the service found right, for people."""
    parts = {
        "name": "traderNameMatch",
        "street": "traderStreetMatch",
        "zip": "traderPostalCodeMatch",
        "city": "traderCityMatch",
    }
    found = {part: answer.get(key) for part, key in parts.items()}
    return ", ".join(f"{part}: {value}" for part, value in found.items() if value and value != "NOT_PROCESSED")


def _answer(result, **values):
    """Return an answer with every key; the service writes "---" for what it keeps to itself."""
    empty = {"identifier": "", "name": "", "address": "", "matches": "", "problem": "", "raw": ""}
    said = {key: value for key, value in values.items() if value and value != "---"}
    return {**empty, **said, "result": result}
