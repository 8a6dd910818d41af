"""Figures beside their goals."""

import pytest

from benchmarks import Measurement, Report, at_least, at_most, with_results


@pytest.mark.parametrize(("value", "verdict"), [(0.49, "met"), (0.5, "met"), (0.51, "NOT MET")])
def test_a_figure_may_be_as_much_as_its_goal(value: float, verdict: str) -> None:
    assert Measurement("engine", "whole job", value, "CPU s", at_most(0.5)).verdict == verdict


@pytest.mark.parametrize(("value", "verdict"), [(0.94, "NOT MET"), (0.95, "met")])
def test_a_figure_must_be_as_much_as_its_least(value: float, verdict: str) -> None:
    assert Measurement("media", "throughput", value, "times", at_least(0.95)).verdict == verdict


def test_a_figure_without_a_goal_has_no_verdict() -> None:
    assert Measurement("engine", "  api", 0.1, "CPU s").verdict == ""


def test_the_tables_have_one_section_for_each_benchmark() -> None:
    report = Report(
        [Measurement("engine", "whole job", 0.512, "CPU s", at_most(0.5)), Measurement("start", "import", 1234.5, "ms")]
    )
    assert report.markdown() == (
        "### engine\n\n| what | figure | unit | goal | |\n|---|---:|---|---|---|\n"
        "| whole job | 0.512 | CPU s | ≤ 0.5 | NOT MET |\n\n"
        "### start\n\n| what | figure | unit | goal | |\n|---|---:|---|---|---|\n"
        "| import | 1234 | ms |  |  |\n"
    )
    assert [line.what for line in report.missed()] == ["whole job"]


def test_results_replace_those_of_an_earlier_run() -> None:
    document = "Before.\n<!-- results -->\nold\n<!-- end of results -->\nAfter.\n"
    assert with_results(document, "new\n") == document.replace("old", "new")


def test_a_document_without_marks_is_left_alone() -> None:
    with pytest.raises(ValueError, match="no line"):
        with_results("Before.\n", "new\n")
