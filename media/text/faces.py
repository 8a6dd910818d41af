"""The font files of the families in which a brand's Latin words are written."""

from enum import Enum
from importlib.resources import files

from domain.language.fonts import FontFamily, nearest_family


class Face(Enum):
    """A family besides Inter and its variable font: a file in a Python package."""

    MONTSERRAT = FontFamily.MONTSERRAT, "fontpkg_montserrat", "files/Montserrat[wght].ttf"
    NUNITO = FontFamily.NUNITO, "fontpkg_nunito", "files/Nunito[wght].ttf"
    OSWALD = FontFamily.OSWALD, "fontpkg_oswald", "files/Oswald[wght].ttf"
    LORA = FontFamily.LORA, "fontpkg_lora", "files/Lora[wght].ttf"
    PLAYFAIR = FontFamily.PLAYFAIR, "fontpkg_playfair_display", "files/PlayfairDisplay[wght].ttf"
    CAVEAT = FontFamily.CAVEAT, "fontpkg_caveat", "files/Caveat[wght].ttf"

    def __init__(self, family: FontFamily, package: str, file: str) -> None:
        self.family = family
        self.font_file = str(files(package) / file)
        self.font_index = 0


def face_of(name: str) -> Face | None:
    """Return the face of the brand's font, or the nearest; None if that is Inter, or the brand names none."""
    family = nearest_family(name) if name.strip() else FontFamily.INTER
    return next((face for face in Face if face.family is family), None)
