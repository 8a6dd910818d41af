"""The certificate that this installation has made for itself, one for all its workers."""

from collections.abc import Callable

from pydantic import SecretStr
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import select

from db.connections.engine import transaction
from db.schema.tables.operations import SigningCertificateRow
from domain.ports.film_signer import SigningCertificate


async def kept_certificate(engine: AsyncEngine, make: Callable[[], SigningCertificate]) -> SigningCertificate:
    """Return the installation's own certificate, made the first time that one is asked for.

    Errors: DatabaseUnavailable.
    """
    async with transaction(engine) as session:
        row = (await session.exec(select(SigningCertificateRow))).first()
        if row is None:
            made = make()
            values = {
                "is_only": True,
                "chain": made.chain,
                "private_key": made.key.get_secret_value(),
                "algorithm": made.algorithm,
                "signer": made.signer,
                "created_at": await session.now(),
            }
            # Another worker may have been first.
            await session.exec(insert(SigningCertificateRow).values(values).on_conflict_do_nothing())
            row = (await session.exec(select(SigningCertificateRow))).one()
        return SigningCertificate(
            chain=row.chain,
            key=SecretStr(row.private_key),
            algorithm=row.algorithm,
            signer=row.signer,
            is_self_made=True,
        )
