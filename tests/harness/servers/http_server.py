"""An HTTP server of a test, on a free port of this machine."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web


@asynccontextmanager
async def served(app: web.Application, *, cancels_handlers: bool = True) -> AsyncIterator[str]:
    """Serve the app, and yield its URL. `cancels_handlers`: a handler whose client goes away is cancelled."""
    runner = web.AppRunner(app, shutdown_timeout=0.1, handler_cancellation=cancels_handlers)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    try:
        yield f"http://{host}:{port}"
    finally:
        await runner.cleanup()
