"""The sentences for what other systems meet: tokens, requests that must not be done twice, webhooks and why one was not delivered."""

from collections.abc import Mapping

# Message ids of the catalogue, by error code; `%(name)s` are facts of the error.
MACHINE_SENTENCES: Mapping[str, str] = {
    "api-too-often": "This token sends too many requests. Wait %(seconds)s.",
    "delivery-unknown": "There is no such message, or it does not wait to be tried again.",
    "host-unknown": "The name of the server is not known.",
    "idempotency-key-missing": "Send the header Idempotency-Key with a key of your own, so that nothing is done twice.",
    "idempotency-key-reused": "This key was used for another request. Take a new key for each request.",
    "idempotency-key-unreadable": "The key must have 8 to 255 printable characters without spaces.",
    "media-type-unknown": "Send JSON, and say so in the header Content-Type: application/json.",
    "no-connection": "The server could not be reached.",
    "position-ahead": "The ledger is not at that position yet. If it was once, the service was put back to an earlier state: make a new copy.",
    "redirected": "The server leads to another address. Enter that address if it is right.",
    "refused": "The server refused the message.",
    "removed": "The webhook was removed.",
    "token-days": "A token lives for one day at least and %(limit)s days at most.",
    "token-expired": "The token has expired. Ask the contact point for a new one.",
    "token-missing": "Show a token in the header Authorization: Bearer.",
    "token-name-taken": "A token of this name is in force. Choose another name, or revoke that one first.",
    "token-revoked": "The token was revoked. Ask the contact point for a new one.",
    "token-unknown": "There is no such token.",
    "token-without-mandate": "Whoever made this token has no office in this authority any more. Ask the contact point for a new one.",
    "token-without-scope": "The token was not made for this. It needs the permission %(name)s.",
    "tokens-too-many": "There are %(limit)s tokens in force. Revoke one that nobody uses.",
    "too-slow": "The server did not answer in time.",
    "webhook-address": "Enter an address that begins with https:// and has no name or password in it.",
    "webhook-known": "This address is told already.",
    "webhook-private": "The address leads into a private network. Messages are sent to public addresses only.",
    "webhook-unknown": "There is no such webhook.",
    "webhooks-too-many": "There are %(limit)s webhooks. Remove one first.",
}
