"""A TCP proxy that can hold or cut its connections."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field


@dataclass
class TcpProxy:
    """Listens on `port` of the loopback address, and forwards to the port `target`, or the Unix socket of that path."""

    target: int | str
    port: int = 0
    is_cut: bool = False
    _ends: set[asyncio.StreamWriter] = field(default_factory=set)
    _left: int | None = None
    _flowing: asyncio.Event = field(default_factory=asyncio.Event)

    def hold(self, after: int) -> None:
        """Forward so many more bytes to the server, then hold."""
        self._left = after
        self._flowing.clear()

    def release(self) -> None:
        """Forward everything again."""
        self.is_cut = False
        self._left = None
        self._flowing.set()

    def cut(self) -> None:
        """Cut every connection, and every new one."""
        self.is_cut = True
        for end in self._ends:
            end.transport.abort()

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.is_cut:
            writer.transport.abort()
            return
        answers, requests = await (
            asyncio.open_connection("127.0.0.1", self.target)
            if isinstance(self.target, int)
            else asyncio.open_unix_connection(self.target)
        )
        ends = {writer, requests}
        self._ends |= ends
        try:
            await asyncio.gather(_pump(self._held(reader), requests), _pump(_arriving(answers), writer))
        finally:
            self._ends -= ends

    async def _held(self, reader: asyncio.StreamReader) -> AsyncIterator[bytes]:
        async for data in _arriving(reader):
            if self._left is not None:
                self._left -= len(data)
                if self._left < 0:
                    await self._flowing.wait()
            yield data


async def _arriving(reader: asyncio.StreamReader) -> AsyncIterator[bytes]:
    while data := await reader.read(64 * 1024):
        yield data


async def _pump(source: AsyncIterator[bytes], writer: asyncio.StreamWriter) -> None:
    try:
        async for data in source:
            writer.write(data)
            await writer.drain()
    except ConnectionError:
        pass
    finally:
        writer.close()


@asynccontextmanager
async def proxy_to(target: int | str) -> AsyncIterator[TcpProxy]:
    proxy = TcpProxy(target)
    server = await asyncio.start_server(proxy.carry, "127.0.0.1", 0)
    proxy.port = server.sockets[0].getsockname()[1]
    yield proxy
    proxy.cut()
    server.close()
    await server.wait_closed()
