"""Captions as WebVTT."""

from domain.film_format import Transition
from media.text.spoken_scene import SpokenScene
from media.text.web_vtt import web_vtt


def test_each_scenes_words_are_shown_while_the_scene_is() -> None:
    scenes = [SpokenScene("Rain.", 60, Transition.CUT), SpokenScene("Sun.", 45, Transition.CUT)]
    assert web_vtt(scenes) == (
        "WEBVTT\nKind: captions\n\n1\n00:00:00.000 --> 00:00:02.000\nRain.\n\n2\n00:00:02.000 --> 00:00:03.500\nSun.\n"
    )


def test_a_scene_without_words_takes_its_time() -> None:
    scenes = [SpokenScene("", 60, Transition.CUT), SpokenScene("Sun.", 45, Transition.CUT)]
    assert "00:00:02.000 --> 00:00:03.500\nSun." in web_vtt(scenes)


def test_words_wait_until_the_transition_into_their_scene_is_over() -> None:
    scenes = [SpokenScene("Rain.", 60, Transition.FADE), SpokenScene("Sun.", 60, Transition.CROSSFADE)]
    shown = web_vtt(scenes)
    assert "00:00:00.000 --> 00:00:02.000\nRain." in shown
    assert "00:00:02.500 --> 00:00:04.000\nSun." in shown


def test_a_long_script_is_divided_at_its_clauses() -> None:
    script = "Three out of four people say their skin feels dry by noon. Ours does not, and it never will, whatever."
    shown = web_vtt([SpokenScene(script, 180, Transition.CUT)])
    assert "dry by noon.\n" in shown
    assert shown.count("-->") == 2


def test_marks_of_the_format_in_a_script_are_text() -> None:
    shown = web_vtt([SpokenScene("a --> b <i>&\n\nNOTE", 60, Transition.CUT)], "de")
    assert shown.startswith("WEBVTT\nKind: captions\nLanguage: de\n\n")
    assert shown.endswith("a --&gt; b &lt;i&gt;&amp; NOTE\n")
