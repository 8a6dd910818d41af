"""What the Temporal Web UI shows of a job, in Markdown."""

import pytest

from domain.base import evolve
from domain.job.model import Job
from domain.job.progress import summary
from tests.unit.domain.jobs import in_review


def with_script(job: Job, script: str) -> Job:
    first, *others = job.scenes
    return evolve(job, scenes=(evolve(first, text=evolve(first.text, script=script)), *others))


@pytest.mark.parametrize(
    ("script", "shown"),
    [
        ("![](https://evil.example/seen.png)", r"\!\[\](https://evil.example/seen.png)"),
        ("[look](https://evil.example)", r"\[look\](https://evil.example)"),
        ("<img src=x onerror=alert(1)>", r"\<img src=x onerror=alert(1)\>"),
        ("tea\n\n**completed**, done, storyboard 9", r"tea \*\*completed\*\*, done, storyboard 9"),
        ("`code` &lt;b&gt; | ~~no~~", r"\`code\` \&lt;b\&gt; \| \~\~no\~\~"),
        ("a back\\slash_and_more", r"a back\\slash\_and\_more"),
    ],
)
def test_a_text_is_shown_as_it_is_and_marks_nothing_up(script: str, shown: str) -> None:
    line = summary(with_script(in_review(), script)).splitlines()[2]

    assert line.endswith(f": {shown}")
