"""Scripts in which signs, letters and directions meet."""

from collections.abc import Iterator

from tests.corpus.inputs import Input, text

_ENGLAND = "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"


def texts() -> Iterator[Input]:
    for name, what, script in (
        ("keycaps", "keycap emoji", "1\ufe0f\u20e3 pour 2\ufe0f\u20e3 wait #\ufe0f\u20e3"),
        ("family", "emoji joined to one", "For all \U0001f469\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466"),
        (
            "flags",
            "flags of countries and of England",
            f"\U0001f1e9\U0001f1ea \U0001f1ef\U0001f1f5 {_ENGLAND}",
        ),
        (
            "skin",
            "skin tones, and signs with a variation selector",
            "Hi \U0001f44b\U0001f3fd \u00a9\ufe0f \u2122\ufe0f \u2764\ufe0f",
        ),
        ("currencies", "currency signs", "\u20b9499 \u20ba20 \u20bf1 \u20b45 \u20a6300 \u20ab9 \u20ac5"),
        ("new-currency", "currency signs that few fonts have", "\u20c0 5 \u20be 7 \u20bd 9 \u17db 3 \u0e3f 4"),
        ("arabic", "Arabic with Latin numbers", "\u0627\u0644\u0633\u0639\u0631 50 \u0631.\u0633 (250 \u0645\u0644)"),
        ("hebrew", "Hebrew with a price", "\u05de\u05d1\u05e6\u05e2: 20% \u20aa99 Morrow 2.0"),
        (
            "devanagari",
            "Devanagari with a price",
            "\u0915\u0947\u0935\u0932 \u20b9\u096b\u0966\u0966 \u092e\u0947\u0902",
        ),
        ("thai", "Thai with a price", "\u0e40\u0e1e\u0e35\u0e22\u0e07 \u0e3f99 \u0e27\u0e31\u0e19\u0e19\u0e35\u0e49"),
        ("japanese", "Japanese with a price", "\u4eca\u3060\u3051 \uffe51,980 \u2728"),
        ("greek", "Greek, Cyrillic and a rare letter", "\u039d\u03ad\u03bf \u041d\u043e\u0432\u043e \u1e9e \U00010330"),
        ("private", "a sign that no font has", "Now \ue000\uf8ff better \u0378"),
    ):
        yield text(f"text-{name}", what, script)
