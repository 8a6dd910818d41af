"""Which of a provider's models films a job's scenes."""

from domain.base import evolve
from domain.ports.video_and_image import VideoModel
from domain.rules.scenes.takes import ImageModelChoice, VideoModelChoice


def model_choice(
    model: VideoModel,
    name: str,
    *,
    is_draft: bool,
    draws_stills: bool = True,
    image: ImageModelChoice | None = None,
) -> VideoModelChoice:
    """Return the choice of the provider's model of that name; of its cheap variant, if it has one, for a draft.

    That one's `final` is the model itself. It films nothing that is too long for either: what was approved as a draft
    can be made final. `draws_stills`: a still is drawn for takes that have no picture. `image` is what draws
    first frames for clips that can begin from one.
    """
    final = _choice(model, name, draws_stills, image)
    draft = final.can.draft if final.can else None
    if not is_draft or draft is None:
        return final
    cheap = _choice(model, draft, draws_stills, image)
    longest = [choice.longest_clip for choice in (cheap, final) if choice.longest_clip is not None]
    return evolve(cheap, final=final, longest_clip=min(longest, default=None))


def _choice(model: VideoModel, name: str, draws_stills: bool, image: ImageModelChoice | None) -> VideoModelChoice:
    known = model.capabilities.get(name)
    takes_first_frame = model.begins_from_a_still and (known is None or known.first_frame)
    longest = max(known.seconds, default=None) if known else None
    return VideoModelChoice(
        provider=model.name,
        model=name,
        queue=model.queue,
        longest_clip=longest,
        can=known,
        draws_stills=draws_stills,
        image=image if takes_first_frame else None,
    )
