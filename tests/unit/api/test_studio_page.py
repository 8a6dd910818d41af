"""The studio's page names the scripts that it is going to load."""

import re

import pytest

from api.studio_page import FOLDER, scripts, studio_page

_SCREENS = [
    ("screens/jobs/jobs_screen.js",),
    ("screens/new_film/new_film_screen.js",),
    ("screens/sign_in/sign_in_screen.js",),
    ("screens/settings/keys/keys_screen.js",),
    ("screens/settings/webhooks/webhooks_screen.js",),
    ("screens/job/job_screen.js", "screens/job/storyboard/storyboard_room.js"),
    ("screens/job/job_screen.js", "screens/job/filming/filming_room.js"),
    ("screens/job/job_screen.js", "screens/job/film/film_room.js"),
]


@pytest.mark.parametrize("screens", _SCREENS, ids=lambda screens: screens[-1])
def test_the_page_names_each_script_of_its_screen_once(screens: tuple[str, ...]) -> None:
    named = re.findall(r'rel="modulepreload" href="/studio/([^"]+)"', studio_page(*screens))

    assert named[: len(screens) + 1] == ["main.js", *screens]
    assert len(named) == len(set(named))
    assert all((FOLDER / name).is_file() for name in named)


def test_scripts_that_are_loaded_later_and_types_are_left_out() -> None:
    named = scripts("main.js")

    assert "shell/studio.js" in named
    assert "page/element.js" in named
    assert "screens/job/job_screen.js" not in named
    assert "api/types.js" not in named
