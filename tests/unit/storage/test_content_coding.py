"""Compressed downloads are unpacked by their bytes."""

import gzip

import pytest

from storage.web.content_coding import CannotUnpack, unpacker_for

FILE = b"A tin of tea." * 100


def unpacked(body: bytes) -> tuple[bytes, bool]:
    unpacker = unpacker_for("gzip", body)
    assert unpacker is not None
    return b"".join(unpacker.unpack(body)), unpacker.is_complete


@pytest.mark.parametrize("after", [b"", bytes(512), b"\n", b"\r\n0\r\n"])
def test_what_follows_a_complete_gzip_file_is_ignored(after: bytes) -> None:
    """Some servers pad what they compress, or end it with a line; browsers and curl read no further."""
    assert unpacked(gzip.compress(FILE) + after) == (FILE, True)


def test_members_that_follow_each_other_are_one_file() -> None:
    assert unpacked(gzip.compress(FILE) + gzip.compress(FILE) + bytes(3)) == (FILE + FILE, True)


def test_a_damaged_file_is_refused_and_one_that_is_cut_off_is_not_complete() -> None:
    data = gzip.compress(FILE)

    assert not unpacked(data[:-4])[1]
    with pytest.raises(CannotUnpack):
        unpacked(data[:10] + b"\xff" * len(data))
