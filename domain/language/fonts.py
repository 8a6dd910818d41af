"""The families of fonts in which a brand's Latin words are written, and which one is nearest to any other."""

import re
from enum import StrEnum
from typing import Final


class FontFamily(StrEnum):
    """A family that we have. All but `INTER` are used only for a brand that names them, or one that is like them."""

    INTER = "Inter"
    MONTSERRAT = "Montserrat"
    NUNITO = "Nunito"
    OSWALD = "Oswald"
    LORA = "Lora"
    PLAYFAIR = "Playfair Display"
    CAVEAT = "Caveat"


_LIKE: Final = {
    FontFamily.MONTSERRAT: "gotham proxima futura avenir century gothic poppins circular gilroy jost raleway sofia "
    "urbanist geometric league spartan outfit product",
    FontFamily.NUNITO: "rounded vag quicksand varela comfortaa fredoka baloo dosis",
    FontFamily.OSWALD: "condensed narrow impact bebas din league gothic anton barlow druk knockout trade compressed",
    FontFamily.PLAYFAIR: "didot bodoni didone abril display canela cormorant chronicle tiempos headline fatface",
    FontFamily.LORA: "serif garamond georgia times caslon baskerville minion merriweather tinos slab rockwell "
    "clarendon palatino cambria crimson bitter roman antiqua book",
    FontFamily.CAVEAT: "script hand handwriting handwritten brush cursive pacifico dancing signature comic marker",
}
"""Words in the names of families, of those that look like each of ours."""

_SANS: Final = frozenset({"sans", "grotesk", "grotesque", "helvetica", "arial", "roboto", "mono"})
"""Words of names that Inter is nearest to, whatever else is in the name."""


def nearest_family(name: str) -> FontFamily:
    """Return the family of that name, in any case; else the one that looks most like what the name says."""
    words = re.findall(r"[a-z]+", name.lower())
    same = next((family for family in FontFamily if re.findall(r"[a-z]+", family.lower()) == words), None)
    if same is not None:
        return same
    if _SANS.intersection(words) and not {"rounded", "condensed", "narrow"}.intersection(words):
        return FontFamily.INTER
    matches = {family: len(set(words).intersection(known.split())) for family, known in _LIKE.items()}
    best = max(matches, key=lambda family: matches[family])
    return best if matches[best] else FontFamily.INTER


def is_one_of_ours(name: str) -> bool:
    """Tell whether we have a family of that name."""
    return nearest_family(name).lower() == name.strip().lower()
