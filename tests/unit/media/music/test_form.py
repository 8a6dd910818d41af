"""How full the arrangement is."""

from media.music.form import HIGHEST, levels


def bars(seconds: float, film: float) -> list[float]:
    return [seconds * place for place in range(int(film / seconds))]


def test_instruments_enter_where_scenes_begin() -> None:
    begins, scenes = bars(2, 20), [0.0, 4.0, 8.0, 14.0]
    assert levels(begins, scenes, 0) == [0, 0, 1, 1, 2, 2, 2, 3, 3, 3]


def test_no_level_is_left_out_where_there_are_scenes_enough() -> None:
    found = levels(bars(2, 24), [0.0, 4.0, 12.0, 16.0, 20.0], 0)
    assert [found[place] for place in (0, 2, 6, 8, 10)] == [0, 1, 2, 3, 3]


def test_a_long_scene_grows_too() -> None:
    found = levels(bars(2, 60), [0.0], 0)
    assert found[0] == 0
    assert max(found) == HIGHEST
    assert found[:4] == [0] * 4


def test_a_long_film_takes_a_breath_once_and_comes_back() -> None:
    found = levels(bars(2, 120), [10.0 * place for place in range(12)], 0)
    falls = [place for place in range(1, len(found)) if found[place] < found[place - 1]]
    assert len(falls) == 1
    assert falls[0] > 0.6 * len(found)
    assert found[-1] == HIGHEST


def test_a_short_film_begins_with_what_it_has_time_for() -> None:
    assert min(levels(bars(2, 10), [0.0, 4.0], 1)) == 1
