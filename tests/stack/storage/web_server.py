"""A web server on this machine that fails as it is told to."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

TLS_HANDSHAKE = b"\x16"


@dataclass(frozen=True)
class Asked:
    """A request as the server got it; header names are in lower case."""

    path: str
    headers: dict[str, str]


Answer = Callable[[Asked, asyncio.StreamWriter], Awaitable[None]]


@dataclass
class Site:
    """Answers each path with the next of its answers; the last one for ever. What it does not serve is 404."""

    host: str
    port: int = 0
    asked: list[Asked] = field(default_factory=list)
    answers: dict[str, list[Answer]] = field(default_factory=dict)

    def serve(self, path: str, *answers: Answer) -> str:
        """The URL at which these answers are given."""
        self.answers[path] = list(answers)
        return f"http://{self.host}:{self.port}{path}"

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            first = await reader.readexactly(1)
            if first == TLS_HANDSHAKE:
                return writer.write(head(400))
            lines = (first + await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
            headers = dict(line.lower().split(": ", 1) for line in lines[1:] if line)
            asked = Asked(lines[0].split(" ")[1], headers)
            self.asked.append(asked)
            answers = self.answers.get(asked.path, [answer(404)])
            await (answers.pop(0) if len(answers) > 1 else answers[0])(asked, writer)
            await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()


@asynccontextmanager
async def running_site(host: str = "127.0.0.1") -> AsyncIterator[Site]:
    site = Site(host)
    server = await asyncio.start_server(site.handle, host, 0)
    site.port = server.sockets[0].getsockname()[1]
    yield site
    server.close()
    await server.wait_closed()


def head(status: int, **headers: object) -> bytes:
    lines = [f"HTTP/1.1 {status} x", "Connection: close"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode()


def answer(status: int, body: bytes = b"", **headers: object) -> Answer:
    async def send(_: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(head(status, Content_Length=len(body), **headers) + body)

    return send


def dropped(body: bytes, after: int, **headers: object) -> Answer:
    """The connection is lost after that many bytes of the body."""

    async def send(_: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(head(200, Content_Length=len(body), **headers) + body[:after])

    return send


def rest(body: bytes, etag: str) -> Answer:
    """The range asked for if it is of this version, else the whole."""

    async def send(asked: Asked, writer: asyncio.StreamWriter) -> None:
        if asked.headers.get("if-range") != etag:
            return await answer(200, body, ETag=etag)(asked, writer)
        start = int(asked.headers["range"].removeprefix("bytes=").removesuffix("-"))
        span = f"bytes {start}-{len(body) - 1}/{len(body)}"
        return await answer(206, body[start:], ETag=etag, Content_Range=span)(asked, writer)

    return send
