"""The certificate that an installation makes for itself."""

import asyncio

from sqlalchemy.ext.asyncio import AsyncEngine

from db.signing_certificate import kept_certificate
from media.credentials.certificate import make_certificate


async def test_all_workers_of_an_installation_sign_by_one_certificate(engine: AsyncEngine) -> None:
    first, second, later = (
        *await asyncio.gather(*(kept_certificate(engine, make_certificate) for _ in range(2))),
        await kept_certificate(engine, make_certificate),
    )

    assert first == second == later
