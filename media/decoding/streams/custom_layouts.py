"""Keep PyAV from freeing a custom channel layout twice.

PyAV 18 copies a frame's AVChannelLayout with its pointer to the map of channels. libavutil frees the map with the
frame; PyAV frees it again with the copy, and the process dies. Only layouts of AV_CHANNEL_ORDER_CUSTOM have a map.
"""

import ctypes
from typing import Final

from av.audio.layout import AudioLayout

_CUSTOM: Final = 2


class _ChannelLayout(ctypes.Structure):
    """AVChannelLayout of libavutil 60."""

    _fields_ = (
        ("order", ctypes.c_int),
        ("nb_channels", ctypes.c_int),
        ("map", ctypes.c_void_p),
        ("opaque", ctypes.c_void_p),
    )


_KNOWN: Final = AudioLayout.__basicsize__ == object.__basicsize__ + ctypes.sizeof(_ChannelLayout)


def keep_custom_layout(layout: AudioLayout) -> None:
    """Let Python never free a frame's layout if it is a custom one: some 40 bytes for each such frame."""
    if _KNOWN and _ChannelLayout.from_address(id(layout) + object.__basicsize__).order == _CUSTOM:
        ctypes.pythonapi.Py_IncRef(ctypes.py_object(layout))
