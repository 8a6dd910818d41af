"""Captions as files: WebVTT and SubRip."""

import re

import pytest

from domain.job.film.captions import CaptionFormat, CaptionLine
from domain.job.sound.speech import SpokenWord
from media.text.caption_files import caption_file
from media.text.clusters import clusters

VTT, SRT = CaptionFormat.VTT, CaptionFormat.SRT


def a_line(text: str, begins: int, ends: int, enters: int = 0) -> CaptionLine:
    return CaptionLine(text=text, begins=begins, ends=ends, enters=enters)


def spoken(text: str, begins: float, seconds: float) -> CaptionLine:
    """Return a line whose words follow each other, each for as long as it has letters."""
    words, at, letters = list[SpokenWord](), begins, len(text.replace(" ", ""))
    for word in text.split():
        until = at + seconds * len(word) / letters
        words.append(SpokenWord(text=word, start=at, end=until))
        at = until
    return CaptionLine(text=text, begins=0, ends=900, words=tuple(words))


def test_each_scenes_words_are_shown_while_the_scene_is() -> None:
    assert caption_file([a_line("Rain.", 0, 60), a_line("Sun.", 60, 105)], VTT) == (
        "WEBVTT\nKind: captions\n\n1\n00:00:00.000 --> 00:00:02.000\nRain.\n\n2\n00:00:02.000 --> 00:00:03.500\nSun.\n"
    )


def test_subrip_has_a_comma_before_the_milliseconds_and_no_header() -> None:
    assert caption_file([a_line("Rain.", 0, 60), a_line("Sun.", 60, 105)], SRT) == (
        "1\n00:00:00,000 --> 00:00:02,000\nRain.\n\n2\n00:00:02,000 --> 00:00:03,500\nSun.\n\n"
    )


def test_a_film_without_words_has_empty_captions() -> None:
    assert caption_file([], SRT) == ""
    assert caption_file([], VTT, "de") == "WEBVTT\nKind: captions\nLanguage: de\n"


def test_words_wait_until_the_transition_into_their_scene_is_over() -> None:
    shown = caption_file([a_line("Rain.", 0, 60), a_line("Sun.", 60, 120, enters=75)], VTT)
    assert "00:00:00.000 --> 00:00:02.000\nRain." in shown
    assert "00:00:02.500 --> 00:00:04.000\nSun." in shown


def test_a_long_script_is_divided_at_its_clauses() -> None:
    script = "Three out of four people say their skin feels dry by noon. Ours does not, and it never will, whatever."
    shown = caption_file([a_line(script, 0, 180)], VTT)
    assert "dry by noon.\n" in shown
    assert shown.count("-->") == 2


def test_a_spoken_line_is_shown_when_it_is_said() -> None:
    shown = caption_file([spoken("Rain again.", 2.0, 1.2)], VTT)
    assert "00:00:02.000 --> 00:00:03.267\nRain again." in shown


def test_captions_never_overlap() -> None:
    shown = caption_file([spoken("One two.", 0.0, 0.4), spoken("Three.", 0.5, 0.4)], SRT)
    assert "00:00:00,000 --> 00:00:00,500\nOne two." in shown


@pytest.mark.parametrize("format", CaptionFormat)
def test_a_long_caption_has_two_lines_of_about_the_same_length(format: CaptionFormat) -> None:
    shown = caption_file([spoken("Three out of four people say their skin feels dry by noon.", 0, 4)], format)
    first, second = shown.rstrip().split("\n")[-2:]
    assert (first, second) == ("Three out of four people say", "their skin feels dry by noon.")


@pytest.mark.parametrize(
    ("script", "longest"),
    [
        ("毎朝、焙煎したての香りをお届けします。豆は農園から直接届きます。あなたの一日が変わります。", 16),
        ("每天早晨，新鲜烘焙的咖啡直接送到您家。豆子直接来自农场。您的一天由此改变。", 16),
        ("กาแฟสดใหม่ทุกเช้าส่งตรงถึงบ้านคุณ เมล็ดกาแฟมาจากไร่โดยตรง วันของคุณจะเปลี่ยนไป", 35),
        ("हर सुबह ताज़ी कॉफ़ी, सीधे आपके घर। बीन्स सीधे खेत से आती हैं। आपका दिन बदल जाता है।", 42),
    ],
    ids=["Japanese", "Chinese", "Thai", "Hindi"],
)
def test_no_line_is_longer_than_subtitles_are_in_its_script(script: str, longest: int) -> None:
    words = script.split() if " " in script and "。" not in script else list(script)
    timed = tuple(SpokenWord(text=word, start=at * 0.2, end=at * 0.2 + 0.2) for at, word in enumerate(words))
    shown = caption_file([CaptionLine(text=script, begins=0, ends=900, words=timed)], SRT)
    lines = [line for line in shown.split("\n") if line and not re.fullmatch(r"\d+|.*-->.*", line)]
    assert max(len(clusters(line)) for line in lines) <= longest
    assert "".join("".join(lines).split()) == "".join(script.split())


def test_lines_from_right_to_left_say_so() -> None:
    shown = caption_file([a_line("VERDE يرطب بشرتك طوال اليوم.", 0, 90)], SRT)
    assert "\u200fVERDE يرطب بشرتك طوال اليوم.\u200f" in shown


def test_marks_of_the_format_in_a_script_are_text() -> None:
    script = "a --> b <i>& {b}\n\nNOTE"
    shown = caption_file([a_line(script, 0, 60)], VTT, "de")
    assert shown.startswith("WEBVTT\nKind: captions\nLanguage: de\n\n")
    assert shown.endswith("a --&gt; b &lt;i&gt;&amp; {b} NOTE\n")

    shown = caption_file([a_line(script, 0, 60)], SRT)
    assert shown.count("-->") == 1
    assert "<i>" not in shown
    assert "{b}" not in shown


def test_nothing_is_shown_beyond_the_end_of_the_film() -> None:
    line = spoken("One two three four. Five six seven eight. Nine ten eleven.", 0.5, 9.0)
    shown = caption_file([CaptionLine(text=line.text, begins=0, ends=150, words=line.words)], VTT)

    assert "--> 00:00:05.000" in shown
    assert "Nine" not in shown
