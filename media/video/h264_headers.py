"""H.264 parameter sets, which must be equal before packets of two encodings may follow each other."""

from typing import Final

_SPS, _PPS = 7, 8
_COUNT_MASKS: Final = (0x1F, 0xFF)
"""In an avcC record (ISO/IEC 14496-15, 5.3.3.1) the number of SPS has 5 bits, that of PPS 8."""


def parameter_sets(header: bytes) -> tuple[bytes, ...]:
    """Return SPS and PPS from a codec's extradata: an avcC record or Annex B bytes. Empty if it is neither."""
    if header[:1] == b"\x01":
        return _from_avcc(header)
    units = header.replace(b"\0\0\0\1", b"\0\0\1").split(b"\0\0\1")
    return tuple(unit.rstrip(b"\0") for unit in units if unit and unit[0] & 0x1F in (_SPS, _PPS))


def _from_avcc(header: bytes) -> tuple[bytes, ...]:
    units: list[bytes] = []
    at = 5
    for mask in _COUNT_MASKS:
        if at >= len(header):
            break
        count = header[at] & mask
        at += 1
        for _ in range(count):
            size = int.from_bytes(header[at : at + 2])
            units.append(header[at + 2 : at + 2 + size])
            at += 2 + size
    return tuple(units)
