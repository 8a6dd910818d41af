"""Where in a film each of its takes is shown."""

from domain.base import Frozen
from domain.film_format import frames
from domain.job.film.film_file import Film
from domain.job.model import Job
from domain.job.scene import Scene
from domain.job.takes.take import Take


class Shown(Frozen):
    """A scene in a film: from the frame `begins` on, for `length` frames. `take` is None before it has a clip."""

    scene: Scene
    take: Take | None
    begins: int
    length: int

    @property
    def ends(self) -> int:
        """The first frame that is not its own."""
        return self.begins + self.length


def film_timeline(job: Job, film: Film) -> tuple[Shown, ...]:
    """Return the film's takes in order; nothing if its scenes have other lengths by now than when it was cut."""
    shown: list[Shown] = []
    for take_id in film.takes:
        if take := job.find_take(take_id):
            scene, begins = job.scene(take.scene_id), shown[-1].ends if shown else 0
            length = frames(scene.text.duration)
            shown.append(Shown(scene=scene, take=take, begins=begins, length=length))
    is_complete = len(shown) == len(film.takes) and bool(shown) and shown[-1].ends == film.frames
    return tuple(shown) if is_complete else ()
