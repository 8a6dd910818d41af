"""The database's time: the only clock that all processes share."""

from datetime import datetime

from sqlalchemy import DateTime, func
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

_NOW = select(func.clock_timestamp(type_=DateTime(timezone=True)))


async def now(session: AsyncSession) -> datetime:
    return (await session.exec(_NOW)).one()
