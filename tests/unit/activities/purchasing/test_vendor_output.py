"""The check of a vendor's file before it is stored."""

from pathlib import Path

import pytest
from PIL import Image

from activities.purchasing.vendor_output import check_output
from domain.brief import AssetType
from domain.errors import InputRejected
from media.editor import ProcessEditor
from tests.harness.servers.clips import plain_clips


@pytest.fixture
def editor(tmp_path: Path) -> ProcessEditor:
    return ProcessEditor(tmp_path / "transitions")


async def test_a_clip_and_a_picture_are_known_by_their_bytes(editor: ProcessEditor, tmp_path: Path) -> None:
    picture = tmp_path / "picture"
    Image.new("RGB", (9, 16)).save(picture, "png")

    clip_kind = await check_output(editor, plain_clips(tmp_path)(30), "zeta", AssetType.VIDEO)
    picture_kind = await check_output(editor, picture, "zeta", AssetType.IMAGE)

    assert (clip_kind.content_type, picture_kind.content_type) == ("video/mp4", "image/png")


@pytest.mark.parametrize(
    ("wanted", "content", "reason"),
    [
        (AssetType.VIDEO, b"<html>Sorry</html>", "zeta sent a file that is no usable video: .*text/html"),
        (AssetType.VIDEO, b"", "empty"),
        (AssetType.IMAGE, b'{"error": "gone"}', "zeta sent a file that is no usable image: .*application/json"),
    ],
)
async def test_a_file_that_is_no_media_is_refused(
    wanted: AssetType, content: bytes, reason: str, editor: ProcessEditor, tmp_path: Path
) -> None:
    (tmp_path / "original").write_bytes(content)

    with pytest.raises(InputRejected, match=reason):
        await check_output(editor, tmp_path / "original", "zeta", wanted)


async def test_a_picture_instead_of_a_clip_is_refused(editor: ProcessEditor, tmp_path: Path) -> None:
    Image.new("RGB", (9, 16)).save(tmp_path / "original", "png")

    with pytest.raises(InputRejected, match="no usable video: it is image/png"):
        await check_output(editor, tmp_path / "original", "zeta", AssetType.VIDEO)


async def test_a_picture_that_is_too_large_to_be_decoded_is_refused(editor: ProcessEditor, tmp_path: Path) -> None:
    Image.new("1", (8_100, 8_100)).save(tmp_path / "original", "png")

    with pytest.raises(InputRejected, match="more than 64,000,000 pixels"):
        await check_output(editor, tmp_path / "original", "zeta", AssetType.IMAGE)


async def test_a_clip_whose_frames_cannot_be_decoded_is_refused(editor: ProcessEditor, tmp_path: Path) -> None:
    whole = plain_clips(tmp_path)(30).read_bytes()
    start = whole.index(b"mdat") + 4
    (tmp_path / "original").write_bytes(whole[:start] + bytes(len(whole) - start))

    with pytest.raises(InputRejected, match="no usable video"):
        await check_output(editor, tmp_path / "original", "zeta", AssetType.VIDEO)
