"""Hear: verify a webhook on its raw bytes, store it, and only then acknowledge it."""

from config.names import Queue
from integrations.ats.contract import Account, Reply, WebhookRequest
from integrations.errors import SignatureInvalid
from plugin.flow.accounts import Accounts
from plugin.inbox.deliveries import Arrival, Source, store
from plugin.runtime import Runtime

_NOBODY = Account("", {}, ("whsec_" + "A" * 32,))


def receive(runtime: Runtime, accounts: Accounts, key: str, request: WebhookRequest) -> Reply:
    """Keep one delivery and give the answer that its ATS wants.

    Raises `SignatureInvalid` for a forged delivery and, after the same work, for an unknown connection
    (WH-24). It is acknowledged only once its row is committed (WH-10); the same delivery twice is one row.
    A paused connection's deliveries are kept and wait (WH-12).
    """
    connection = accounts.by_key(key)
    if connection is None:
        runtime.adapter("standard").receive(request, _NOBODY)
        raise SignatureInvalid("There is no such connection.")
    adapter = runtime.adapter(connection.adapter)
    receipt = adapter.receive(request, connection.account)
    if not receipt.keep:
        return receipt.reply
    content = request.body if receipt.content is None else receipt.content
    arrival = Arrival(
        receipt.dedupe_key,
        runtime.keys.seal(content),
        Source.WEBHOOK,
        request.received_at + adapter.settle,
    )
    with runtime.db.autocommit() as db:
        store(db, connection.agency_id, connection.id, [arrival], request.received_at)
    if not adapter.settle:
        runtime.wakeup.nudge(Queue.INBOX)
    return receipt.reply
