"""Lines of text as pictures."""

from PIL import Image, ImageDraw, ImageFilter

from media.drawing.palette import Colour
from media.drawing.yuv_planes import tinted
from media.text.fonts import load_font
from media.text.typesetting import TextLine, Typesetter


def draw_line(setter: Typesetter, words: TextLine, px: int, ink: Colour, pad: int) -> Image.Image:
    """Draw one line with `pad` around it, on transparency. Both sides are even."""
    width = int(words.width(px)) + 2 * pad + 2 & ~1
    image = Image.new("RGBA", (width, setter.leading(px) + 2 * pad + 1 & ~1), (*ink, 0))
    draw = ImageDraw.Draw(image)
    x, baseline = float(pad), pad + (setter.leading(px) - px) / 2 + 0.86 * px
    for run in words.runs:
        font = load_font(run.script, px)
        draw.text((x, baseline), run.shown, (*ink, 255), font, anchor="ls", direction=run.direction)
        x += run.width(px)
    return image


def with_shadow(line: Image.Image, px: int) -> Image.Image:
    """Return a line of light letters with their soft shadow, which lies within the line's pad."""
    shadow = line.getchannel("A").filter(ImageFilter.GaussianBlur(px * 0.14))
    return Image.alpha_composite(tinted(shadow), line)


def round_corners(size: tuple[int, int], radius: int) -> Image.Image:
    """Draw a mask with round corners."""
    mask = Image.new("L", (size[0] * 2, size[1] * 2))
    ImageDraw.Draw(mask).rounded_rectangle((0, 0, mask.width - 1, mask.height - 1), radius * 2, 255)
    return mask.resize(size, Image.Resampling.BOX)
