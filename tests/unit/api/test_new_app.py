"""Apps of tests are not kept: a process of the check makes a thousand."""

import gc
import weakref

from api.container import Container
from tests.harness.api_client import new_app


async def test_an_app_that_nobody_uses_is_let_go(container: Container) -> None:
    new_app(container)  # its routes are kept, for all others
    another = weakref.ref(new_app(container))
    gc.collect()
    assert another() is None
