"""A new job says what is added to its footage, also where its brief does not."""

from decimal import Decimal

from api.jobs.job_creation import with_usual_choices
from domain.brief import Captions, CaptionStyle, EndCardChoice, LogoPlacement, MusicChoice
from tests.unit.domain import jobs


def test_a_brief_without_choices_has_the_usual_ones() -> None:
    production = with_usual_choices(jobs.brief(maxCost=2), "local", "heart").production

    assert (production.voice, production.voice_name) == ("local", "heart")
    assert (production.captions, production.caption_style) == (Captions.NONE, CaptionStyle.PLAIN)
    assert (production.music, production.logo) == (MusicChoice.AUTO, LogoPlacement.END_CARD)
    assert (production.end_card, production.max_cost) == (EndCardChoice.AUTO, Decimal(2))


def test_what_a_brief_chooses_stays() -> None:
    given = {"captions": "burned", "captionStyle": "highlight", "music": "none", "logo": "none", "endCard": "none"}

    chosen = with_usual_choices(jobs.brief(voice="none", **given), "local", "heart")

    assert chosen == jobs.brief(voice="none", **given)


def test_the_server_s_voice_is_not_given_to_another_provider() -> None:
    production = with_usual_choices(jobs.brief(voice="elevenlabs"), "local", "heart").production

    assert (production.voice, production.voice_name) == ("elevenlabs", None)


def test_a_voice_that_the_brief_names_is_one_of_the_server_s_provider() -> None:
    production = with_usual_choices(jobs.brief(voiceName="en-GB"), "local", "heart").production

    assert (production.voice, production.voice_name) == ("local", "en-GB")
