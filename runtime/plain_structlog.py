"""Import structlog without rich and pygments, which take a tenth of a process's start and are not used here.

structlog imports rich wherever it is installed, and does without it where it is not.
"""

import sys

__all__ = ["EventDict", "ExcInfo", "Processor", "WrappedLogger", "structlog"]

_rich = sys.modules.get("rich")
sys.modules["rich"] = None  # type: ignore[assignment]  # so an import of it is an ImportError

import structlog  # noqa: E402
from structlog.typing import EventDict, ExcInfo, Processor, WrappedLogger  # noqa: E402

if _rich is None:
    del sys.modules["rich"]
else:
    sys.modules["rich"] = _rich
