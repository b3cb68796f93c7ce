"""API tokens: shown once, kept as a digest, revocable."""

import secrets
from datetime import datetime

from sqlalchemy.orm import Session

from mutasi_flow.access.model import ApiToken
from mutasi_flow.access.queries import digest_of
from mutasi_flow.access.service.guard import note, require, take
from mutasi_flow.core.actor import Actor, Permission
from mutasi_flow.core.errors import NotFound, Refused
from mutasi_flow.core.texts import T

PREFIX = "mutasi_"
"""Makes a token recognisable when it turns up where it should not be."""


def make_token(session: Session, actor: Actor, account_id: int, at: datetime, *, label: str = "") -> str:
    """Make a token that acts as the account and return it; it is never shown again.

    Raises:
        NotPermitted: it is neither the own account nor asked by an administrator.
        NotFound: no such account.
        Refused: the account is disabled.
    """
    if account_id != actor.account_id:
        require(actor, Permission.ADMIN)
    account = take(session, account_id)
    if not account.is_active:
        raise Refused(T("Akun {name} dinonaktifkan. Aktifkan dahulu.", name=account.name))
    token = PREFIX + secrets.token_urlsafe(32)
    made = ApiToken(account_id=account_id, digest=digest_of(token), label=label.strip(), created_at=at)
    session.add(made)
    session.flush()
    note(session, actor, account_id, "token_made", at, token_id=made.id, label=made.label)
    return token


def revoke_token(session: Session, actor: Actor, token_id: int, at: datetime) -> None:
    """Make a token worthless at once.

    Raises:
        NotFound: no such token, or not one of the own account (administrators reach all).
    """
    token = session.get(ApiToken, token_id)
    if token is None:
        raise NotFound
    if token.account_id != actor.account_id:
        require(actor, Permission.ADMIN)
    if token.revoked_at is None:
        token.revoked_at = at
        note(session, actor, token.account_id, "token_revoked", at, token_id=token_id)
