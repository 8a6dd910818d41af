"""Check of a file that a vendor made, before it is stored and served to clients."""

from pathlib import Path

from domain.brief import AssetType
from domain.errors import InputRejected
from domain.ports.editor import Editor, MediaKind


async def check_output(editor: Editor, path: Path, vendor: str, wanted: AssetType) -> MediaKind:
    """Return what the file is.

    Errors: InputRejected when it is not of the wanted type, or cannot be decoded.
    """
    try:
        kind = await editor.probe_file(path)
        if kind.type is not wanted:
            raise InputRejected(f"it is {kind.content_type}")
    except InputRejected as error:
        raise InputRejected(
            f"{vendor} sent a file that is no usable {wanted}: {error.message}; try again, which orders it anew"
        ) from error
    return kind
