"""All inputs of the corpus."""

from tests.corpus.clips import clips
from tests.corpus.inputs import Input
from tests.corpus.picture_colours import picture_colours
from tests.corpus.picture_kinds import picture_kinds
from tests.corpus.refusals import refusals
from tests.corpus.sounds import sounds
from tests.corpus.texts import texts


def inputs() -> list[Input]:
    return [*picture_colours(), *picture_kinds(), *clips(), *sounds(), *texts(), *refusals()]
